"""A corrected library in which one module at a time is another, to see what the tests say of that."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from kata.bugs import variants
from kata.judging.fork_server import ForkServer
from kata.judging.trial import Trial, run_pytest, run_tests


@contextmanager
def workbench(folder: Path) -> Iterator[Callable[..., Trial]]:
    """Give a function that runs the tests with another text of a module; its options are those of `run_tests`."""
    library = str(folder)
    variants.build(folder, present=())
    with ForkServer(library) if ForkServer.available else nullcontext(partial(run_pytest, library)) as run:

        def trial(module: str, text: str, **options: Any) -> Trial:
            path = folder / f"{module}.py"
            path.write_text(text, encoding="utf-8")
            try:
                return run_tests(library, run=run, **options)
            finally:
                path.write_text(variants.module_text(module, present=()), encoding="utf-8")

        yield trial


def with_line(folder: Path, module: str, heading: str, line: str) -> str:
    """Write a corrected library in which a function begins with another line; return its folder's name.

    Raises ValueError if the function's heading does not stand there once.
    """
    variants.build(folder, present=())
    path = folder / f"{module}.py"
    text = path.read_text(encoding="utf-8")
    if text.count(f"{heading}\n") != 1:
        raise ValueError(f"{path} has the line {heading!r} not once")
    path.write_text(text.replace(f"{heading}\n", f"{heading}\n        {line}\n"), encoding="utf-8")
    return str(folder)
