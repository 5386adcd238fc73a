"""The advice to install something is a command that works, in an environment with pip and in one without."""

import os
import shlex
import subprocess
import sys
import venv

import pytest
from waiting import limit

from kata import ROOT, installing
from kata.installing import install_command

HERE = "/home/ada/my kata/.venv/bin/python"


@pytest.fixture(autouse=True)
def posix(monkeypatch):
    """Quote as a shell of Unix reads it."""
    if sys.platform == "win32":
        pytest.skip("quoted for another shell")
    monkeypatch.setattr(sys, "executable", HERE)


@pytest.fixture
def wheel(monkeypatch):
    """Let NetKata be installed from a wheel: what is beside it is no project."""
    monkeypatch.setattr(installing, "in_checkout", lambda: False)


@pytest.mark.parametrize(
    ("own", "base", "uv", "begins"),
    [
        (True, True, True, [HERE, "-m", "pip", "install"]),
        (False, True, True, ["/usr/bin/python3.12", "-m", "pip", "--python", HERE, "install"]),
        (False, False, True, ["uv", "pip", "install", "--python", HERE]),
        (False, False, False, ["python3", "-m", "pip", "--python", HERE, "install"]),
    ],
    ids=["with pip", "made of a Python with pip", "made by uv", "made by nobody knows what"],
)
@pytest.mark.parametrize(("extra", "what"), [("search", "netkata[search]"), ("", "netkata")])
@pytest.mark.usefixtures("wheel")
def test_from_a_wheel(monkeypatch, own, base, uv, begins, extra, what):
    """The package is named, and a path with a space in it stays whole; an active `python3` may have no pip."""
    monkeypatch.setattr(installing.importlib.util, "find_spec", lambda _: own or None)
    monkeypatch.setattr(sys, "_base_executable", "/usr/bin/python3.12", raising=False)
    monkeypatch.setattr(installing, "_has_pip", lambda python: base and python == "/usr/bin/python3.12")
    monkeypatch.setattr(installing.shutil, "which", lambda name: f"/usr/bin/{name}" if uv else None)
    assert shlex.split(install_command(extra)) == [*begins, what]


def test_in_a_checkout(monkeypatch, tmp_path):
    """The checkout is named: by a dot inside it, and in full from elsewhere."""
    monkeypatch.chdir(ROOT)
    assert shlex.split(install_command("search"))[-3:] == ["install", "-e", ".[search]"]
    monkeypatch.chdir(tmp_path)
    assert shlex.split(install_command("search"))[-3:] == ["install", "-e", f"{ROOT}[search]"]


def test_pip_takes_it_for_an_environment_without_pip(monkeypatch, tmp_path):
    """Tried on one: pip looks into that environment and not into its own."""
    venv.create(tmp_path / "environment", with_pip=False)
    python = str(tmp_path / "environment" / "bin" / "python")
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setattr(installing.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", f"{tmp_path / 'environment' / 'bin'}:{os.environ['PATH']}")  # it is active
    if not installing._has_pip(sys._base_executable):
        pytest.skip("the system has no pip")
    command = shlex.split(install_command())
    tried = [*command[: command.index("install")], "list"]
    done = subprocess.run(tried, capture_output=True, text=True, check=False, timeout=limit(600))
    assert done.returncode == 0, done.stderr
    assert "pytest" not in done.stdout
