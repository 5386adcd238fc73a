"""A line of Python: what it may say, and what becomes of one that asks for too much."""

import pytest

from kata.lines.language import LIBRARY, PYTHON, READY, LineError, checked, public_names
from kata.lines.shelf import shelf

GOOD = (
    "ActivationFunctions.softmax([[1000.0, 0.0]])",
    "n = FeedForward([2, 1], ['sigmoid']); n.init(rng); n.parameters.shape",
    "log = []; Adam(network).fit((X, Y), epochs=1, batch_size=2, rng=rng, on_epoch=lambda *a: log.append(a)); log",
    "sum(x * 2 for x in [1, 2]) if 1 < 2 else -3",
    "load_mnist(digits)[0][0].max()",
    "np.linalg.norm(X[:, 1:])",
)
BAD = {
    "": "empty",
    "x = 1": "without an answer",
    "softmax(": "Python cannot read",
    "x = 1\0": "Python cannot read",
    "(" * 240 + ")" * 240: "Python cannot read",
    "1" + " + 1" * 200: "characters",
    "import os; os": "no part",
    "f'{X}'": "no part",
    "(yield)": "no part",
    "open('x')": "open is no name",
    "network.__class__": "__class__ is no name",
    "ActivationFunctions.softmax.__code__": "__code__ is no name",
    "X.tofile('x')": ".tofile is no name",
    "np.load('x')": "np.load is no name",
    "np.core": "np.core is no name",
    "'{0.__class__}'.format(X)": ".format is no name",
    "(lambda __: 1)(2)": "__ is no name",
    "dict(__a=1)": "__a is no name",
    "b'x'": "is no name",
    "1j": "is no name",
}


@pytest.mark.parametrize("line", GOOD)
def test_a_line_of_calls_and_values_may_be_run(line):
    """So can be shown whatever a library does."""
    assert checked(f"  {line} ") == line


@pytest.mark.parametrize("line", BAD)
def test_what_is_no_call_is_refused_with_a_sentence(line):
    """Nobody looks into the code, the files or the interpreter, and everybody is told why a line is not run."""
    with pytest.raises(LineError) as refused:
        checked(line)
    assert BAD[line] in str(refused.value), f"{line}: {refused.value}"


def test_the_names_of_the_library_are_known_and_those_of_its_insides_are_not():
    """They are read from the corrected library, so that a new one needs no list."""
    assert {"softmax", "cost_gradient", "parameters", "learning_rate", "f1", "fit"} <= public_names()
    assert not [name for name in public_names() if name.startswith("_")]
    assert not {*LIBRARY} & {*READY, *PYTHON}


def test_a_line_that_hangs_ends_alone(monkeypatch):
    """It is not put to the libraries that follow, and the line after it has an answer."""
    monkeypatch.setattr("kata.lines.shelf.SECONDS", 1)
    with shelf() as books:
        books.put("one", {})
        books.put("other", {})
        endless = checked("[x for x in range(10**12) if x < 0]")
        hung, answered = books.ask([(["one", "other"], endless), (["other", "one"], "network.cost(X, Y)")])
    assert [answer.given for answer in hung] == [False, False], hung
    assert [answer.form for answer in answered] == ["number", "number"], answered
    assert "1 second" in hung[0].text
