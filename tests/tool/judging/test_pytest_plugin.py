"""`pytest --subject`: header, expected failures, marks, and what is said of bad input."""

import json
import os
import re
import subprocess
import sys

import pytest
from waiting import limit

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.judging.judge import HASTY


def run_pytest(*arguments, cwd=ROOT, **environment):
    """Run pytest in a process of its own; return its exit status and what it printed."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        timeout=limit(600),
    )
    return done.returncode, done.stdout + done.stderr


def test_raw_fails_in_every_marked_test_and_in_no_other(tmp_path):
    """Without expectations, `original` shows each of its bugs; the marks say where."""
    events = tmp_path / "events.jsonl"
    status, _ = run_pytest("-q", "--subject=original", "--raw", "--tb=no", f"--events={events}", *HASTY)
    collected, *others = map(json.loads, events.read_text().splitlines())
    results = [event for event in others if event["event"] == "test"]
    failed = {result["id"] for result in results if result["outcome"] == "failed"}
    assert status == 1
    assert failed == {test for test, ids in collected["tests"].items() if ids}
    assert {result["id"] for result in results} == set(collected["tests"])
    assert {bug for ids in collected["tests"].values() for bug in ids} == set(load_bugs())


def test_what_a_test_checks_is_a_sentence(tmp_path):
    """Though the name of a function has no apostrophe, and no stroke."""
    events = tmp_path / "events.jsonl"
    run_pytest("--collect-only", "-q", f"--events={events}")
    said = " ".join(json.loads(events.read_text())["sentences"].values())
    assert "Every step is the textbook's. Several batches" in said
    assert "A pixel is its byte / 255. Any images" in said
    assert not re.search(r"\b(textbooks|librarys|nobodys)\b", said)


def test_some_bugs_alone(tmp_path):
    """Named in any way that is understood elsewhere, and several times: their tests, and no others."""
    events = tmp_path / "events.jsonl"
    run_pytest("--collect-only", "-q", "--bugs", "adam,12", "--bugs=softmax-s", f"--events={events}")
    tests = json.loads(events.read_text())["tests"]
    assert {bug for ids in tests.values() for bug in ids} >= {"adam-shape", "unscaled-pixels", "softmax-shape"}
    assert all({"adam-shape", "unscaled-pixels", "softmax-shape"} & {*ids} for ids in tests.values())
    status, told = run_pytest("-q", "--bugs", "adm-shape")
    assert status == 4
    assert "did you mean adam-shape?" in told


def test_the_header_names_the_library():
    """By option or by environment; the option wins."""
    one = ("--collect-only", "tests/bugs/test_unscaled_pixels.py")
    assert f"subject: fixed ({ROOT / 'fixed'})" in run_pytest(*one, KATA_SUBJECT="")[1]
    assert "subject: original" in run_pytest(*one, KATA_SUBJECT="original")[1]
    assert "subject: fixed" in run_pytest(*one, "--subject", "fixed", KATA_SUBJECT="original")[1]


def test_original_is_expected_to_fail_strictly():
    """With the recorded exceptions; a fixed bug in `original` would be an error, as would be another exception."""
    status, told = run_pytest("--subject", "original", "tests/bugs/test_derivative_name.py")
    assert status == 0
    assert "xfailed" in told
    assert "each bug expected to show itself" in told


def test_a_subject_that_is_not_there():
    """One line, and no traceback."""
    status, told = run_pytest("--subject", "orignal")
    assert status == 4
    assert "no library 'orignal': expected original, fixed, exercise or a folder" in told
    assert "Traceback" not in told


def test_a_folder_elsewhere_is_written_with_an_equals_sign(tmp_path):
    """The other form is taken for a place to look for settings, so ours are not read, and the plugin is unknown.

    Where it is loaded all the same, it says how to write it.
    """
    (tmp_path / "__init__.py").write_text("", encoding="utf-8")
    status, told = run_pytest("--subject", str(tmp_path))
    assert (status, "unrecognized arguments: --subject" in told) == (4, True)
    status, told = run_pytest("-p", "kata.judging.pytest_plugin", "--subject", str(tmp_path))
    assert (status, "--subject=FOLDER" in told) == (4, True)
    _, told = run_pytest("--collect-only", f"--subject={tmp_path}", "tests/test_together.py")
    assert f"subject: {tmp_path}" in told


def test_a_library_that_does_not_load_fails_every_test(tmp_path):
    """An error for each, and none of them passes."""
    (tmp_path / "__init__.py").write_text("x = (", encoding="utf-8")
    status, told = run_pytest("-q", "--tb=no", f"--subject={tmp_path}", "tests/bugs/test_softmax_shape.py")
    assert status == 1
    assert "passed" not in told.splitlines()[-1]
    assert "error" in told.splitlines()[-1]


MEANINGLESS = {
    '@pytest.mark.bug("softmax-underflow")': "softmax-underflow",
    '@pytest.mark.once_fixed("softmax-underflow")': "softmax-underflow",
    "@pytest.mark.bug": "no bug",
    "@pytest.mark.once_fixed": "no bug",
    '@pytest.mark.bug("softmax-shape", "binary-cost")': "several bugs",
    '@pytest.mark.bug("softmax-shape")\n@pytest.mark.once_fixed("binary-cost")': "several bugs",
}
RUN_EACH = """
import pathlib, pytest, sys
*options, folder = sys.argv[1:]
for test in sorted(pathlib.Path(folder).glob("*.py")):
    print("status", int(pytest.main([*options, str(test)])))
"""


def test_a_mark_that_means_nothing_is_an_error(tmp_path):
    """A typing error would take a test out of its bug's verdict, and a test asks about one bug at a time."""
    for number, mark in enumerate(MEANINGLESS):
        test = tmp_path / f"test_typing_error_{number}.py"
        test.write_text(f"import pytest\n\n{mark}\ndef test_nothing():\n    pass\n", encoding="utf-8")
    options = ["-p", "no:cacheprovider", "--subject=fixed", f"--rootdir={ROOT}", f"-c{ROOT / 'pyproject.toml'}"]
    done = subprocess.run(  # all in one process, of which the start is what takes the time
        [sys.executable, "-u", "-c", RUN_EACH, *options, str(tmp_path)],  # -u: in the order in which it was said
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
        timeout=limit(600),
    )
    *told, rest = done.stdout.split("status 4\n")
    assert rest == ""
    for mark, word, said in zip(MEANINGLESS, MEANINGLESS.values(), told, strict=True):
        assert word in said, mark


def test_a_test_of_what_a_subject_lacks_is_skipped(tmp_path):
    """And skipped is neither passed nor failed."""
    test = tmp_path / "test_lacking.py"
    code = (
        "from conftest import Offered\nfrom kata.subject.watched import Watched\n\n"
        "class Nothing:\n    offers = frozenset()\n\n"
        "def test_metrics():\n    Offered(Watched(Nothing())).metrics(1, 2)\n"
    )
    test.write_text(code, encoding="utf-8")
    status, told = run_pytest("-c", str(ROOT / "pyproject.toml"), f"--rootdir={ROOT}", "-rs", str(test))
    assert status == 0
    assert "the subject does not offer metrics" in told


@pytest.mark.parametrize(("profile", "examples"), [("kata", 20), ("ci", 200), ("thorough", 2000)])
def test_the_profiles_of_hypothesis(profile, examples):
    """All report one failure at a time; only `thorough` is random."""
    status, told = run_pytest("--collect-only", "-v", f"--hypothesis-profile={profile}", "tests/test_together.py")
    assert status == 0
    assert f"hypothesis profile '{profile}'" in told
    assert f"max_examples={examples}" in told
    assert "report_multiple_bugs=False" in told
    assert ("derandomize=True" in told) == (profile != "thorough")
