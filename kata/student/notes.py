"""The notes on an exercise, in its folder `.kata`: how it began, and what the tool remembers of the work since.

How it began is written once, when it is handed out: with which bugs and breaches, by which version of NetKata, and
the text of every module. What is remembered is the last verdict, under a hash of all that it depends on, and what
cannot be read from the code: which hints were asked for, which solutions given away, which bug was fixed last and
which answers to questions about the code were right. If it is lost or damaged, it is begun anew; what a newer
version of NetKata wrote is left alone. Commands beside each other wait for each other.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from kata.bugs import variants
from kata.bugs.breaches import load_breaches, text_with
from kata.bugs.manifest import load_bugs
from kata.declared import fits
from kata.files import held, write_whole
from kata.places import KEPT, ORIGIN, installed_version
from kata.words.translation import phrase

FORMAT = 1

Status = Literal["fixed", "present", "unclear"]
T = TypeVar("T", "Origin", "State")


class NewerError(ValueError):
    """Says that notes were written by a newer version of NetKata: they are neither read nor written then."""


@dataclass(frozen=True)
class Origin:
    """How an exercise began: with which bugs and breaches, and by which version of NetKata, if that is known.

    If it is `hidden`, it was handed out to somebody who is to find that out: the bugs are all there are, and no
    breach is named. What the modules were is known all the same. What was lost is hidden, too, and has no version.
    """

    bugs: list[str]
    breaches: list[str] = field(default_factory=list)
    netkata: str = ""
    hidden: bool = False
    format: int = FORMAT

    def as_told(self) -> "Origin":
        """Return what of this may be told to whoever has the exercise."""
        return replace(self, bugs=list(load_bugs()), breaches=[]) if self.hidden else self

    def text(self, module: str) -> str:
        """Return the text of a module as it would be at the start today.

        Raises ValueError, with a sentence, if one of the breaches is none any more, or cannot be planted.
        """
        known = load_breaches() if self.breaches else {}
        if gone := [name for name in self.breaches if name not in known]:
            raise ValueError(f"This version of NetKata does not have what was planted: {', '.join(gone)}")
        return text_with(module, self.bugs, [known[name] for name in self.breaches])


@dataclass
class Verdict:
    """What the judge said last: of which code, the statuses by bug, and of what broke what its tests check.

    `clauses` are those that explain what is broken, with their failing tests, and `mended` the breaches whose
    clause holds by all of its tests. The key is empty if since then only some of the tests have been run.
    """

    key: str
    statuses: dict[str, Status]
    broken: dict[str, str]
    at: str = ""  # when all tests were run
    clauses: dict[str, list[str]] = field(default_factory=dict)
    mended: list[str] = field(default_factory=list)


@dataclass
class State:
    """What is remembered: hints shown, solutions given away, the last verdict, the answers, right or wrong."""

    hints: dict[str, int] = field(default_factory=dict)
    given_up: list[str] = field(default_factory=list)
    verdict: Verdict | None = None
    fixed_last: str = ""
    answers: dict[str, list[bool]] = field(default_factory=dict)
    format: int = FORMAT


def write_origin(exercise: Path, origin: Origin) -> None:
    """Write into an exercise how it begins, and its modules as they are at the start."""
    start = exercise / KEPT / "start"
    start.mkdir(parents=True, exist_ok=True)
    for module in variants.modules():
        write_whole(start / f"{module}.py", origin.text(module))
    _write(exercise / KEPT / ORIGIN, origin.as_told())


LATER: dict[Any, set[str]] = {  # what older versions did not write
    Origin: {"breaches", "hidden"},
    State: {"fixed_last", "answers"},
    Verdict: {"at", "clauses", "mended"},
}


class Notes:
    """The notes on the exercise in a folder.

    Raises NewerError, with a sentence, if a newer version of NetKata has written them.
    """

    def __init__(self, exercise: Path) -> None:
        self.folder = exercise / KEPT
        self._file = self.folder / "state.json"
        self._threads = threading.Lock()  # `kata watch` has a thread for the tests and one for the keys
        self._damaged: list[Path] = []
        self.read_again()

    def start_file(self, module: str) -> Path:
        """Return where the text of a module is kept as it was at the start."""
        return self.folder / "start" / f"{module}.py"

    def start_text(self, module: str) -> str:
        """Return the text of a module as it was at the start; if that was lost, as it would be today."""
        with suppress(OSError, ValueError):
            return self.start_file(module).read_text(encoding="utf-8")
        with suppress(ValueError):
            return self.origin.text(module)
        return variants.module_text(module, self.origin.bugs)

    def read_again(self) -> None:
        """Take in what the files say, which a command beside this one may have written."""
        self._damaged = []
        lost = Origin(list(load_bugs()), hidden=True)
        origin = self._read(self.folder / ORIGIN, Origin) or lost
        state = self._read(self._file, State) or State()
        self.origin = replace(origin, bugs=[bug for bug in load_bugs() if bug in origin.bugs])
        self.state = replace(state, given_up=[bug for bug in load_bugs() if bug in state.given_up])

    def _read(self, file: Path, kind: type[T]) -> T | None:
        """Return what a file says; None if it is not there, or damaged."""
        try:
            return _content(file, kind)
        except NewerError:
            raise
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, RecursionError):
            self._damaged.append(file)
            return None

    @property
    def mended(self) -> str:
        """A sentence on what is damaged; nothing if all is as it should be."""
        if not self._damaged:
            return ""
        files, kept = ", ".join(map(str, self._damaged)), ", ".join(_aside(file).name for file in self._damaged)
        return phrase(f"The notes in {files} are damaged; they are kept as {kept} when new ones are written.")

    @contextmanager
    def changed(self) -> Iterator[State]:
        """Let the state be changed as it is in the file, which a command beside this one may have written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._threads, held(self._file):
            self.read_again()
            for file in self._damaged:
                file.replace(_aside(file))
            if self.folder / ORIGIN in self._damaged:  # an exercise is known by it
                _write(self.folder / ORIGIN, self.origin)
            self._damaged = []
            state = self.state  # which the other thread may read again meanwhile
            yield state
            _write(self._file, state)
            self.state = state


def is_newer(made_with: str) -> bool:
    """Return whether a version is newer than the installed one.

    Between releases it is not told: a clone without its history does not know how many commits it has.
    """
    if made_with == installed_version():
        return False
    from packaging.version import InvalidVersion, Version  # which is seldom needed

    try:
        other, installed = Version(made_with), Version(installed_version())
    except InvalidVersion:  # it is not known
        return False
    return other > installed and not (other.is_devrelease or installed.is_devrelease)


def _aside(file: Path) -> Path:
    """Return where what is damaged is kept."""
    return file.with_suffix(".damaged.json")


def _write(file: Path, content: Origin | State) -> None:
    write_whole(file, json.dumps(asdict(content), indent=1) + "\n")


def _content(file: Path, kind: type[T]) -> T:
    """Return what a file says; raise ValueError if it has no form of ours, NewerError if it has a later one."""
    content = json.loads(file.read_text(encoding="utf-8"))
    known = content if isinstance(content, dict) else {}
    folder, netkata, form = file.parent.parent, known.get("netkata"), known.get("format")
    if isinstance(netkata, str) and is_newer(netkata):
        raise NewerError(
            f"{folder} was made with NetKata {netkata}, and this is {installed_version()}: install the newer one."
        )
    newer = phrase(f"{file} was written by a newer NetKata than {installed_version()}: install that one.")
    if isinstance(form, int) and form > FORMAT:
        raise NewerError(newer)
    if not fits(content, kind, LATER) or form != FORMAT:
        raise ValueError(f"{file} has an unknown form")
    verdict = content.get("verdict")
    try:
        return kind(**content | ({"verdict": Verdict(**verdict)} if verdict else {}))
    except TypeError as error:  # there is more in it than is declared
        raise NewerError(newer) from error
