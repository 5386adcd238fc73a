"""Adapters by name: where their library is looked for, and what is said if it is not there."""

import pytest

from kata.confined.child import MEMORY
from kata.subject.libraries import absolute, find_library
from kata.subject.registry import ADAPTERS, Adapter, find_adapter, memory_for


@pytest.mark.parametrize("place", ["lib/python3/PUJ_ML", "PUJ_ML", "."])
def test_a_package_is_found_in_its_places(tmp_path, place):
    """In a clone, in the folder that holds it, or as that folder itself."""
    folder = tmp_path / "PUJ_ML"
    package = (folder / place).resolve()
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    assert find_library(f"puj_ml:{folder}") == package


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("puj_ml", "no folder of PUJ_ML: expected one after a colon"),
        ("puj_ml:nowhere", "no package PUJ_ML in nowhere: looked for lib/python3/PUJ_ML"),
        ("pytorch:folder", "torch is an installed package: expected no folder, not 'folder'"),
        ("pytroch", "or an adapter: puj_ml:FOLDER, pytorch"),
    ],
)
def test_a_library_that_is_not_there(name, words):
    """One sentence that says what was expected; the judge ends with it."""
    with pytest.raises(FileNotFoundError, match=words):
        find_library(name)


def test_a_package_that_is_not_installed():
    """The message names it and says where to read on."""
    told = r"no_such_package is not installed: the book tells how, under Reference, Adapters"
    with pytest.raises(FileNotFoundError, match=told):
        Adapter("kata.adapters.nothing", "no_such_package").find("")


def test_a_drive_is_no_adapter():
    """Windows has colons in its folders."""
    assert find_adapter(r"C:\kata\exercise") is None
    assert find_adapter("fixed") is None
    adapter, folder = find_adapter(r"puj_ml:C:\clone")
    assert (adapter, folder) == (ADAPTERS["puj_ml"], r"C:\clone")


def test_the_memory_is_the_adapters():
    """PyTorch maps more than the libraries of the kata may take."""
    assert memory_for("pytorch") > memory_for("puj_ml:clone") == memory_for("exercise") == MEMORY


@pytest.mark.parametrize("name", ["original", "fixed", "pytorch"])
def test_names_without_a_folder_stay_as_they_are(name):
    """They mean the same everywhere."""
    assert absolute(name) == name


def test_the_exercise_is_named_in_full(tmp_path):
    """Which one is meant depends on the current folder."""
    assert absolute("exercise") == str(tmp_path / "exercise")


def test_a_folder_is_judged_from_wherever_it_was_named(kata, tmp_path):
    """The tests run in the checkout, and yet find a folder that was named from another."""
    package = tmp_path / "PUJ_ML"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('it was found')", encoding="utf-8")
    for name in ("PUJ_ML", "puj_ml:PUJ_ML", "puj_ml:."):
        done = kata("judge", name, "--bugs", "softmax-shape", "--json")
        assert "it was found" in done.stdout, name
