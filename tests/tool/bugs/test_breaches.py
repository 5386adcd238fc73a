"""Breaches: read strictly, planted where their lines stand, and together where they keep away from each other."""

import ast

import pytest

from kata.bugs import breaches as module
from kata.bugs import variants
from kata.bugs.breaches import drawn, fitting, load_breaches, plant, plant_all, text_with
from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import load_bugs

ADAM = """format = 1

[[breach]]
name = "steps-from-nought"
clause = "counts-from-one"
symptom = "The first step divides by zero."
old = "self.m / (1 - self.beta1**self.steps)"
new = "self.m / (1 - self.beta1 ** (self.steps - 1))"

[[breach]]
name = "no-root"
clause = "scaled-steps"
symptom = "Steps grow as gradients shrink."
old = "np.sqrt(v_hat)"
new = "v_hat"

[[breach]]
name = "root-of-m"
clause = "scaled-steps-again"
symptom = "A negative gradient gives NaN."
old = "m_hat / (np.sqrt(v_hat) + self.epsilon)"
new = "np.sqrt(m_hat) / (v_hat + self.epsilon)"

[[breach]]
name = "rate-doubled"
clause = "scaled-steps"
symptom = "Every step is twice as long."
old = "self.m: Array = np.zeros((1, n), network.dtype)"
new = "self.m: Array = np.ones((1, n), network.dtype)"
also = [["from .feed_forward import FeedForward\\n", "from .feed_forward import FeedForward as FeedForward\\n"]]
"""
OPTIMIZER = """format = 1

[[breach]]
name = "first-norm"
clause = "last-gradient"
symptom = "Training ends by what the epoch began with."
old = "norm = float((G @ G.T)[0, 0]) ** 0.5"
new = "norm = float(abs(G).sum())"

[[breach]]
name = "never-mixed"
clause = "new-order"
symptom = "Sorted data do not train."
old = "            rng.shuffle(order)\\n"
new = ""
bugs = ["frozen-batches"]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with breaches of two modules, in the place of the real one."""
    place = tmp_path / "breaches"
    place.mkdir()
    (place / "adam.toml").write_text(ADAM, encoding="utf-8")
    (place / "optimizer.toml").write_text(OPTIMIZER, encoding="utf-8")
    monkeypatch.setattr(module.load_breaches, "__defaults__", (place,))
    return place


def test_a_file_that_has_changed_is_read_again(folder):
    """Whatever was read of it before."""
    assert "never-mixed" in load_breaches(folder)
    (folder / "optimizer.toml").write_text("format = 1\n", encoding="utf-8")
    assert "never-mixed" not in load_breaches(folder)


def test_they_are_read_by_name(folder):
    """With their module, which the file is named after, and all that they change."""
    found = load_breaches(folder)
    assert list(found) == [
        "steps-from-nought",
        "no-root",
        "root-of-m",
        "rate-doubled",
        "first-norm",
        "never-mixed",
    ]
    breach = found["rate-doubled"]
    assert (breach.module, breach.clause, breach.bugs) == ("adam", "scaled-steps", ())
    assert [old.split()[0] for old, _ in breach.changes] == ["self.m:", "from"]
    assert found["never-mixed"].bugs == ("frozen-batches",)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("format = 1", "format = 2", ["format 2", "expected 1"]),
        ("format = 1", "format = = 1", ["adam.toml"]),
        ("[[breach]]", "[[clause]]", ["clause", "[[breach]]"]),
        ('name = "no-root"', 'name = "first-norm"', ["first-norm", "twice", "adam"]),
        ('name = "no-root"', 'name = "No root"', ["No root", "hyphens"]),
        ('clause = "scaled-steps"\n', "", ["no-root", "clause"]),
        ('new = "v_hat"\n', "", ["no-root", "new"]),
        ('new = "v_hat"', 'new = "np.sqrt(v_hat)"', ["no-root", "differs"]),
        ('new = "v_hat"', 'new = "v_hat"\ncolour = "red"', ["no-root", "colour"]),
        ('new = "v_hat"', 'new = "v_hat"\nbugs = ["adam"]', ["no-root", "no adam"]),
        ('symptom = "Steps grow as gradients shrink."', 'symptom = ""', ["no-root", "symptom"]),
    ],
)
def test_what_does_not_hold_together_is_refused(folder, old, new, words):
    """Each with a message that says in which file, and what."""
    assert old in ADAM
    (folder / "adam.toml").write_text(ADAM.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        load_breaches(folder)
    for word in ("toml", *words):
        assert word in str(caught.value)


def test_a_file_is_named_after_a_module(folder):
    """One that is not says which modules there are."""
    (folder / "adam.toml").rename(folder / "eve.toml")
    with pytest.raises(ValueError, match=r"eve\.toml: there is no module eve: expected one of .*adam"):
        load_breaches(folder)


def test_one_is_planted_where_its_lines_stand(folder):
    """All of them; a line that is not there, or twice, is named."""
    found, text = load_breaches(folder), variants.module_text("adam", present=())
    planted = plant(text, found["rate-doubled"])
    assert "np.ones((1, n)" in planted
    assert "FeedForward as FeedForward" in planted
    with pytest.raises(ValueError, match=r"no-root: 'np.sqrt\(v_hat\)' stands 0 times in adam\.py"):
        plant(text.replace("np.sqrt", "np.cbrt"), found["no-root"])
    with pytest.raises(ValueError, match=r"stands 2 times"):
        plant(text + text, found["no-root"])


def test_several_are_planted_together_if_they_keep_away_from_each_other(folder):
    """Each as if it were alone; two on the same line, or on lines beside each other, are refused."""
    found, text = load_breaches(folder), variants.module_text("adam", present=())
    both = plant_all(text, [found["rate-doubled"], found["no-root"]])
    assert both == plant(plant(text, found["no-root"]), found["rate-doubled"])
    for other in ("root-of-m", "no-root"):
        with pytest.raises(ValueError, match=r"two breaches change line"):
            plant_all(text, [found["no-root"], found[other]])


def test_one_fits_where_its_lines_are_no_bugs(folder):
    """Nor beside one, and only if it has the symptom of none."""
    found = load_breaches(folder)
    assert set(fitting((), found)) == {*found} - {"never-mixed"}
    assert "rate-doubled" not in fitting(["adam-shape"], found)
    assert "first-norm" not in fitting(["gradient-norm"], found)
    assert "first-norm" in fitting(["adam-shape"], found)


@pytest.mark.usefixtures("folder")
def test_they_are_drawn_by_a_seed():
    """The same ones for the same seed, no two of one clause, and all together."""
    draws = [tuple(breach.name for breach in drawn(2, seed)) for seed in range(20)]
    assert draws == [tuple(breach.name for breach in drawn(2, seed)) for seed in range(20)]
    assert len({*draws}) > 3
    for seed in range(20):
        breaches = drawn(3, seed)
        assert len({breach.clause for breach in breaches}) == 3
        assert text_with("adam", (), breaches) != variants.module_text("adam", ())


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("number", [-1, 0, 5])
def test_how_many_can_be_had_is_told(number):
    """Two of the same clause, or of the same line, are not had together."""
    with pytest.raises(ValueError, match=rf"--breaches {number}: expected 1 to 4 breaches"):
        drawn(number, 0)


def test_none_can_be_had_where_there_are_none(monkeypatch, tmp_path):
    """As in a folder without any."""
    monkeypatch.setattr(module.load_breaches, "__defaults__", (tmp_path,))
    with pytest.raises(ValueError, match=r"--breaches 1: none goes together with these bugs"):
        drawn(1, 0)


@pytest.mark.skipif(not load_breaches(), reason="there are no breaches yet")
@pytest.mark.parametrize("seed", range(10))
def test_those_that_are_drawn_are_python(seed):
    """Every module of a library with many of them, and some bugs."""
    present = list(load_bugs())[seed::4]
    breaches = drawn(8, seed, present)
    assert {breach.clause for breach in breaches} <= {*load_clauses()}
    for name in variants.modules():
        ast.parse(text_with(name, present, breaches))
