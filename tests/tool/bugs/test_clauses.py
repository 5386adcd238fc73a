"""The contract, both ways: every word of a docstring has its tests and its breaches, and every test its words.

What is written wrongly in `tests/contract/clauses/` or `tests/zoo/breaches/` is told with what to write instead.
"""

import ast
from collections import Counter
from functools import cache

import pytest
from collecting import collect
from wording import docstrings, objections

from kata.bugs import variants
from kata.bugs.breaches import BREACHES, load_breaches, plant
from kata.bugs.clauses import CLAUSES, load_clauses, load_remarks

MODULES = variants.modules()
KNOWN = load_breaches()
LEAST = 80  # breaches in all
BASES = {"adam": "optimizer", "gradient_descent": "optimizer"}  # of the class in a module, the module of its base
HOLD = ("tests/bugs/", "tests/contract/", "tests/test_together.py")  # whose tests hold to the contract

GOOD = """format = 1

[[clause]]
id = "against-the-gradient"
place = "GradientDescent.step"
says = "Move the network's parameters by -alpha G"
tests = ["contract/test_gradient_descent.py::test_one_step"]

[[remark]]
place = ""
says = "Source: Cauchy (1847)"
why = "a source"
"""


def pieces():
    """Return the fragments of every docstring, longest first, by module and place."""
    found = {}
    for piece in [*load_clauses().values(), *load_remarks()]:
        found.setdefault((piece.module, piece.place), []).append(piece.says)
    return {where: sorted(fragments, key=len, reverse=True) for where, fragments in found.items()}


def places():
    """Return every docstring of `fixed` by module and place."""
    return {
        (module, place): text
        for module in MODULES
        for place, text in docstrings(variants.module_text(module, present=())).items()
    }


@pytest.mark.parametrize("module", MODULES)
def test_every_word_of_a_docstring_is_in_one_clause_or_remark(module):
    """Of the module, its classes and its functions, the private ones, too."""
    told = []
    for (of, place), text in places().items():
        if of == module:
            fragments = pieces().get((module, place), [])
            told += [f"place = {place!r}: {what}" for what in objections(text, fragments)]
    assert not told, f"in {CLAUSES / module}.toml\n" + "\n".join(told)


def test_every_place_has_a_docstring():
    """A clause stands where its place says; what was renamed in `fixed` is renamed there, too."""
    unknown = sorted(pieces().keys() - places().keys())
    assert not unknown, f"fixed has no docstring there, take the name that it has now: {unknown}"


@pytest.mark.parametrize(
    ("fragments", "words"),
    [
        (["Return the mean of the rows", "each once"], []),
        (["Return the mean\nof the  rows", "each once"], []),
        (["Return the mean of the rows"], ["'each once' is in no clause"]),
        (["the mean of the rows", "each once"], ["'Return' is in no clause"]),
        (["Return the mean", "each once"], ["'of the rows' is in no clause"]),
        (["Return the mean of the rows", "mean of the rows, each once"], ["have words in common", "'each once'"]),
        (
            ["Return the sum of the rows", "each once"],
            ["is not in the docstring", "'Return the mean of the rows'"],
        ),
    ],
)
def test_what_is_wrong_with_fragments_is_told(fragments, words):
    """A word that none has, one that two have, and one that is not there."""
    told = objections("Return the mean\n    of the rows, each once.", fragments)
    assert len(told) == len(words)
    for word, sentence in zip(words, told, strict=True):
        assert word in sentence


# ------------------------------------------------------------------------------------------- tests


@pytest.fixture(scope="module")
def functions(tmp_path_factory):
    """The functions of the tests that hold to the contract."""
    return {
        test.partition("[")[0].removeprefix("tests/")
        for test in collect(tmp_path_factory.mktemp("events"))
        if test.startswith(HOLD)
    }


def test_every_test_of_a_clause_is_there(functions):
    """By its file and its name, from the folder `tests` on."""
    gone = [f"{clause.id}: {test}" for clause in load_clauses().values() for test in clause.tests]
    gone = [line for line in gone if line.partition(": ")[2] not in functions]
    assert not gone, "pytest collects no such test; name those that hold the clause now:\n" + "\n".join(gone)


def test_every_test_is_of_a_clause(functions):
    """What no docstring says, no test asks for."""
    named = {test for clause in load_clauses().values() for test in clause.tests}
    assert not functions - named, (
        "no clause names these tests: add each to the `tests` of the clause that it holds, or, if the docstrings "
        "do not say what it asks for, sharpen one or drop the test:\n" + "\n".join(sorted(functions - named))
    )


# ------------------------------------------------------------------------------------------- breaches


def test_every_clause_has_a_breach():
    """One thing that a person could get wrong, got wrong."""
    broken = {breach.clause for breach in KNOWN.values()}
    left = [f"{clause.module}: {clause.id}" for clause in load_clauses().values() if clause.id not in broken]
    assert not left, f"add to {BREACHES}/MODULE.toml a breach of each of these clauses:\n" + "\n".join(left)


def test_every_breach_is_of_a_clause_of_its_module():
    """Or of the module of the class that it is derived from: whoever meets it finds the words near the code."""
    clauses = load_clauses()
    wrong = [
        f"{breach.name}: clause = {breach.clause!r}"
        for breach in KNOWN.values()
        if breach.clause not in clauses
        or clauses[breach.clause].module not in (breach.module, BASES.get(breach.module))
    ]
    assert not wrong, "these name no clause of the module that their file is named after:\n" + "\n".join(wrong)


@cache
def tree_of(text):
    """Return the tree of a module, as text: of the few that there are, once."""
    return ast.dump(ast.parse(text))


@pytest.mark.parametrize("name", KNOWN)
def test_a_breach_changes_what_the_module_does(name):
    """Its lines stand there once, what comes of it is Python, and more than a comment is another."""
    breach = KNOWN[name]
    text = variants.module_text(breach.module, present=())
    try:
        planted = plant(text, breach)
        tree = ast.parse(planted)
    except (ValueError, SyntaxError) as error:
        pytest.fail(f"{error}; take its lines from fixed/{breach.module}.py as they are now, with indentation")
    assert ast.dump(tree) != tree_of(text), "only comments or white space are others"
    for old, _ in breach.changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in fixed: take more of the line"


def test_no_breach_is_there_twice():
    """Whatever the lines around it that are given, or its name."""
    texts = {module: variants.module_text(module, present=()) for module in MODULES}
    made = {name: (of.module, plant(texts[of.module], of)) for name, of in KNOWN.items()}
    counts = Counter(made.values())
    twice = [name for name, text in made.items() if counts[text] > 1]
    assert not twice, f"these make the same module: {twice}"


def test_there_are_breaches_enough():
    """Some of every module that promises something, and eighty in all."""
    counts = Counter(breach.module for breach in KNOWN.values())
    promising = {clause.module for clause in load_clauses().values()}
    assert counts.keys() == promising, f"no breach of {sorted(promising - counts.keys())}"
    assert counts.total() >= LEAST


# ------------------------------------------------------------------------------------------- reading


@pytest.fixture
def folder(tmp_path):
    """A folder with the clauses of one module."""
    (tmp_path / "gradient_descent.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_they_are_read_with_their_module(folder):
    """Which the file is named after."""
    [clause] = load_clauses(folder).values()
    assert (clause.module, clause.id) == ("gradient_descent", "against-the-gradient")
    assert clause.where == "gradient_descent.GradientDescent.step"
    [remark] = load_remarks(folder)
    assert (remark.module, remark.place, remark.why) == ("gradient_descent", "", "a source")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("format = 1", "format = 2", ["format 2", "expected 1"]),
        ("format = 1", "format = = 1", []),
        ("[[remark]]", "[[note]]", ["note", "[[clause]] and [[remark]]"]),
        ('id = "against-the-gradient"', 'id = "Against"', ["clause 1", "'Against'", "hyphens"]),
        ('id = "against-the-gradient"\n', "", ["clause 1", "no id", "id"]),
        ('says = "Move the network\'s parameters by -alpha G"', 'says = " "', ["against-the-gradient", "says"]),
        ('["contract/test_gradient_descent.py::test_one_step"]', "[]", ["against-the-gradient", "one test"]),
        ("[[remark]]", "[[remark]]\ncolour = 1", ["remark 1", "colour"]),
    ],
)
def test_what_does_not_hold_together_is_refused(folder, old, new, words):
    """Each with a message that says in which file, in which entry, and what."""
    assert old in GOOD
    (folder / "gradient_descent.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        assert load_clauses(folder) | {"": load_remarks(folder)} == {}
    for word in ("gradient_descent.toml", *words):
        assert word in str(caught.value)


def test_an_id_is_used_once(folder):
    """In all files together."""
    (folder / "optimizer.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ValueError, match=r"optimizer\.toml: the id against-the-gradient is used twice"):
        load_clauses(folder)


def test_the_docstrings_are_those_of_the_code():
    """As Python itself has them."""
    assert "one gradient and one step for each" in places()["optimizer", ""]
    assert "Called after every epoch" in places()["optimizer", "Optimizer.fit"]
    assert ("optimizer", "Optimizer._finite") in places()
