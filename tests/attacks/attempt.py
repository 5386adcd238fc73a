"""One attack on one judge: set up, carried out, and what came of it.

An attack is an entry of the TOML files beside this one. It is added to a copy of `original`, so no bug may come
out as fixed. Its keys:

    name, tries   what it is called, and a sentence on what it tries
    code, module  put at the end of this module (activation_functions), behind the text of payload.py
    files         {path: text}, payload.py in front of those that call `ran()`; the folder of the submission is
                  `library`, the judge's home `home`
    links, fifos  {path: target} and [path]
    env           {name: value}, environment variables of the judge
    bug           the one that is judged (softmax-shape); "all" for all of them
    fixes         bugs that are fixed in the copy
    command, cwd  how the tool is started (kata), and in which folder, seen from beside the submission
    promised_by   the walls that promise to stop it; by default all
    runs          false: nothing of it may be run; "behind a pipe": it cannot be carried out where there is none
    screen        true: the verdict is read from the screen, too
    exit          the exit statuses that there may be, if not both 1 and 2
    seconds       after which there must be a verdict

The code may use what payload.py has. In files, links and env {ROOT} and its other names in capitals are filled in.
"""

import contextlib
import os
import re
import resource
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from attacks.leftovers import (
    adopt,
    clear,
    end_processes,
    files_below,
    left_processes,
    marked_files,
    shared_segments,
)
from attacks.reading import BUG, COLUMNS, read_screen, read_verdict
from waiting import limit

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import write_modules

FOLDER = Path(__file__).parent
KATA = Path(sys.executable).with_name("kata")
PAYLOAD = (FOLDER / "payload.py").read_text(encoding="utf-8")
KEYS = {"kind", *re.findall(r"^    ([a-z_, ]+)(?<=[a-z])  ", __doc__, re.MULTILINE)}
KEYS = {name for names in KEYS for name in names.split(", ")}  # as they stand above
WALLS = ("namespaces", "landlock", "process")
SECONDS = 60
FILE_SIZE = 2**29  # bytes that a file may have: an attack may fill the judge's disk, but not the machine's
OUTPUT = 2**24  # bytes of the judge's output that are kept
WRITTEN_TO = [  # where attacks try to leave something
    *map(Path, ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue")),  # noqa: S108 - that is the point
    *(ROOT, ROOT / "tests", ROOT / "tests" / "bugs", ROOT / "kata", ROOT / "original", ROOT / "fixed"),
    Path(sysconfig.get_path("purelib")),
    Path(os.path.expanduser(f"~{os.environ.get('USER', 'root')}")),  # noqa: PTH111 - whatever HOME says
]
CHECKOUT = ["kata", "original", "fixed", "docs/bugs", "tests/bugs", "tests/contract", "bugs.toml"]
CHECKOUT += [f"tests/{name}.py" for name in ("conftest", "oracles", "strategies", "telling", "idx")]


def load_attacks():
    """Return all attacks, each with its kind, which is the name of its file."""
    for file in sorted(FOLDER.glob("*.toml")):
        for attack in tomllib.loads(file.read_text(encoding="utf-8"))["attack"]:
            yield attack | {"kind": file.stem}


@dataclass
class Outcome:
    """What came of an attack: what is wrong, by kind, and whether its code was carried out."""

    status: int | None
    output: str
    errors: str
    seconds: float
    processor: float
    ran: bool
    wrong: dict = field(default_factory=dict)  # "forged", "without a verdict", "left behind": in words

    def __str__(self) -> str:
        wrong = "\n".join(f"{kind}: {what}" for kind, what in self.wrong.items())
        printed = f"{self.output[-3000:]}\n{self.errors[-3000:]}"
        return f"{wrong}\nexit status {self.status} after {self.seconds:.1f} s\n{printed}"


def attempt(attack, wall, folder):
    """Carry out an attack on the judge behind a wall, in an empty folder; `wall` None: whatever it has."""
    adopt()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        judge = _Judge(attack, wall, folder, listener.getsockname()[1])
        outcome = judge.run("--json", "--junit", str(folder / "junit.xml"))
        read_verdict(outcome, attack, folder / "junit.xml")
        if attack.get("screen"):
            shown = judge.run()
            read_screen(shown, attack)
            outcome.wrong |= shown.wrong
            outcome.seconds += shown.seconds
            outcome.processor += shown.processor
    return outcome


class _Judge:
    """A judge with an attack in front of it."""

    def __init__(self, attack, wall, folder, port):
        self.attack, self.folder, self.port, self.mark = attack, folder, port, f"attack-{uuid4().hex}"
        self.work, self.ran = folder / "work", folder / "ran"
        for name in ("home", "tmp", "work"):
            (folder / name).mkdir()
        bug = attack.get("bug", BUG)
        self.options = [*([f"--bug={bug}"] if bug != "all" else []), *([f"--wall={wall}"] if wall else [])]
        self._write()

    def _values(self):
        return {
            "ROOT": str(ROOT),
            "HERE": str(self.work),
            "TMP": str(self.folder / "tmp"),
            "MARK": self.mark,
            "RAN": str(self.ran),
            "RUNNER": os.getpid(),
            "PORT": self.port,
            "PID_NAMESPACE": str(Path("/proc/self/ns/pid").readlink()) if sys.platform == "linux" else "",
        }

    def _filled(self, text):
        for name, value in self._values().items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def _with_payload(self, code):
        values = "".join(f"{name} = {value!r}\n" for name, value in self._values().items())
        return f"{PAYLOAD}\n\n{values}\n\n{code}"

    def _write(self):
        """Write the submission, and what lies around it."""
        attack, library = self.attack, self.work / "library"
        library.mkdir()
        write_modules(library, present=set(load_bugs()) - set(attack.get("fixes", ())))
        if "code" in attack:
            module = library / f"{attack.get('module', 'activation_functions')}.py"
            text = module.read_text(encoding="utf-8") + "\n\n" + self._with_payload(attack["code"])
            module.write_text(text, encoding="utf-8")
        for name, text in attack.get("files", {}).items():
            path = self._path(name)
            filled = self._with_payload(text) if "ran()" in text else self._filled(text)
            path.write_text(filled, encoding="utf-8")
        for name, target in attack.get("links", {}).items():
            self._path(name).symlink_to(self._filled(target))
        for name in attack.get("fifos", ()):
            os.mkfifo(self._path(name))

    def _path(self, name):
        path = self.folder / name if name.startswith("home/") else self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _environment(self):
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("KATA", "PYTEST", "PYTHON"))
        }
        added = {name: self._filled(value) for name, value in self.attack.get("env", {}).items()}
        own = {"HOME": str(self.folder / "home"), "TMPDIR": str(self.folder / "tmp"), "KATA_ATTACK": self.mark}
        return kept | own | {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": str(COLUMNS)} | added

    def run(self, *options):
        """Run the judge, wait for its end, and look what was left behind."""
        start = {"kata": [KATA], "python -m kata": [sys.executable, "-m", "kata"]}[
            self.attack.get("command", "kata")
        ]
        cwd = self.work / self.attack.get("cwd", ".")
        before, used = self._around(), resource.getrusage(resource.RUSAGE_CHILDREN)
        began, status, left = time.monotonic(), None, []
        with (self.folder / "out").open("wb") as out, (self.folder / "err").open("wb") as err:
            child = subprocess.Popen(
                [*start, "judge", os.path.relpath(self.work / "library", cwd), *self.options, *options],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=cwd,
                env=self._environment(),
                start_new_session=True,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE)),
            )
            try:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    status = child.wait(limit(self.attack.get("seconds", SECONDS)))
                seconds = time.monotonic() - began
                left = [] if status is None else left_processes(self.mark)
            finally:
                child.kill()
                child.wait()
                end_processes(self.mark)
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
        printed = [_beginning(self.folder / name) for name in ("out", "err")]
        outcome = Outcome(status, *printed, seconds, processor, self.ran.exists())
        left += marked_files(WRITTEN_TO, self.mark) + shared_segments()
        left += sorted({path for path, _ in self._around() ^ before})
        clear(self.folder / "tmp")
        if left and status is not None:
            outcome.wrong["left behind"] = ", ".join(left[:8])
        return outcome

    def _around(self):
        """Return what is in the folders of the judge and in the checkout, with the times of the files."""
        places = [self.folder / name for name in ("home", "tmp", "work")] + [ROOT / name for name in CHECKOUT]
        return {seen for place in places for seen in files_below(place)}


def _beginning(file):
    with file.open("rb") as stream:
        return stream.read(OUTPUT).decode(errors="replace")
