"""A corrected library in which one module at a time is another, to see what the tests say of that."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kata.bugs import variants
from kata.judging.judge import Judge
from kata.judging.trial import Trial, run_tests
from kata.proof.reach import Reach


@contextmanager
def workbench(folder: Path, reach: Reach | None = None, hasty: bool = False) -> Iterator[Callable[..., Trial]]:
    """Give a function that runs the tests with another text of a module; its options are those of `run_tests`.

    It has options of its own: by the `short_cut` the tests that the text leaves indifferent, as `reach` tells, are
    not run, and pass; and `only` some tests are asked for, of those that `reach` knows. A `hasty` one looks for no
    simple example of a failure.
    """
    library = str(folder)
    variants.build(folder, present=())
    with Judge(hasty=hasty) as judge:

        def trial(
            module: str, text: str, *, short_cut: bool = False, only: Collection[str] | None = None, **options: Any
        ) -> Trial:
            path = folder / f"{module}.py"
            path.write_text(text, encoding="utf-8")
            try:
                if reach is not None and (short_cut or only is not None):
                    indifferent = reach.indifferent(module, text) if short_cut else set()
                    return _run_due(reach, indifferent, library, judge, only=only, **options)
                return run_tests(library, judge=judge, **options)
            finally:
                path.write_text(variants.module_text(module, present=()), encoding="utf-8")

        yield trial


def _run_due(
    reach: Reach,
    indifferent: set[str],
    library: str,
    judge: Judge,
    *,
    bugs: Collection[str] = (),
    only: Collection[str] | None = None,
    **options: Any,
) -> Trial:
    """Run the tests, all, those of some bugs or only some, but not the indifferent ones: they pass."""
    asked = {
        test: marked
        for test, marked in reach.bugs.items()
        if (not bugs or not {*bugs}.isdisjoint(marked)) and (only is None or test in only)
    }
    passing = {test: "passed" for test in asked if test in indifferent}
    trial = Trial(library)
    if len(passing) < len(asked):
        trial = run_tests(
            library, skip=indifferent | (reach.bugs.keys() - asked), judge=judge, bugs=bugs, **options
        )
    trial.bugs, trial.waiting = asked, {*reach.waiting} & asked.keys()
    trial.outcomes = passing | trial.outcomes
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
