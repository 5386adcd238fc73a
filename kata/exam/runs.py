"""Runs: what variants of the library answer to pieces of code; one process behind a pipe answers them all."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from kata import DATA
from kata.bugs import variants
from kata.bugs.fixes import Fix, load_fixes, text_of
from kata.bugs.manifest import load_bugs
from kata.files import write_whole
from kata.pipe.frames import Frame
from kata.pipe.long_call import Limits, LongCall, digits_within
from kata.student.prediction import in_a_line

QUIET = 300  # seconds for the codes that are sent together
TOGETHER = 2000


class Variant(NamedTuple):
    """The corrected library; or with this bug alone; or with this fix of it, right or wrong."""

    bug: str = ""
    fix: str = ""


CORRECT = Variant()

Run = tuple[Variant, str]  # a variant, and the code that is run on it


class Runs:
    """Answers by variant and code; what is known is not run again."""

    def __init__(self) -> None:
        self._known: dict[Run, str] = {}

    def __call__(self, variant: Variant, code: str) -> str:
        """Return what the variant gives, as text, or the type of its exception, once it was run."""
        return self._known[variant, code]

    def answer(self, rounds: Iterator[Iterable[Run]]) -> None:
        """Run what a round asks for, before the next round is asked for; raises what `LongCall.run` does."""
        with _shelf() as shelf:
            sent: list[Run] = []
            waiting: list[Run] = []

            def hear(told: Frame) -> dict[str, Any]:
                self._known.update(zip(sent, map(in_a_line, told.texts("answers", len(sent))), strict=True))
                while not waiting and (wanted := next(rounds, None)) is not None:
                    waiting.extend(sorted({*wanted} - self._known.keys()))
                sent[:], waiting[:] = waiting[:TOGETHER], waiting[TOGETHER:]
                return {"codes": [[shelf.name(variant), code] for variant, code in sent]}

            readable, limits = digits_within(DATA), Limits(quiet=QUIET)
            LongCall(shelf.folder, "run_codes", readable, limits, data=DATA).run(hear)


class _Shelf:
    """A corrected library, in whose folder each variant that is asked for has one of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names: dict[Variant, str] = {}
        variants.build(folder, present=())

    def name(self, variant: Variant) -> str:
        """Return the folder of a variant; it is written when it is first asked for."""
        if variant not in self._names:
            self._names[variant] = f"variant_{len(self._names)}"
            _write(self.folder / self._names[variant], variant)
        return self._names[variant]


@contextmanager
def _shelf() -> Iterator[_Shelf]:
    with tempfile.TemporaryDirectory(prefix="kata-") as place:
        yield _Shelf(Path(place, "variants"))


def _write(folder: Path, variant: Variant) -> None:
    variants.build(folder, present=[variant.bug] if variant.bug and not variant.fix else [])
    if variant.fix:
        write_whole(folder / f"{load_bugs()[variant.bug].module}.py", text_of(fixes_of(variant.bug)[variant.fix]))


@cache
def fixes_of(bug: str) -> dict[str, Fix]:
    """Return the fixes of a bug that are known, right and wrong, by name."""
    return {fix["name"]: fix for fix in load_fixes() if fix["bug"] == bug}
