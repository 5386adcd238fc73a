"""Submissions as a worker of a grading gets them."""

from kata.bugs.breaches import load_breaches, text_with
from kata.bugs.variants import modules
from kata.grading.judging import described


def work(present=(), breaches=(), **files):
    """Return a submission with these bugs and breaches, and other files in the place of some."""
    planted = [load_breaches()[name] for name in breaches]
    texts = {f"{module}.py": text_with(module, present, planted).encode() for module in modules()}
    return {
        "files": texts | {f"{name}.py": text for name, text in files.items()},
        "seed": 3, "second": 4, "tool": described(), "wall": None, "require": None, "many": False,
    }  # fmt: skip
