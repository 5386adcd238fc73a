"""A shelf of libraries, each a variant of the corrected one, that one worker holds and asks lines of."""

import math
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kata import DATA
from kata.bugs import variants
from kata.digits.idx import write_head
from kata.files import write_whole
from kata.lines.answers import Answer, answer_of, no_answer
from kata.pipe.frames import Frame
from kata.pipe.long_call import Limits, LongCall, RaisedError
from kata.pipe.raised import Lost, Void
from kata.words.translation import phrase

MEMORY = 2**30  # bytes that a line may take
SECONDS = 10  # and without a word, on one library
DIGITS = {"train": 40, "t10k": 20}  # of each part, in the two folders that a line knows
PALEST = 120  # the darkest pixel of those in `pale`

Question = tuple[Sequence[str], str]  # names of libraries on the shelf, at least one, and a line for them


class Shelf:
    """Libraries in a folder, by name; `put` adds one, `ask` runs lines on them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        variants.build(folder, present=())
        self._places: dict[str, str] = {}
        self._data = {name: folder.parent / name for name in ("digits", "pale")}
        for name, darkest in (("digits", 255), ("pale", PALEST)):
            write_head(DATA, self._data[name], DIGITS, darkest)

    def put(self, name: str, texts: Mapping[str, str]) -> None:
        """Add a library: the corrected one, with these modules in place of its own; once for each name."""
        if name in self._places:
            return
        self._places[name] = f"variant_{len(self._places)}"
        folder = self._folder / self._places[name]
        variants.build(folder, present=())
        for module, text in texts.items():
            write_whole(folder / f"{module}.py", text)

    def ask(self, questions: Sequence[Question], seconds: float = math.inf) -> list[list[Answer]]:
        """Return the answers to each line, in the order of the libraries.

        Where one library loses its worker over a line, those after it are not asked this line. Raises ValueError,
        with a sentence, if all together take longer than so many seconds.
        """
        answers: list[list[Answer]] = [[]]
        ends = time.monotonic() + seconds
        while len(answers) <= len(questions):
            try:
                self._ask(questions, answers, ends - time.monotonic())
            except (RaisedError, Lost, Void) as error:
                if time.monotonic() >= ends:
                    raise ValueError(phrase(f"The lines take more than {seconds:g} seconds.")) from error
                libraries, _ = questions[len(answers) - 1]
                lost = no_answer(str(error) or phrase("its process has ended"))
                answers[-1] += [lost] * (len(libraries) - len(answers[-1]))
                answers.append([])
        return answers[:-1]

    def _ask(self, questions: Sequence[Question], answers: list[list[Answer]], seconds: float) -> None:
        """Have a worker answer what is left, and add what it says; the last list is of the line under way."""
        begun = False

        def hear(told: Frame) -> dict[str, Any]:
            nonlocal begun
            if begun:
                answers[-1].append(answer_of(told))
            begun = True
            if len(answers) <= len(questions) and len(answers[-1]) == len(questions[len(answers) - 1][0]):
                answers.append([])
            if len(answers) > len(questions):
                return {"variant": "", "line": ""}
            libraries, line = questions[len(answers) - 1]
            return {"variant": self._places[libraries[len(answers[-1])]], "line": line}

        limits = Limits(memory=MEMORY, seconds=seconds, quiet=SECONDS)
        LongCall(self._folder, "run_lines", [*self._data.values()], limits, **self._data).run(hear)


@contextmanager
def shelf() -> Iterator[Shelf]:
    """Give an empty shelf, in a folder that is taken away afterwards."""
    with tempfile.TemporaryDirectory(prefix="kata-") as place:
        yield Shelf(Path(place, "variants"))
