"""The kata tool: the list of bugs, the libraries as the tests see them, the judge, and the command line."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent  # the checkout
DATA = ROOT / "data" / "mnist"  # the embedded digits
