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
    runs          false: nothing of it may be run
    screen        true: the verdict is read from the screen, too
    exit          the exit statuses that there may be, if not both 1 and 2
    seconds       after which there must be a verdict

The code may use what payload.py has. In files, links and env {ROOT} and its other names in capitals are filled in.
"""

import re
import socket
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from attacks.judges import alone
from attacks.leftovers import adopt
from attacks.reading import BUG, read_screen, read_verdict
from attacks.scene import Scene

FOLDER = Path(__file__).parent
KEYS = {"kind", *re.findall(r"^    ([a-z_, ]+)(?<=[a-z])  ", __doc__, re.MULTILINE)}
KEYS = {name for names in KEYS for name in names.split(", ")}  # as they stand above
SURROUNDINGS = {"env", "command", "cwd", "fifos"}  # what meets the command, before a judge is asked for anything


def load_attacks():
    """Return all attacks, each with its kind, which is the name of its file."""
    for file in sorted(FOLDER.glob("*.toml")):
        for attack in tomllib.loads(file.read_text(encoding="utf-8"))["attack"]:
            yield attack | {"kind": file.stem}


def needs_its_own(attack):
    """Whether an attack is one on the process of the command: its environment, its files, what lies beside it."""
    on_files = re.search(r"\bTMP\b", attack.get("code", ""))
    return bool(SURROUNDINGS & attack.keys() or on_files) or attack["kind"] == "beside"


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


def attempt(attack, wall, folder, shared=None):
    """Carry out an attack behind a wall, in an empty folder.

    It is put to the `shared` judge, if there is one and it is an attack on that.
    """
    adopt()
    judge = alone if shared is None or needs_its_own(attack) else shared
    with socket.create_server(("127.0.0.1", 0)) as listener:
        scene = Scene(attack, wall, folder, listener.getsockname()[1])
        bug = attack.get("bug", BUG)
        options = [f"--wall={wall}", *([f"--bugs={bug}"] if bug != "all" else [])]
        outcome = _judged(judge, scene, *options, "--json", "--junit", str(folder / "junit.xml"))
        read_verdict(outcome, attack, folder / "junit.xml")
        if attack.get("screen"):
            shown = _judged(judge, scene, *options)
            read_screen(shown, attack)
            outcome.wrong = shown.wrong | outcome.wrong
            outcome.seconds += shown.seconds
            outcome.processor += shown.processor
    return outcome


def _judged(judge, scene, *options):
    """Have the scene judged, and look what was left behind."""
    before = scene.around()
    judged = judge(scene, *options)
    outcome = Outcome(
        judged.status, judged.output, judged.errors, judged.seconds, judged.processor, scene.ran.exists()
    )
    left = judged.left + scene.left_files(before)
    if left and judged.status is not None:
        outcome.wrong["left behind"] = ", ".join(left[:8])
    return outcome
