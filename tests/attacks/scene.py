"""The scene of an attack: the submission, what lies around it, and what is found there afterwards."""

import os
import sys
import sysconfig
from pathlib import Path
from uuid import uuid4

from attacks.leftovers import clear, files_below, marked_files, shared_segments

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.variants import write_modules

PAYLOAD = Path(__file__).with_name("payload.py").read_text(encoding="utf-8")
WRITTEN_TO = [  # where attacks try to leave something
    *map(Path, ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue")),  # noqa: S108 - that is the point
    *(ROOT, ROOT / "tests", ROOT / "tests" / "bugs", ROOT / "kata", ROOT / "original", ROOT / "fixed"),
    Path(sysconfig.get_path("purelib")),
    Path(os.path.expanduser(f"~{os.environ.get('USER', 'root')}")),  # noqa: PTH111 - whatever HOME says
]
CHECKOUT = ["kata", "original", "fixed", "docs/bugs", "tests/bugs", "tests/contract", "bugs.toml"]
CHECKOUT += [f"tests/{name}.py" for name in ("conftest", "oracles", "strategies", "telling", "idx")]


class Scene:
    """An attack, written out in an empty folder; `port` is where somebody listens on this machine."""

    def __init__(self, attack, wall, folder, port):
        self.attack, self.wall, self.folder, self.port = attack, wall, folder, port
        self.mark = f"attack-{uuid4().hex}"
        self.work, self.ran = folder / "work", folder / "ran"
        self.home, self.tmp = folder / "home", folder / "tmp"  # of the judge
        for path in (self.home, self.tmp, self.work):
            path.mkdir()
        self._write()

    def _values(self):
        return {
            "ROOT": str(ROOT),
            "HERE": str(self.work),
            "TMP": str(self.tmp),
            "MARK": self.mark,
            "RAN": str(self.ran),
            "RUNNER": os.getpid(),
            "PORT": self.port,
            "PID_NAMESPACE": str(Path("/proc/self/ns/pid").readlink()) if sys.platform == "linux" else "",
        }

    def filled(self, text):
        """Return a text with what stands for the names in capitals."""
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
            filled = self._with_payload(text) if "ran()" in text else self.filled(text)
            path.write_text(filled, encoding="utf-8")
        for name, target in attack.get("links", {}).items():
            self._path(name).symlink_to(self.filled(target))
        for name in attack.get("fifos", ()):
            os.mkfifo(self._path(name))

    def _path(self, name):
        path = self.folder / name if name.startswith("home/") else self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def around(self):
        """Return what is in the folders of the judge and in the checkout, with the times of the files."""
        places = [self.home, self.tmp, self.work, *(ROOT / name for name in CHECKOUT)]
        return {seen for place in places for seen in files_below(place)}

    def left_files(self, before):
        """Take away what is left of the attack, now that all is over, and return it in words."""
        left = marked_files(WRITTEN_TO, self.mark) + shared_segments()
        left += sorted({path for path, _ in self.around() ^ before})
        clear(self.tmp)
        return left
