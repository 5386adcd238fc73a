"""What an exam leaves in a folder: the quizzes, which may be given away, and beside them the key."""

import json
from collections.abc import Sequence
from pathlib import Path

from kata.bugs.manifest import Bug
from kata.classroom.handing_out import slug
from kata.classroom.roster import Student
from kata.exam import key as keys
from kata.exam.page import page
from kata.exam.quiz import Quiz
from kata.files import write_whole

QUIZZES = "quizzes"  # the folder of all that may be given away
ALL = "all.html"  # in it: the quizzes of everybody, to be printed at once
KEY = "key"


def check_folder(out: Path) -> None:
    """Raise ValueError, with a sentence, if something is there already."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ValueError(f"{out} is there already, and is not an empty folder: name another one.")


def write(out: Path, quizzes: Sequence[Quiz], bugs: Sequence[Bug], seed: int) -> None:
    """Write quizzes and key into a folder; the key first, as without it the quizzes are worth nothing."""
    files = [f"{QUIZZES}/{name}.html" for name in _names([quiz.student for quiz in quizzes])]
    data = keys.key(quizzes, files, bugs, seed)
    (out / QUIZZES).mkdir(parents=True, exist_ok=True)
    write_whole(out / f"{KEY}.json", json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    write_whole(out / f"{KEY}.html", keys.page(data))
    for quiz, file in zip(quizzes, files, strict=True):
        write_whole(out / file, page([quiz]))
    if len(quizzes) > 1:
        write_whole(out / QUIZZES / ALL, page(quizzes))


def _names(students: Sequence[Student]) -> list[str]:
    """Return a name for each student's file that no other has."""
    names: list[str] = []
    for student in students:
        name = slug(student) if student.id else "quiz"
        taken = {*names, Path(ALL).stem}
        names.append(name if name not in taken else f"{name}-{len(names) + 1}")
    return names
