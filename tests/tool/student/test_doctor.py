"""`kata doctor`: each question is answered from what was tried, and what is wrong is told with what to do."""

import json
import sys

import pytest

from kata.confined.child import Ending
from kata.confined.walls import WALLS
from kata.judging.judge import Judge
from kata.student import doctor
from kata.student.doctor import BAD, CHECKS, GOOD, POOR


def test_here_nothing_essential_is_missing(kata_process):
    """Exit status 0, and a finding for each question; a pipe is no terminal."""
    done = kata_process("doctor", "--json")
    findings = json.loads(done.stdout)
    assert done.returncode == 0, findings
    assert list(findings) == list(CHECKS)
    assert findings["memory cap"]["status"] == GOOD
    assert findings["terminal"]["status"] == POOR
    assert all(finding["advice"] for finding in findings.values() if finding["status"] != GOOD)


def test_an_old_python_is_told(monkeypatch):
    """With what to install."""
    monkeypatch.setattr(sys, "version_info", (3, 10, 9))
    assert doctor.python().status == BAD
    assert "3.11" in doctor.python().advice


@pytest.mark.parametrize("line", ["no-such-package-at-all>=1", "numpy<1"])
def test_a_package_that_is_missing_or_does_not_fit_is_told(monkeypatch, line):
    """By its name."""
    monkeypatch.setattr(doctor, "requires", lambda _: [line])
    finding = doctor.packages()
    assert finding.status == BAD
    assert line.partition("<")[0].partition(">")[0] in finding.found


def test_packages_of_extras_are_not_asked_for(monkeypatch):
    """They are the maintainers' own."""
    monkeypatch.setattr(doctor, "requires", lambda _: ['no-such-package-at-all>=1; extra == "dev"'])
    assert doctor.packages().status == GOOD


def test_a_folder_that_cannot_be_written_to_is_told(monkeypatch):
    """And a full disk."""

    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 0}))
    assert doctor.folder().status == POOR
    monkeypatch.setattr(doctor.tempfile, "NamedTemporaryFile", refuse)
    assert doctor.folder().status == BAD


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        (Ending(1, "MemoryError", 0.1), GOOD),
        (Ending(-9, "", 0.1, "it was ended when it took more than 0.5 GiB of memory"), GOOD),
        (Ending(0, "", 0.1), BAD),
    ],
    ids=["refused", "watchdog", "nothing stopped it"],
)
def test_a_cap_that_does_not_hold_is_told(monkeypatch, ending, status):
    """Nobody's machine should be taken down by an exercise."""
    monkeypatch.setattr(doctor, "run_confined", lambda *_, **__: ending)
    assert doctor.memory().status == status


@pytest.mark.parametrize(("there", "status"), [("namespaces", GOOD), ("landlock", GOOD), ("process", POOR)])
def test_walls_that_are_lacking_are_told(monkeypatch, there, status):
    """Each better one with the reason; what is there works as it is."""
    names = list(WALLS)
    for name in names[:-1]:
        lacks = names.index(name) < names.index(there)
        monkeypatch.setattr(WALLS[name], "lacking", lambda lacks=lacks: "it is not for us" if lacks else "")
    finding = doctor.walls()
    assert finding.status == status
    assert finding.found.startswith(there)
    assert finding.found.count("it is not for us") == names.index(there)
    assert bool(finding.advice) == (there != "namespaces")


def test_tests_that_cannot_be_started_are_told(monkeypatch):
    """With the reason."""

    def start(_):
        raise RuntimeError("No module named pytest")

    monkeypatch.setattr(Judge, "start", start)
    assert doctor.start().status == BAD
    assert "pytest" in doctor.start().found


def test_an_editor_is_found_or_asked_for(monkeypatch):
    """By the environment, or as VS Code."""
    for name in ("VISUAL", "EDITOR", "PATH"):
        monkeypatch.setenv(name, "")
    assert doctor.editor().status == POOR
    monkeypatch.setenv("EDITOR", "nano")
    assert doctor.editor().found == "nano"
