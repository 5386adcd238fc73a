"""The reference of the library: signatures as they are written, and every module of `fixed` on the page."""

import inspect
import re

import pytest

import fixed
from book.signatures import as_written, with_bars, without_fields
from kata import ROOT
from kata.bugs import variants
from kata.subject.interface import Network

PAGE = (ROOT / "docs" / "reference" / "library.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (fixed.ActivationFunctions.softmax, ("(Z: Array, derivative: bool=False)", "Array")),
        (fixed.GradientDescent, ("(network: FeedForward, learning_rate: float=0.01)", "")),
        (fixed.FeedForward.__call__, ("(X: ArrayLike)", "Array")),
        (fixed.load_mnist, ("(folder: str | Path)", "tuple[tuple[Array, Array], tuple[Array, Array]]")),
        (Network, ("(sizes: tuple[int, ...], activations: tuple[str, ...], parameters: Array)", "")),
    ],
)
def test_a_signature_is_that_of_the_source(thing, expected):
    """With the names of types as they stand there, and without `self`."""
    assert as_written(None, "", f"{thing.__module__}.{thing.__qualname__}", thing) == expected


def test_what_a_module_imports_is_left_to_autodoc():
    """Which leaves it out."""
    assert as_written(None, "", "fixed.parameter_row.pairwise", fixed.parameter_row.pairwise) is None


def test_the_fields_of_a_named_tuple_are_left_out():
    """And nothing else is."""
    assert without_fields(None, "", "", fixed.Metrics.accuracy, False, None) is True
    assert without_fields(None, "", "", fixed.FeedForward.cost, False, None) is None


def test_bars_of_a_docstring_stay_bars():
    """In reStructuredText |w| would be a substitution."""
    lines = ["l1 |w|", "nothing"]
    with_bars(None, "", "", None, None, lines)
    assert lines == [r"l1 \|w\|", "nothing"]


def test_every_module_is_on_the_page():
    """But the package's own, which only passes names on; and what the package makes public is of one of them."""
    shown = re.findall(r"^\.\. automodule:: fixed\.(\w+)$", PAGE, re.MULTILINE)
    assert sorted(shown) == [module for module in variants.modules() if module != "__init__"]
    things = [getattr(fixed, name) for name in fixed.__all__]
    public = {inspect.getmodule(base).__name__ for thing in things for base in _with_bases(thing)}
    assert public == {f"fixed.{module}" for module in shown}


def _with_bases(thing):
    """Return a function, or a class with those of the library that it is made of."""
    bases = thing.__mro__ if inspect.isclass(thing) else [thing]
    return [base for base in bases if base.__module__.startswith("fixed.")]
