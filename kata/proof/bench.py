"""A corrected library in which one module at a time is another, to see what the tests say of that."""

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from kata.bugs import variants
from kata.confined.child import Ending
from kata.judging.fork_server import ForkServer
from kata.judging.trial import Run, Trial, run_pytest, run_tests
from kata.proof.reach import Reach


def runner(library: str) -> AbstractContextManager[Run]:
    """Give what runs the tests on a library again and again, whatever it is each time, as `kata watch` does."""
    return ForkServer(library) if ForkServer.available else nullcontext(partial(run_pytest, library))


@contextmanager
def workbench(folder: Path, reach: Reach | None = None) -> Iterator[Callable[..., Trial]]:
    """Give a function that runs the tests with another text of a module; its options are those of `run_tests`.

    It has an option of its own: by the `short_cut` the tests that the text leaves indifferent, as `reach` tells,
    are not run, and pass. Hypothesis also draws the constants of the modules it finds, except those in a folder
    of tests: for the short cut the library stands in one, and what is drawn does not depend on the text.
    """
    library = str(folder)
    if reach is not None and "tests" not in folder.parts:
        raise ValueError(f"{folder}: expected a folder within one that is called tests")
    variants.build(folder, present=())
    with runner(library) as run:

        def trial(module: str, text: str, *, short_cut: bool = False, **options: Any) -> Trial:
            path = folder / f"{module}.py"
            path.write_text(text, encoding="utf-8")
            try:
                if short_cut and reach is not None:
                    return _run_due(reach, reach.indifferent(module, text), library, run, **options)
                return run_tests(library, run=run, **options)
            finally:
                path.write_text(variants.module_text(module, present=()), encoding="utf-8")

        yield trial


def _run_due(
    reach: Reach, indifferent: Collection[str], library: str, run: Run, *, bug: str | None = None, **options: Any
) -> Trial:
    """Run the tests, all or those of one bug, but not the indifferent ones: they pass."""

    def run_others(bug: str | None, skipped: Path, first_failure: bool, **limits: Any) -> Ending:
        known = json.loads(skipped.read_text(encoding="utf-8"))
        skipped.write_text(json.dumps([*known, *indifferent]), encoding="utf-8")
        return run(bug, skipped, first_failure, **limits)

    asked = {test: bugs for test, bugs in reach.bugs.items() if bug is None or bug in bugs}
    passing = {test: "passed" for test in asked if test in indifferent}
    trial = Trial(library)
    if len(passing) < len(asked):
        trial = run_tests(library, run=run_others, bug=bug, **options)
    trial.bugs, trial.outcomes = asked, passing | trial.outcomes
    return trial


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
