"""The exercise: the student's copy of a broken library, and where the student stands with it.

The code is all that counts. What is beside it in the folder `.kata` are the notes: see `kata.student.notes`.
"""

import shutil
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Self

from kata.bugs import variants
from kata.bugs.breaches import Breach, load_breaches
from kata.bugs.clauses import Clause, load_clauses
from kata.bugs.manifest import Bug, load_bugs
from kata.files import new_folder, write_all, write_whole
from kata.judging.clauses import those_of
from kata.judging.key import key_of
from kata.judging.trial import Trial, run_tests
from kata.judging.verdict import verdict
from kata.places import ORIGIN, find_exercise, installed_version
from kata.student.notes import Notes, Origin, State, Verdict, write_origin
from kata.words.translation import phrase


class Exercise:
    """The folder with the student's code, and the notes beside it."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = find_exercise() if folder is None else folder
        self.notes = Notes(self.folder)
        self.just_fixed: list[Bug] = []  # by what was kept last

    @property
    def exists(self) -> bool:
        """Whether an exercise has been started: by its notes, or, if these were lost, by its code."""
        return (self.notes.folder / ORIGIN).is_file() or (self.folder / "__init__.py").is_file()

    @property
    def bugs(self) -> list[Bug]:
        """The bugs there were at the start, in their order."""
        return [bug for bug in load_bugs().values() if bug.id in self.notes.origin.bugs]

    @classmethod
    def start(
        cls, folder: Path, present: Collection[str], breaches: Iterable[Breach] = (), *, hidden: bool = False
    ) -> Self:
        """Write the library with these bugs and breaches, and how it began, unless that is to be hidden.

        Raises FileExistsError if the folder exists.
        """
        bugs, planted = [bug for bug in load_bugs() if bug in present], sorted(breach.name for breach in breaches)
        origin = Origin(bugs, planted, installed_version(), hidden)
        with new_folder(folder, parents=True) as part:
            for module in variants.modules():
                write_whole(part / f"{module}.py", origin.text(module))
            write_origin(part, origin)
        return cls(folder)

    def key(self) -> str:
        """Return a hash of all that a verdict depends on: the code, the tests, the tool, and the versions."""
        return key_of(set(self.folder.rglob("*.py")) - set(self.notes.folder.rglob("*")), self.folder)

    # ---------------------------------------------------------------- where the student stands

    @property
    def current(self) -> bool:
        """Whether the last verdict is one on the code as it is now."""
        return self.notes.state.verdict is not None and self.notes.state.verdict.key == self.key()

    def status(self, bug: str) -> str:
        """Return fixed, present or unclear, as the last verdict has it; open if there is none."""
        return self.notes.state.verdict.statuses.get(bug, "open") if self.notes.state.verdict else "open"

    @property
    def fixed(self) -> list[Bug]:
        """The bugs of the exercise that are fixed, as the last verdict has it."""
        return [bug for bug in self.bugs if self.status(bug.id) == "fixed"]

    @property
    def fixed_last(self) -> Bug | None:
        """The bug that was fixed last, as far as that is known; None if none is fixed."""
        fixed = {bug.id: bug for bug in self.fixed}
        return fixed.get(self.notes.state.fixed_last) or next(reversed(fixed.values()), None)

    @property
    def answers(self) -> list[bool]:
        """Whether the student's answers to questions about the code were right."""
        return [right for given in self.notes.state.answers.values() for right in given]

    @property
    def planted(self) -> int:
        """How many breaches there were at the start."""
        return len(self.notes.origin.breaches)

    @property
    def may_have_breaches(self) -> bool:
        """Whether something may have been broken from the start, beside the bugs."""
        return self.planted > 0 or self.notes.origin.hidden

    @property
    def mended(self) -> int:
        """How many of them are mended, as the last verdict has it: by all tests of their clauses."""
        verdict = self.notes.state.verdict
        return len({*self.notes.origin.breaches} & {*verdict.mended}) if verdict else 0

    @property
    def broken_clauses(self) -> list[tuple[Clause, list[str]]]:
        """The clauses that explain what is broken, each with its failing tests, as the last verdict has it."""
        verdict = self.notes.state.verdict
        if verdict is None or not verdict.clauses:
            return []
        known = load_clauses()
        return [(known[name], tests) for name, tests in verdict.clauses.items() if name in known]

    @property
    def broken(self) -> dict[str, str]:
        """What worked at the start and does not any more, by test, or by bug if it is one that was not there."""
        if self.notes.state.verdict is None:
            return {}
        others = [bug for bug in load_bugs().values() if bug.id not in self.notes.origin.bugs]
        came_in = {bug.id: bug.symptom for bug in others if self.status(bug.id) not in ("fixed", "open")}
        return self.notes.state.verdict.broken | came_in

    @property
    def judged_at(self) -> str:
        """When all tests were run, as the notes have it; a word if they have it not."""
        return (self.notes.state.verdict.at if self.notes.state.verdict else "") or phrase("some time ago")

    @property
    def finished(self) -> bool:
        """Whether all tests were run, all bugs are fixed and nothing broke."""
        judged = self.notes.state.verdict is not None and self.notes.state.verdict.key != ""
        return judged and len(self.fixed) == len(self.bugs) and not self.broken

    def next_bug(self, after: str | None = None) -> Bug | None:
        """Return the first bug that is not fixed, or the first of them after another; None if all are."""
        left = [bug for bug in self.bugs if self.status(bug.id) != "fixed"]
        order = list(load_bugs())
        later = [bug for bug in left if after is not None and order.index(bug.id) > order.index(after)]
        return next(iter(later or left), None)

    def more_hints(self, bug: Bug) -> list[str]:
        """Return the hints of a bug up to one more than were shown so far, and remember that."""
        with self.notes.changed() as state:
            number = state.hints[bug.id] = min(state.hints.get(bug.id, 0) + 1, len(bug.hints))
        return list(bug.hints[:number])

    def may_see_solution(self, bug: Bug) -> bool:
        """Return whether a bug is fixed, or was given up."""
        return self.status(bug.id) == "fixed" or bug.id in self.notes.state.given_up

    def give_up(self, bug: Bug) -> None:
        """Remember that the solution of a bug was wanted before it was fixed."""
        with self.notes.changed() as state:
            if not self.may_see_solution(bug):
                state.given_up.append(bug.id)

    def note_answer(self, bug: Bug, right: bool) -> None:
        """Remember whether an answer to a question about a bug that is fixed was right."""
        with self.notes.changed() as state:
            state.answers.setdefault(bug.id, []).append(right)

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
        clauses = {name: said["tests"] for name, said in judged["clauses"].items()}
        at = time.strftime("%Y-%m-%d %H:%M")
        with self.notes.changed() as state:
            self._keep(state, Verdict(key, statuses, broken, at, clauses, self._mended(trial)))

    def _keep(self, state: State, verdict: Verdict) -> None:
        """Keep a verdict, and which bugs are fixed by it that were not."""
        before = self.fixed
        first = state.verdict is None
        state.verdict = verdict
        self.just_fixed = [bug for bug in self.fixed if bug not in before]
        if first and self.notes.origin.hidden:  # they may never have been there
            self.just_fixed = []
        if self.just_fixed:
            state.fixed_last = self.just_fixed[-1].id

    def _mended(self, trial: Trial) -> list[str]:
        """Return the breaches of the exercise whose clause holds, by all of its tests."""
        if not self.planted:
            return []
        breaches, clauses = load_breaches(), load_clauses()
        mended = []
        for name in self.notes.origin.breaches:
            clause = clauses.get(breaches[name].clause) if name in breaches else None
            tests = those_of(clause, trial.bugs) if clause else []
            if tests and all(trial.outcome(test) == "passed" for test in tests):
                mended.append(name)
        return mended

    def note_fixed(self, bug: Bug) -> None:
        """Remember that a bug's own tests pass, though the others have not been run on the code as it is."""
        with self.notes.changed() as state:
            before = state.verdict or Verdict("", {}, {})
            self._keep(state, replace(before, key="", statuses=before.statuses | {bug.id: "fixed"}))

    # ---------------------------------------------------------------- the code

    def back_up(self) -> Path:
        """Keep a copy of all the code; return its folder."""
        backup = self.notes.folder / "backups" / time.strftime("%Y-%m-%d-%H%M%S")
        number = 1
        while backup.exists():
            number += 1
            backup = backup.with_name(f"{backup.name.partition('_')[0]}_{number}")
        try:
            shutil.copytree(self.folder, backup, ignore=_not_code)
        except shutil.Error as error:  # of several files: the first is enough
            _, _, why = error.args[0][0]
            raise OSError(f"No copy of your work could be made: {why}") from error
        return backup

    def reset(self, modules: Collection[str]) -> Path:
        """Put modules back to how they were at the start; return the folder with a copy of all from before.

        Raises OSError if they cannot be: none of them is put back then.
        What the last verdict says of their bugs is forgotten, and with it all that was broken.
        """
        backup = self.back_up()
        known = load_bugs()
        with self.notes.changed() as state:
            told = state.verdict.statuses.items() if state.verdict else ()
            left = {bug: status for bug, status in told if bug in known and known[bug].module not in modules}
            state.verdict = Verdict("", left, {}) if left else None
        write_all({self.folder / f"{module}.py": self.notes.start_text(module) for module in modules})
        return backup


def _not_code(folder: str, names: list[str]) -> list[str]:
    """Return what is not kept of a folder: hidden folders, caches, environments, links to folders, pipes."""
    within = [Path(folder, name) for name in names if not Path(folder, name).is_file()]
    real = [path for path in within if path.is_dir() and not path.is_symlink()]
    code = [path for path in real if path.name[0] != "." and not (path / "pyvenv.cfg").exists()]
    return [path.name for path in within if path not in code or path.name == "__pycache__"]
