"""Pytest for a judge, begun before anybody knows what it is for: it is loaded, and then told its arguments.

They come as the first line of the standard input, a list in JSON; who ends that without a line wants nothing. Both
ends load little before they must: who begins one has its own command line to load meanwhile.
"""

import atexit
import gc
import json
import os
import subprocess
import sys

from kata import ROOT, in_checkout
from kata.confined.surroundings import BESIDE, THREADS

COMMAND = [sys.executable, "-P", "-m", "kata.judging.ahead"]
# what would have Python or pytest do something else: only where modules are and how files are kept may be told
NOT_FOR_TESTS, BUT = ("PYTEST", "PYTHON", "KATA_SUBJECT"), ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE")
ONLY_OURS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # whatever other plugins are installed
ONLY_OURS |= BESIDE if in_checkout() else {}
AT_ONCE = min(os.cpu_count() or 1, 4)  # judges: each loads the tests for itself

_ahead: list[subprocess.Popen[bytes]] = []  # processes that are nobody's yet


def begin_ahead(number: int) -> None:
    """Begin so many processes before it is known what they are for: who needs one then takes one of them."""
    _ahead.extend(begun() for _ in range(number))
    atexit.register(_end_ahead)


def taken() -> subprocess.Popen[bytes]:
    """Return a process that was begun, or begin one: it waits for the arguments of pytest."""
    return _ahead.pop() if _ahead else begun()


def _end_ahead() -> None:
    """End those that nobody has taken."""
    for process in _ahead:
        process.kill()
        process.communicate()


def begun() -> subprocess.Popen[bytes]:
    """Begin a process."""
    environment = {
        name: value for name, value in os.environ.items() if name in BUT or not name.startswith(NOT_FOR_TESTS)
    }
    return subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment | THREADS | ONLY_OURS,
        start_new_session=True,
    )


def main() -> int:
    """Be such a process: run pytest as it is asked for; return its exit status."""
    gc.disable()  # until the tests are loaded: of that nothing goes, and to look for it takes a sixth of the time
    import hypothesis.extra.numpy  # noqa: F401 - what takes long to load, and all tests need
    import pytest

    arguments = sys.stdin.buffer.readline()
    return int(pytest.main(json.loads(arguments))) if arguments else 0


if __name__ == "__main__":
    sys.exit(main())
