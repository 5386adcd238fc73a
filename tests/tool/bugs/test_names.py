"""Bugs as they are typed: whoever writes enough to be understood is, and who does not is told what to write."""

import pytest

from kata.bugs.manifest import load_bugs
from kata.bugs.names import find_bug, find_bugs, modules_of
from kata.bugs.variants import bugs_of

BUGS = [*load_bugs()]


@pytest.mark.parametrize("bug", BUGS)
def test_every_beginning_that_no_other_bug_has_is_enough(bug):
    """In small letters or large, and the number as well."""
    for length in range(1, len(bug) + 1):
        typed = bug[:length]
        if sum(other.startswith(typed) for other in BUGS) == 1:
            assert find_bug(typed).id == find_bug(typed.upper()).id == bug
    assert find_bug(str(BUGS.index(bug) + 1)).id == bug


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("softmax", "'softmax' may be softmax-overflow or softmax-shape: write a little more"),
        ("adam-shap-", "did you mean adam-shape?"),
        ("sofmax", "did you mean softmax-overflow or softmax-shape?"),
        ("bais", "did you mean bias-correction?"),
        ("zebra", "expected a number or one of softmax-overflow, softmax-shape"),
        ("13", "expected a number or one of"),
        ("0", "expected a number or one of"),
        ("", "expected a number or one of"),
    ],
)
def test_what_is_meant_otherwise(typed, says):
    """Several bugs, something like a bug, or nothing of the kind."""
    with pytest.raises(ValueError, match=r"[.?]$") as told:
        find_bug(typed)
    assert says in str(told.value)


def test_names_add_up():
    """With commas or one by one, each bug once, in the order in which it was first named."""
    found = find_bugs(["adam, 12", "adam-shape", "softmax-s,,4"])
    assert [bug.id for bug in found] == ["adam-shape", "unscaled-pixels", "softmax-shape"]
    assert modules_of([*found, *find_bugs(["1"])]) == ["adam", "mnist", "activation_functions"]


@pytest.mark.parametrize("names", [[","], [""], [" , ", ","]])
def test_names_that_say_nothing_are_refused(names):
    """All bugs are meant where there are no names at all, and not where somebody has mistyped the only one."""
    assert find_bugs([]) == []
    with pytest.raises(ValueError, match="names no bug: expected a number or one of softmax-overflow"):
        find_bugs(names)


def test_a_variant_is_named_by_its_bugs(tmp_path, monkeypatch):
    """By any beginning of theirs, unless a folder is called so: its whole id means the bug all the same."""
    monkeypatch.chdir(tmp_path)
    assert bugs_of("adam,softmax-s") == {"adam-shape", "softmax-shape"}
    for name in ("adam", "adam-shape"):
        assert bugs_of(name) == {"adam-shape"}
        (tmp_path / name).mkdir()
    assert bugs_of("adam") is None
    assert bugs_of("adam-shape") == {"adam-shape"}
    assert bugs_of("fixed") is None
    with pytest.raises(ValueError, match="did you mean adam-shape"):
        bugs_of("1,adm-shape")
