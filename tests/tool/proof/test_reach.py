"""What is measured of the tests, and which of them a changed text leaves indifferent."""

import builtins
import re

import pytest

from kata.bugs import variants
from kata.proof.reach import Reach, changed_functions, mark_functions
from kata.subject.libraries import load_library

TEXT = '''
"""A module."""

import math

RATE = 1.0


def rate(scale=2):
    """Return it."""
    return RATE * scale


class Walk:
    """Steps."""

    def __init__(self):
        self.steps = 0

    @property
    def length(self):
        def double(steps):
            return 2 * steps

        return double(self.steps)

    @length.setter
    def length(self, steps):
        self.steps = steps
'''


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("RATE * scale", "scale * RATE", {"walk.rate"}),
        ("self.steps = 0", "self.steps = 1", {"walk.Walk.__init__"}),
        ("2 * steps", "3 * steps", {"walk.Walk.length"}),
        ("self.steps = steps", "self.steps = -steps", {"walk.Walk.length"}),
        ("return RATE", "# as it is\n    return RATE", set()),
        ("RATE = 1.0", "RATE = 1.5", None),
        ("scale=2", "scale=3", None),
        ("import math", "import cmath", None),
        ("    @property\n", "", None),
        ("def rate(", "def pace(", None),
        ('    """Steps."""\n', "    def __len__(self):\n        return 0\n", None),
    ],
)
def test_what_a_text_changes(old, new, changed):
    """The functions with other bodies; where anything else differs, there is no telling."""
    assert TEXT.count(old) == 1
    assert changed_functions("walk", TEXT, TEXT.replace(old, new)) == changed


def test_the_marks(tmp_path, monkeypatch):
    """Every function says that it has been called, and the library is as it was otherwise."""
    folder = tmp_path / "library"
    variants.build(folder, present=())
    mark_functions(folder)
    reached = set()
    monkeypatch.setattr(builtins, "REACHED", reached, raising=False)
    library = load_library(folder)
    assert reached == set()
    assert library.ActivationFunctions.tanh.__doc__.startswith("f(z) = tanh(z)")
    library.ActivationFunctions.tanh(0.0, derivative=True)
    assert reached == {"activation_functions.ActivationFunctions.tanh"}


def test_a_test_is_indifferent_to_what_it_does_not_run():
    """It is not to what it runs, nor to what is read when the module is imported."""
    reach = Reach({"a": [], "b": []}, {"a": ["adam.Adam.step"], "b": ["adam.Adam.__init__"]}, [])
    text = variants.module_text("adam", present=())
    assert reach.indifferent("adam", re.sub(r"self\.m = .*", "self.m = G", text)) == {"b"}
    assert reach.indifferent("adam", f"{text}\nRATE = 1\n") == set()
