"""The tests that a submission leaves indifferent: they run no function of which it has another body than ours.

See `kata.proof.reach`. To measure that takes as long as a few submissions do, once for each seed in each process:
so it is asked for where many are to be judged. A submission is parsed for it, and not run.
"""

from collections.abc import Mapping
from functools import cache

from kata.bugs import variants
from kata.collecting.beside import BESIDE
from kata.proof.reach import changed_functions, measure

MANY = 40  # submissions for each worker: fewer are judged in the time that it takes to measure
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def indifferent(files: Mapping[str, bytes], seed: int) -> set[str]:
    """Return the tests that pass on these files of a library as on ours; none where their names are not ours."""
    ours = _texts()
    if {name for name in files if name.endswith(".py") and not name.startswith(BESIDE)} != ours.keys():
        return set()
    changed: set[str] = set()
    for name, text in ours.items():
        try:
            functions = changed_functions(name.removesuffix(".py"), text, files[name])
        except UNREADABLE:
            return set()
        if functions is None:
            return set()
        changed |= functions
    reached = _reach(seed)
    return {test for test, functions in reached.items() if changed.isdisjoint(functions)}


@cache
def _texts() -> dict[str, str]:
    return {f"{module}.py": variants.module_text(module, present=()) for module in variants.modules()}


@cache
def _reach(seed: int) -> dict[str, list[str]]:
    """Return the functions that each test runs; of none if that cannot be measured: then all are run."""
    try:
        return measure(processes=1, seed=seed).functions
    except (OSError, RuntimeError):
        return {}
