"""The bench: the exercise of a page, and what the page may ask of it. Whatever goes in or comes out is JSON.

It is the exercise of `kata`, judged as in a terminal and told in the same words.
"""

import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filelock  # noqa: F401 - before warnings are errors: it warns that a browser has no real locks

from book.workshop.inside.judge import Judge
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import modules
from kata.judging.trial import Trial
from kata.places import EXERCISE, KEPT
from kata.student.broken import find_broken
from kata.student.code import LARGEST, changes, syntax_error
from kata.student.exercise import Exercise
from kata.student.findings import Finding, find
from kata.words.failure import labelled, text_shown
from kata.words.language import VARIABLE
from kata.words.translation import tr

HOME = Path.home()
STATE = f"{KEPT}/state.json"
ALIKE = (2000, 1, 1, 0, 0, 0)


class Bench:
    """Holds the tests, and one exercise at a time."""

    def __init__(self, language: str, home: Path = HOME) -> None:
        os.environ[VARIABLE] = language
        self._folder = home / EXERCISE
        self.judge = Judge()
        self.exercise = Exercise(self._folder)

    def open(self, asked: str) -> None:
        """Begin an exercise with these bugs; go on with what is known of it, if it was begun before."""
        told = json.loads(asked)
        shutil.rmtree(self._folder, ignore_errors=True)
        Exercise.start(self._folder, told["bugs"])
        if told["notes"]:
            (self._folder / STATE).write_text(told["notes"], encoding="utf-8")
        self.exercise = Exercise(self._folder)

    def write(self, files: str) -> None:
        """Take the texts of modules, by their names."""
        for module, text in json.loads(files).items():
            (self._folder / f"{module}.py").write_text(text, encoding="utf-8")

    # ---------------------------------------------------------------- judging

    def check(self, bug: str) -> Iterator[str]:
        """Run the tests of a bug, and then all others; yield what is found out, and how far it is."""
        return map(json.dumps, self._check(bug))

    def _check(self, bug: str) -> Iterator[dict[str, Any]]:
        if error := syntax_error(self._folder):
            yield {"event": "syntax", **_place(f"{Path(error.filename or '').name}:{error.lineno}")} | {
                "column": error.offset or 1,
                "text": (error.text or "").rstrip(),
                "says": tr(error.msg),
            }
            return
        key, asked = self.exercise.key(), load_bugs()[bug]
        trial = Trial(str(self._folder))
        for event in self.judge.run(trial, [bug], first_failure=True):
            yield self._progress(event, trial)
        finding = find(self.exercise, trial, asked)
        if finding.status == "fixed":
            self.exercise.note_fixed(asked)
        yield {"event": "finding", "bug": bug, "status": finding.status, **_told(finding)}
        everything = Trial(str(self._folder))
        for event in self.judge.run(everything):
            yield self._progress(event, everything)
        self.exercise.remember(key, everything)
        yield {"event": "standing", **self._standing(everything)}

    def _progress(self, event: dict[str, Any], trial: Trial) -> dict[str, Any]:
        """Return how far a run is, and which test is the next."""
        return {
            "event": "progress",
            "test": event["id"] if event["event"] == "begun" else "",
            "sentence": tr(trial.sentences.get(event.get("id", ""), "")),
            "done": len(trial.outcomes),
            "total": len(trial.bugs),
        }

    def _standing(self, trial: Trial) -> dict[str, Any]:
        """Return where the exercise stands after a run of all tests."""
        broken = [
            {"clause": each.clause.id, "says": tr(" ".join(each.clause.says.split())), **_told(each.finding)}
            for each in find_broken(self.exercise, trial)
        ]
        return {
            "statuses": {bug.id: self.exercise.status(bug.id) for bug in self.exercise.bugs},
            "broken": broken,
            "came_in": [tr(what) for name, what in self.exercise.broken.items() if name in load_bugs()],
            "failed": trial.failed,
            "reason": tr(trial.reason),
            "finished": self.exercise.finished,
        }

    def notes(self) -> str:
        """Return what is remembered of the work, as it is kept in a folder."""
        state = self._folder / STATE
        return state.read_text(encoding="utf-8") if state.is_file() else ""

    # ---------------------------------------------------------------- taking it home

    def changes(self) -> str:
        """Return what was changed since the start, as a diff."""
        return changes(self.exercise, modules())

    def packed(self, hints: str) -> bytes:
        """Return the exercise as an archive of its folder, which `kata` takes, with the hints that were read."""
        with self.exercise.notes.changed() as state:
            state.hints |= json.loads(hints)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(self._folder.rglob("*")):
                if path.suffix in (".py", ".json"):
                    name = path.relative_to(self._folder.parent).as_posix()
                    archive.writestr(zipfile.ZipInfo(name, ALIKE), path.read_bytes(), zipfile.ZIP_DEFLATED)
        return buffer.getvalue()


def unpacked(content: bytes) -> str:
    """Return the modules in an archive, by their names: of several of one name that nearest to its top."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename.count("/")):
            path = Path(entry.filename)
            if path.suffix == ".py" and path.stem in modules() and entry.file_size <= LARGEST:
                found.setdefault(path.stem, archive.read(entry).decode("utf-8", errors="replace"))
    return json.dumps(found)


def _told(finding: Finding) -> dict[str, Any]:
    """Return a finding as a page shows it: what was checked, and line by line what was said."""
    if finding.status == "fixed":
        return {}
    rows = [(label, "\n".join(lines).strip()) for label, lines in labelled(finding.message).items()]
    return {
        "sentence": tr(finding.sentence),
        "rows": [[tr(label), text_shown(label, text)] for label, text in rows if text],
        "printed": finding.printed.rstrip("\n"),
        **_place(finding.look_at),
    }


def _place(look_at: str) -> dict[str, Any]:
    """Return a place as it is written, and the module and the line that it is in."""
    file, _, line = look_at.rpartition(":")
    return {"place": look_at, "module": Path(file).stem, "line": int(line or 1)}
