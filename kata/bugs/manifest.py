"""The twelve bugs, from `bugs.toml`: the one list that everything else reads."""

import builtins
import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from kata import ROOT
from kata.bugs.questions import Question, check_questions

FORMAT = 1
GROUPS = ("reported", "missed")

T = TypeVar("T")


@dataclass(frozen=True)
class Prediction:
    """What the broken code makes of a small input: a question to be answered before the bug is fixed.

    `code` is run with the `library`, numpy as `np` and the folder `data` of the embedded digits. The value of its
    last line, as text, or the type of the exception, is among the `answers`: on `original` it is the one with the
    index `right`, on `fixed` it is `correct`. `because` explains the difference.
    """

    question: str
    code: str
    answers: tuple[str, ...]
    right: int
    correct: str
    because: str


@dataclass(frozen=True)
class Bug:
    """One bug: what it is, where it is, how it shows, three hints from vague to precise, and questions.

    `hunks` are those of the places in which `original` and `fixed` differ that belong to it, counted from 1
    through its module; `raises` names the exception types with which its tests fail on `original`; `report` is the
    report's section, empty if the report missed it. `kind` is what it takes to find it: `shape`, and others.
    `predict` is asked before it is fixed, and `ask` afterwards.
    """

    id: str
    title: str
    module: str
    group: str
    kind: str
    report: str
    symptom: str
    hunks: tuple[int, ...]
    raises: tuple[str, ...]
    hints: tuple[str, ...]
    predict: Prediction
    ask: tuple[Question, ...]

    @property
    def exceptions(self) -> tuple[type[BaseException], ...]:
        """The exception types themselves."""
        return tuple(getattr(builtins, name) for name in self.raises)


def load_bugs(path: Path = ROOT / "bugs.toml") -> dict[str, Bug]:
    """Read the list, in its order, by id; raise ValueError, naming the entry, for what does not hold together."""
    return dict(_parsed(path, path.read_text(encoding="utf-8")))


@lru_cache
def _parsed(path: Path, text: str) -> dict[str, Bug]:
    """Return what a text says, which is asked for again and again, and parsed once."""
    content = tomllib.loads(text)
    if content.get("format") != FORMAT:
        raise ValueError(f"{path}: format {content.get('format')!r}: expected {FORMAT}")
    bugs = [_bug(entry, f"{path}: bug {number}") for number, entry in enumerate(content.get("bug", []), 1)]
    by_id = {bug.id: bug for bug in bugs}
    if len(by_id) < len(bugs):
        raise ValueError(f"{path}: an id is used twice among {[bug.id for bug in bugs]}")
    return by_id


def filled(kind: type[T], entry: dict[str, Any], where: str) -> T:
    """Return a dataclass made of an entry that has a value for each of its fields, and no other."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if set(entry) != names:
        raise ValueError(f"{where}: the keys {sorted(set(entry) ^ names)} are missing or unknown")
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})


def _bug(entry: dict[str, Any], where: str) -> Bug:
    asked = {
        "predict": _prediction(entry.get("predict", {}), f"{where}, predict"),
        "ask": _questions(entry.get("ask", []), f"{where}, ask"),
    }
    bug = filled(Bug, entry | asked, where)
    where = f"{where} ({bug.id})"
    if bug.group not in GROUPS or bool(bug.report) != (bug.group == "reported"):
        raise ValueError(f"{where}: a reported bug names the report's section; the other group is `missed`")
    if not (bug.kind.isidentifier() and bug.kind.islower()):
        raise ValueError(f"{where}: kind {bug.kind!r}: expected a word in small letters")
    if len(bug.hints) != 3 or not bug.hunks or not bug.raises:
        raise ValueError(f"{where}: expected three hints, at least one hunk and one exception type")
    for name in bug.raises:
        if not isinstance(getattr(builtins, name, None), type):
            raise ValueError(f"{where}: {name} is not a built-in exception")
    return bug


def _prediction(entry: dict[str, Any], where: str) -> Prediction:
    prediction = filled(Prediction, entry, where)
    answers = prediction.answers
    if len(set(answers)) < len(answers) or not 0 <= prediction.right < len(answers):
        raise ValueError(f"{where}: expected different answers, and the index of the right one among them")
    if prediction.correct not in answers or prediction.correct == answers[prediction.right]:
        raise ValueError(f"{where}: the answer of a correct library is another one of the answers")
    return prediction


def _questions(entries: list[dict[str, Any]], where: str) -> tuple[Question, ...]:
    questions = tuple(filled(Question, entry | {"draw": _draw(entry.get("draw", {}))}, where) for entry in entries)
    try:
        check_questions(questions)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error
    return questions


def _draw(names: dict[str, list[Any]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(str(value) for value in values)) for name, values in names.items())
