"""Variants and patches: any subset of the fixes, in any order, with the same result."""

import shutil
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from waiting import limit

from kata import ROOT
from kata.bugs import patches, variants
from kata.bugs.manifest import load_bugs

BUGS = list(load_bugs())


def content(folder):
    """Return the files of a package by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def made(tmp_path):
    """Return a function that builds the variant with these bugs and returns its files."""

    def build(present):
        folder = tmp_path / "variant"
        variants.build(folder, present)
        files = content(folder)
        shutil.rmtree(folder)
        return files

    return build


def test_the_ends_of_the_line_are_the_two_libraries(made):
    """Byte for byte: all bugs are `original`, none is `fixed`."""
    assert made(BUGS) == content(ROOT / "original")
    assert made([]) == content(ROOT / "fixed")


@pytest.mark.parametrize("bug", BUGS)
def test_one_bug_is_one_module(made, bug):
    """With one bug only its module differs from `fixed`."""
    fixed, files = content(ROOT / "fixed"), made([bug])
    assert {name for name in files if files[name] != fixed[name]} == {f"{load_bugs()[bug].module}.py"}


def apply_patch(folder, bug):
    """Apply the patch of a bug with the system's `patch`, without any fuzz."""
    patch = shutil.which("patch")
    if patch is None:
        pytest.skip("there is no program `patch` on this machine")
    command = [patch, "--fuzz=0", "--strip=1", "--no-backup-if-mismatch", "--input", str(patches.patch_file(bug))]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=limit(600))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "fuzz" not in done.stdout


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """A folder for packages that come and go."""
    return tmp_path_factory.mktemp("workshop")


@given(fixes=st.lists(st.sampled_from(BUGS), unique=True))
@example(fixes=BUGS)
@example(fixes=BUGS[::-1])
def test_patches_apply_in_any_order_with_the_same_result(workshop, fixes):
    """To `original`, any of them, by the system's own tool: the result is the variant."""
    patched, built = workshop / "patched", workshop / "built"
    shutil.rmtree(patched, ignore_errors=True)
    shutil.rmtree(built, ignore_errors=True)
    shutil.copytree(ROOT / "original", patched, ignore=shutil.ignore_patterns("__pycache__"))
    for bug in fixes:
        apply_patch(patched, bug)
    variants.build(built, set(BUGS) - set(fixes))
    assert content(patched) == content(built)


def test_no_patch_is_stale():
    """After an edit of the libraries: kata patches --write."""
    assert patches.stale_patches() == []


@pytest.mark.parametrize("bug", BUGS)
def test_a_patch_is_minimal(bug):
    """It changes no white space alone, and no line that it does not change."""
    lines = patches.patch(bug).splitlines()[2:]
    taken = [line[1:] for line in lines if line.startswith("-")]
    put = [line[1:] for line in lines if line.startswith("+")]
    assert not {line.strip() for line in taken} & {line.strip() for line in put}


def test_stale_patches_are_told_and_written_anew(monkeypatch, tmp_path):
    """One is missing, one was edited, and one is of no bug."""
    monkeypatch.setattr(patches, "PATCHES", tmp_path / "bugs")
    assert len(patches.stale_patches()) == len(BUGS)
    patches.write_patches()
    assert patches.stale_patches() == []
    missing, edited = patches.patch_file(BUGS[0]), patches.patch_file(BUGS[1])
    dead = missing.with_name("13-no-bug.patch")
    missing.unlink()
    edited.write_text("edited", encoding="utf-8")
    dead.write_text("dead", encoding="utf-8")
    assert patches.stale_patches() == sorted([missing, edited, dead])
    assert patches.write_patches() == sorted([missing, edited, dead])
    assert patches.stale_patches() == []


@pytest.mark.parametrize(
    ("options", "present"),
    [
        (["--bugs", "adam-shape, binary-cost"], {"adam-shape", "binary-cost"}),
        (
            ["--bugs", "adam,12", "--bugs", "softmax-s,adam-shape"],
            {"adam-shape", "unscaled-pixels", "softmax-shape"},
        ),
        (["--fixed", "adam"], set(BUGS) - {"adam-shape"}),
        (["--fixed", "1,2", "--fixed", "3"], {*BUGS[3:]}),
        (["--group", "missed"], {bug.id for bug in load_bugs().values() if bug.group == "missed"}),
        (["--random", "12"], set(BUGS)),
    ],
)
def test_the_command_builds_what_is_asked_for(kata, made, tmp_path, options, present):
    """By name, by what is fixed, by group, or at random; what is said several times adds up."""
    assert kata("build", tmp_path / "homework", *options)[0] == 0
    assert content(tmp_path / "homework") == made(present)


def test_the_seed_decides_which_bugs_are_drawn(kata, tmp_path):
    """As many as asked for, the same for the same seed."""
    for folder, seed in (("one", 5), ("same", 5), ("other", 6)):
        kata("build", tmp_path / folder, "--random", "3", "--seed", seed)
    one, same, other = (content(tmp_path / folder) for folder in ("one", "same", "other"))
    assert one == same
    assert one != other


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "in one way"),
        (["--bugs", "adam-shape", "--group", "missed"], "in one way"),
        (["--bugs", "adm-shape"], "There is no bug 'adm-shape': did you mean adam-shape?"),
        (["--bugs", ","], "',' names no bug"),
        (["--group", "found"], "there is no group found"),
        (["--random", "13"], "expected 1 to 12"),
        (["--random", "0"], "expected 1 to 12"),
    ],
)
def test_the_command_says_what_is_wrong(kata, tmp_path, options, words):
    """In a sentence, with exit status 2, and nothing is written."""
    status, _, told = kata("build", tmp_path / "homework", *options)
    assert status == 2
    assert words in told
    assert not list(tmp_path.iterdir())


def test_a_folder_is_never_overwritten(kata, tmp_path):
    """Whatever is in it."""
    (tmp_path / "work.txt").write_text("a student's work", encoding="utf-8")
    status, _, told = kata("build", tmp_path, "--bugs", "adam-shape")
    assert status == 2
    assert "exists already" in told
    assert content(tmp_path) == {"work.txt": b"a student's work"}


def test_the_patches_command(kata):
    """In a clean checkout there is nothing to say."""
    assert kata("patches") == (0, "", "")


def test_judging_what_is_not_there(kata):
    """A library or a bug: a sentence, and exit status 2."""
    status, _, told = kata("judge", "orignal")
    assert status == 2
    assert "no library 'orignal': expected original, fixed, exercise or a folder" in told
    status, _, told = kata("judge", "original", "--bugs", "softmax")
    assert status == 2
    assert "'softmax' may be softmax-overflow or softmax-shape: write a little more of it." in told


def test_judging_a_variant(kata, tmp_path):
    """One bug of it is there and another is not; also as JUnit XML."""
    variants.build(tmp_path / "library", {"unscaled-pixels"})
    status, told, _ = kata("judge", tmp_path / "library", "--bugs", "12", "--junit", tmp_path / "verdict.xml")
    assert status == 1
    assert "present" in told
    assert "pixels up to 255" in told
    assert 'failures="1"' in (tmp_path / "verdict.xml").read_text(encoding="utf-8")
    status, told, _ = kata("judge", tmp_path / "library", "--bugs", "adam-shape", "--json")
    assert status == 0
    assert '"status": "fixed"' in told
