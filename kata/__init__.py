"""The kata tool: the list of bugs, the libraries as the tests see them, the judge, and the command line.

It reads the two libraries, their tests, `bugs.toml`, the pages and the digits. `content` tells where they are: in
a checkout its own folders, and in a package that was installed from a wheel the folder `content` inside of it.
"""

import sys

if sys.argv[:1] == ["-m"] and not sys.flags.safe_path:
    # `python -m kata`: a submission may lie in the current folder, which is no place for modules of ours
    del sys.path[0]

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def in_checkout() -> bool:
    """Return whether this package stands in a checkout, where it can be changed."""
    return (PACKAGE.parent / "bugs.toml").is_file()


def content() -> Path:
    """Return the folder of all that the tool reads."""
    return PACKAGE.parent if in_checkout() else PACKAGE / "content"


ROOT = content()
DATA = ROOT / "data" / "mnist"  # the embedded digits
