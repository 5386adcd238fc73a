"""Findings: what the tests say of one bug, in the words of the first that does not pass."""

from dataclasses import asdict, dataclass
from typing import Any

from kata.bugs.manifest import Bug
from kata.judging.trial import Trial
from kata.judging.verdict import failure_in_words, verdict
from kata.student.code import look_at
from kata.student.exercise import Exercise


@dataclass(frozen=True)
class Finding:
    """What the tests say of one bug: its status, and of the first that does not pass what it checks and says."""

    bug: str
    status: str
    test: str = ""
    sentence: str = ""
    message: str = ""
    look_at: str = ""  # file:line
    printed: str = ""  # the end of what the library printed, in the call that failed
    snippet: str = ""  # the calls of the test, as a script to run in the folder that holds the exercise

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def find(exercise: Exercise, trial: Trial, bug: Bug) -> Finding:
    """Return what a run of the tests says of a bug."""
    said = verdict(trial, only=[bug.id])["bugs"][bug.id]
    if said["status"] == "fixed":
        return Finding(bug.id, "fixed")
    own = trial.own(bug.id)
    test = next((t for t in own if trial.outcome(t) == "failed"), None) or next(
        (t for t in own if trial.outcome(t) != "passed"), ""
    )
    from kata.subject.calls import as_script  # with numpy, which is not needed to say where a student stands

    path, line = look_at(exercise.folder, bug)
    place = trial.places.get(test) or trial.where or f"{path.name}:{line}"
    message = failure_in_words(trial.messages.get(test) or said["message"])
    folder = exercise.folder.name
    sentence, printed = trial.sentences.get(test, ""), trial.printed.get(test, "")
    snippet = trial.snippets.get(test) or as_script([], folder)  # to import it is what fails
    return Finding(bug.id, said["status"], test, sentence, message, f"{folder}/{place}", printed, snippet)
