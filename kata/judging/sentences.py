"""What a test checks, in words."""

import re

WRITTEN = {  # what the name of a function has no signs for
    "librarys": "library's",
    "networks type": "network's type",
    "nobodys": "nobody's",
    "textbooks": "textbook's",
    "by 255": "/ 255",
}

# begins what Hypothesis adds to an error of its example, older versions in the first way
EXAMPLE = re.compile(r"\nFalsifying |\nFailing ")


def sentence(name: str, docstring: str) -> str:
    """Return what a test checks: its name in words, and the first line of its docstring, which goes on from it."""
    name = name.removeprefix("test_").replace("_", " ")
    for words, written in WRITTEN.items():
        name = name.replace(words, written)
    return f"{name[:1].upper()}{name[1:]}. {docstring.partition(chr(10))[0]}".strip()


def without_example(message: str) -> str:
    """Return what a test says without what Hypothesis adds to it."""
    return EXAMPLE.split(message, maxsplit=1)[0]
