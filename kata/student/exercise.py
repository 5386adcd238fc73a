"""The exercise: the student's copy of a broken library, and what the tool remembers of the work on it.

The code is all that counts; the state beside it holds only what cannot be read from the code (with which bugs the
exercise began, which hints were asked for) and the last verdict, under a hash of all that it depends on. It is
written atomically. If it is damaged or lost, it is made anew from the code.
"""

import ast
import hashlib
import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from importlib.metadata import version
from pathlib import Path

from kata import ROOT
from kata.bugs import variants
from kata.bugs.manifest import Bug, load_bugs
from kata.judging.trial import Trial, run_tests
from kata.judging.verdict import verdict
from kata.subject.libraries import EXERCISE

NOTES = EXERCISE.with_name(".kata")
FORMAT = 1


@dataclass
class Verdict:
    """What the judge said last: of which code, the statuses by bug, and of what broke what its tests check.

    The key is empty if since then only some of the tests have been run.
    """

    key: str
    statuses: dict[str, str]
    broken: dict[str, str]


@dataclass
class State:
    """What is remembered: the bugs at the start, hints shown, solutions given away, and the last verdict."""

    bugs: list[str]
    hints: dict[str, int] = field(default_factory=dict)
    given_up: list[str] = field(default_factory=list)
    verdict: Verdict | None = None
    format: int = FORMAT


class Exercise:
    """The folder with the student's code, and the notes beside it."""

    def __init__(self, folder: Path = EXERCISE, notes: Path = NOTES) -> None:
        self.folder, self.notes = folder, notes
        self._file = notes / "state.json"
        self._lock = threading.Lock()  # `kata watch` has a thread for the tests and one for the keys
        self.mended = ""  # says so if the state was damaged
        self.state = self._read()

    @property
    def exists(self) -> bool:
        """Whether an exercise has been started."""
        return self.folder.is_dir()

    @property
    def bugs(self) -> list[Bug]:
        """The bugs there were at the start, in their order."""
        return [bug for bug in load_bugs().values() if bug.id in self.state.bugs]

    def start(self, present: Collection[str]) -> None:
        """Write the library with these bugs; raise FileExistsError if there is an exercise already."""
        variants.build(self.folder, present)
        self.state = State([bug for bug in load_bugs() if bug in present])
        self._save()

    # ---------------------------------------------------------------- what is remembered

    def _read(self) -> State:
        try:
            content = json.loads(self._file.read_text(encoding="utf-8"))
            if set(content) != {field.name for field in fields(State)} or content["format"] != FORMAT:
                raise ValueError(f"{self._file} has an unknown form")
            known = Verdict(**content["verdict"]) if content["verdict"] else None
            hints = {str(bug): int(number) for bug, number in content["hints"].items()}
            bugs = [bug for bug in load_bugs() if bug in content["bugs"]]
            given_up = [bug for bug in load_bugs() if bug in content["given_up"]]
            return State(bugs, hints, given_up, known)
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            kept = self._file.with_suffix(".damaged.json")
            with suppress(OSError):
                self._file.replace(kept)
            self.mended = f"The notes on your progress were damaged; they are kept as {kept}, and new ones begun."
        return State(list(load_bugs()))

    @contextmanager
    def _changed(self) -> Iterator[State]:
        """Let the state be changed as it is in the file, which a command beside this one may have written."""
        with self._lock:
            self.state = self._read()
            yield self.state
            self._save()

    def _save(self) -> None:
        """Write the state, whole or not at all."""
        self.notes.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(asdict(self.state), indent=1), encoding="utf-8")
        part.replace(self._file)

    def key(self) -> str:
        """Return a hash of all that a verdict depends on: the code, the tests, the tool, and the versions."""
        digest = hashlib.sha256()
        digest.update(repr([sys.version, *(version(name) for name in ("numpy", "pytest", "hypothesis"))]).encode())
        for folder in (self.folder, ROOT / "tests", ROOT / "kata"):
            for path in sorted(folder.rglob("*.py")):
                digest.update(str(path).encode())
                digest.update(path.read_bytes())
        digest.update((ROOT / "bugs.toml").read_bytes())
        return digest.hexdigest()

    # ---------------------------------------------------------------- where the student stands

    @property
    def current(self) -> bool:
        """Whether the last verdict is one on the code as it is now."""
        return self.state.verdict is not None and self.state.verdict.key == self.key()

    def status(self, bug: str) -> str:
        """Return fixed, present or unclear, as the last verdict has it; open if there is none."""
        return self.state.verdict.statuses.get(bug, "open") if self.state.verdict else "open"

    @property
    def fixed(self) -> list[Bug]:
        """The bugs of the exercise that are fixed, as the last verdict has it."""
        return [bug for bug in self.bugs if self.status(bug.id) == "fixed"]

    @property
    def broken(self) -> dict[str, str]:
        """What worked at the start and does not any more, by test, or by bug if it is one that was not there."""
        if self.state.verdict is None:
            return {}
        others = [bug for bug in load_bugs().values() if bug.id not in self.state.bugs]
        came_in = {bug.id: bug.symptom for bug in others if self.status(bug.id) not in ("fixed", "open")}
        return self.state.verdict.broken | came_in

    @property
    def finished(self) -> bool:
        """Whether all tests were run, all bugs are fixed and nothing broke."""
        judged = self.state.verdict is not None and self.state.verdict.key != ""
        return judged and len(self.fixed) == len(self.bugs) and not self.broken

    def next_bug(self, after: str | None = None) -> Bug | None:
        """Return the first bug that is not fixed, or the first of them after another; None if all are."""
        left = [bug for bug in self.bugs if self.status(bug.id) != "fixed"]
        order = list(load_bugs())
        later = [bug for bug in left if after is not None and order.index(bug.id) > order.index(after)]
        return next(iter(later or left), None)

    def more_hints(self, bug: Bug) -> list[str]:
        """Return the hints of a bug up to one more than were shown so far, and remember that."""
        with self._changed() as state:
            number = state.hints[bug.id] = min(state.hints.get(bug.id, 0) + 1, len(bug.hints))
        return list(bug.hints[:number])

    def may_see_solution(self, bug: Bug) -> bool:
        """Return whether a bug is fixed, or was given up."""
        return self.status(bug.id) == "fixed" or bug.id in self.state.given_up

    def give_up(self, bug: Bug) -> None:
        """Remember that the solution of a bug was wanted before it was fixed."""
        with self._changed() as state:
            if not self.may_see_solution(bug):
                state.given_up.append(bug.id)

    def judge(self, on_test: Callable[[int, int], None] | None = None) -> Trial:
        """Run all tests on the code as it is, and remember the verdict."""
        key = self.key()
        trial = run_tests(str(self.folder), on_test=on_test)
        self.remember(key, trial)
        return trial

    def remember(self, key: str, trial: Trial) -> None:
        """Keep the verdict of a run of all tests on the code with this key."""
        judged = verdict(trial)
        statuses = {bug: said["status"] for bug, said in judged["bugs"].items()}
        broken = {test: trial.sentences.get(test, "") for test in judged["broken"]}
        with self._changed() as state:
            state.verdict = Verdict(key, statuses, broken)

    def note_fixed(self, bug: Bug) -> None:
        """Remember that a bug's own tests pass, though the others have not been run on the code as it is."""
        with self._changed() as state:
            before = state.verdict or Verdict("", {}, {})
            state.verdict = Verdict("", before.statuses | {bug.id: "fixed"}, before.broken)

    # ---------------------------------------------------------------- the code

    def start_text(self, module: str) -> str:
        """Return the text of a module as it was at the start."""
        return variants.module_text(module, set(self.state.bugs))

    def syntax_error(self) -> SyntaxError | None:
        """Return what keeps the code from being read, or is missing of it, as an error with file and line."""
        for module in variants.modules():
            path = self.folder / f"{module}.py"
            try:
                ast.parse(path.read_bytes(), str(path))
            except SyntaxError as error:  # what cannot be decoded, or has a null byte, comes without a place
                return SyntaxError(error.msg, (str(path), error.lineno or 1, error.offset or 1, error.text or ""))
            except ValueError as error:
                return SyntaxError(str(error), (str(path), 1, 1, ""))
            except OSError:
                return SyntaxError("the file is missing; `kata reset` brings it back", (str(path), 1, 1, ""))
        return None

    def reset(self, modules: Collection[str]) -> Path:
        """Put modules back to how they were at the start; return the folder with a copy of all from before."""
        backup = self.notes / "backups" / time.strftime("%Y-%m-%d-%H%M%S")
        number = 1
        while backup.exists():
            number += 1
            backup = backup.with_name(f"{backup.name.partition('_')[0]}_{number}")
        shutil.copytree(self.folder, backup, ignore=shutil.ignore_patterns("__pycache__"))
        for module in modules:
            path = self.folder / f"{module}.py"
            part = path.with_suffix(".part")
            part.write_text(self.start_text(module), encoding="utf-8", newline="\n")
            part.replace(path)
        return backup

    def look_at(self, bug: Bug) -> tuple[Path, int]:
        """Return the file and the line of the function in which the bug was at the start, wherever it is now."""
        path = self.folder / f"{bug.module}.py"
        first = variants.hunks(bug.module)[bug.hunks[0] - 1]
        name = _function_at(variants.ORIGINAL / path.name, first.start + 1)
        with suppress(OSError, SyntaxError, ValueError):
            for qualified, node in _functions(ast.parse(path.read_bytes())):
                if qualified == name:
                    return path, node.lineno
        return path, 1


def _functions(tree: ast.AST, prefix: str = "") -> list[tuple[str, ast.FunctionDef]]:
    """Return all functions of a tree with their qualified names, outer ones first."""
    found = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            found.append((f"{prefix}{node.name}", node))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found += _functions(node, f"{prefix}{node.name}.")
    return found


def _function_at(path: Path, line: int) -> str:
    """Return the qualified name of the innermost function that holds a line."""
    functions = _functions(ast.parse(path.read_bytes()))
    return [name for name, node in functions if node.lineno <= line <= (node.end_lineno or 0)][-1]
