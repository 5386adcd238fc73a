"""Pytest for a judge, begun before anybody knows what it is for: it is loaded, and then told its arguments.

They come as the first line of the standard input, a list in JSON; who ends that without a line wants nothing.
"""

import json
import sys

import hypothesis.extra.numpy  # noqa: F401 - what takes long to load, and all tests need
import numpy as np  # noqa: F401 - likewise
import pytest


def main() -> int:
    """Run pytest as it is asked for; return its exit status."""
    arguments = sys.stdin.buffer.readline()
    return int(pytest.main(json.loads(arguments))) if arguments else 0


if __name__ == "__main__":
    sys.exit(main())
