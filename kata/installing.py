"""What to type in order to install something into the environment that runs this program.

An environment may have no pip of its own, and a bare `pip` may belong to another Python.
"""

import importlib.util
import shlex
import subprocess
import sys
from pathlib import Path

from kata import ROOT, in_checkout


def install_command(extra: str = "") -> str:
    """Return the command that installs NetKata again, with an extra if one is named."""
    suffix = f"[{extra}]" if extra else ""
    if not in_checkout():
        return pip_install("netkata" + suffix)
    folder = "." if Path.cwd() == ROOT else str(ROOT)
    return pip_install("-e", folder + suffix)


def pip_install(*what: str) -> str:
    """Return the command that has pip install these, for the shell of this system."""
    if importlib.util.find_spec("pip"):
        pip = [sys.executable, "-m", "pip", "install"]
    else:
        launcher = "py" if sys.platform == "win32" else "python3"
        pip = [launcher, "-m", "pip", "--python", sys.executable, "install"]
    command = [*pip, *what]
    return subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command)
