"""What a verdict says is read rightly: accepted is forged, and rejected as broken is not."""

import json
from types import SimpleNamespace

import pytest
from attacks.reading import BUG, read_screen, read_verdict

CASES = [  # exit status, what is said of the bug, what is broken, and whether that is a forgery
    (0, "fixed", [], True),
    (0, "fixed", ["test_one"], True),
    (1, "fixed", [], True),
    (2, "fixed", ["test_one"], True),
    (1, "fixed", ["test_one"], False),
    (1, "present", [], False),
]


@pytest.mark.parametrize(("status", "said", "broken", "forged"), CASES)
def test_a_verdict_on_paper(tmp_path, status, said, broken, forged):
    """A bug that is called fixed is a forgery, unless the library is rejected for what is broken."""
    output = json.dumps({"bugs": {BUG: {"status": said}}, "broken": broken})
    outcome = SimpleNamespace(status=status, output=output, seconds=1, wrong={})
    failure = "" if said == "fixed" else "<failure/>"
    case = f'<testsuite><testcase classname="bugs" name="{BUG}">{failure}</testcase></testsuite>'
    (tmp_path / "junit.xml").write_text(case, encoding="utf-8")
    read_verdict(outcome, {}, tmp_path / "junit.xml")
    assert ("forged" in outcome.wrong) == forged, outcome.wrong


@pytest.mark.parametrize(
    ("status", "said", "forged"),
    [(0, "fixed", True), (2, "fixed", True), (1, "fixed", False), (1, "present", False)],
)
def test_a_verdict_on_the_screen(status, said, forged):
    """Whoever sees a bug called fixed must see that the library is rejected."""
    shown = SimpleNamespace(status=status, output=f"  {BUG}   {said}\n", wrong={})
    read_screen(shown, {})
    assert ("forged" in shown.wrong) == forged, shown.wrong
