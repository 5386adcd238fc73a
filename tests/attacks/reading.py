"""What a verdict says, on paper and on the screen, and whether that is true of a library with all its bugs."""

import json
import re
from xml.etree import ElementTree

import pyte

from kata.bugs.manifest import load_bugs

BUG = "softmax-shape"  # what is judged, if an attack names no other
COLUMNS, LINES = 100, 1000
# what may move the cursor, or turn a line round
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def read_verdict(outcome, attack, junit):
    """Tell what is wrong with a verdict as JSON and as XML, which may call nothing fixed that is not.

    A library that answers a bug's question and gives wrong numbers is rejected, as broken: that is no forgery.
    """
    if outcome.status is None:
        outcome.wrong["without a verdict"] = f"no end in {outcome.seconds:.0f} seconds"
        return
    try:
        judged = json.loads(outcome.output)
        bugs, broken = judged["bugs"], judged["broken"]
        cases = ElementTree.parse(junit).iterfind("testcase[@classname='bugs']")  # noqa: S314 - what we wrote
    except (ValueError, KeyError, TypeError, OSError, ElementTree.ParseError) as error:
        outcome.wrong["without a verdict"] = f"exit status {outcome.status}, {type(error).__name__}: {error}"
        if outcome.status == 0:
            outcome.wrong["forged"] = "exit status 0"
        return
    fixed = [bug for bug, said in bugs.items() if said["status"] == "fixed"]
    fixed += [case.get("name") for case in cases if case.find("failure") is None and case.find("error") is None]
    fixed += ["exit status 0"] if outcome.status == 0 else []
    rejected = {attack.get("bug", BUG)} if outcome.status == 1 and broken else set()
    if forged := sorted({*fixed} - {*attack.get("fixes", ())} - rejected):
        outcome.wrong["forged"] = ", ".join(forged)
    asked = set(load_bugs()) if attack.get("bug") == "all" else {attack.get("bug", BUG)}
    if set(bugs) != asked or outcome.status not in attack.get("exit", (0, 1, 2)):
        outcome.wrong["without a verdict"] = f"exit status {outcome.status}, on {len(bugs)} bugs"


def read_screen(shown, attack):
    """Tell what is wrong with a verdict on the screen: nothing of the submission may move the cursor."""
    screen = pyte.Screen(COLUMNS, LINES)
    screen.set_mode(pyte.modes.LNM)
    pyte.Stream(screen).feed(shown.output)
    bug = attack.get("bug", BUG)
    # a row of the table begins on the left: what is said of the library stands further right
    shown_lines = [line.replace("|", " ") for line in screen.display]  # in ASCII the table has lines of these
    rows = [line for line in shown_lines if re.match(rf" {{0,3}}{bug} ", line)]
    said_fixed = any(line.split()[1:2] == ["fixed"] for line in rows)
    if shown.status == 0 or (said_fixed and shown.status != 1):  # which it is where something is broken
        shown.wrong["forged"] = "the screen says fixed"
    elif found := CONTROL.search(shown.output):
        shown.wrong["forged"] = f"the character {found[0]!r} reaches the screen"
    elif not rows:
        shown.wrong["without a verdict"] = f"the screen does not name {bug}"
