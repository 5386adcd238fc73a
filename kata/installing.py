"""What to type in order to install something into the environment that runs this program.

An environment may have no pip of its own, and a bare `pip` may belong to another Python.
"""

import importlib.util
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from kata import ROOT, in_checkout

SECONDS = 20  # that another Python has to tell whether it has pip


def install_command(extra: str = "") -> str:
    """Return the command that installs NetKata again, with an extra if one is named."""
    suffix = f"[{extra}]" if extra else ""
    if not in_checkout():
        return pip_install("netkata" + suffix)
    folder = "." if Path.cwd() == ROOT else str(ROOT)
    return pip_install("-e", folder + suffix)


def pip_install(*what: str) -> str:
    """Return the command that installs these as pip does, for the shell of this system."""
    command = [*_installer(), *what]
    return subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command)


def _installer() -> list[str]:
    """Return what installs into this environment: its own pip, or else one that is told of the environment.

    In an active environment without pip `python3` is that of the environment: the one it was made of is named.
    """
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install"]
    base = str(getattr(sys, "_base_executable", sys.executable))
    if _has_pip(base):
        return [base, "-m", "pip", "--python", sys.executable, "install"]
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--python", sys.executable]
    return ["py" if sys.platform == "win32" else "python3", "-m", "pip", "--python", sys.executable, "install"]


def _has_pip(python: str) -> bool:
    try:
        asked = [python, "-m", "pip", "--version"]
        return subprocess.run(asked, capture_output=True, timeout=SECONDS).returncode == 0  # noqa: S603 - a Python
    except (OSError, subprocess.TimeoutExpired):
        return False
