"""Loading a library from a folder: each is its own, whatever text it has in common with others."""

import pytest

from kata.subject.loading import load_from

MODULE = """
class Adam:
    def step(self):
        return [self.fail() for _ in range(1)]

    def fail(self):
        raise ValueError(__file__)
"""


def written(folder, text):
    """Write a library of one module, and load it."""
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").write_text("from .adam import Adam\n", encoding="utf-8")
    (folder / "adam.py").write_text(text, encoding="utf-8")
    return load_from(folder)


def test_what_fails_is_told_in_its_own_folder(tmp_path):
    """The same text is compiled once, and each library has its own lines of it, down to the innermost function."""
    for name in ("one", "other"):
        library = written(tmp_path / name, MODULE)
        with pytest.raises(ValueError, match=f"{name}.adam.py") as told:
            library.Adam().step()
        places = {str(entry.path) for entry in told.traceback[1:]}
        assert places == {str(tmp_path / name / "adam.py")}


def test_another_text_of_the_same_length_is_compiled(tmp_path):
    """As after two saves in one second: Python's own bytecode would then be that of the first."""
    for number, answer in enumerate((1, 2, 1)):
        library = written(tmp_path / f"library{number}", f"class Adam:\n    answer = {answer}\n")
        assert library.Adam.answer == answer


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("from . import adam", "cannot import name 'adam'"),
        ("from .adam import Adam", "No module named 'adam'"),
        ("import sys; sys.modules[__name__].Adam", "module '{folder}' has no attribute 'Adam'"),
    ],
)
def test_what_is_missing_is_called_as_its_author_calls_it(tmp_path, line, says):
    """The name under which we import a library is made of its folder's, and says nothing to anybody."""
    (tmp_path / "__init__.py").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises((ImportError, AttributeError), match=says.format(folder=tmp_path.name)) as caught:
        load_from(tmp_path)
    assert "library_" not in str(caught.value)


@pytest.mark.parametrize("kind", [ImportError, AttributeError])
@pytest.mark.parametrize("said", ["", "3", "'no', 'more'"])
def test_an_import_that_fails_in_its_own_way_is_told_as_it_is(tmp_path, kind, said):
    """An error that a library raises itself may say nothing, or what is no text."""
    (tmp_path / "__init__.py").write_text(f"raise {kind.__name__}({said})\n", encoding="utf-8")
    with pytest.raises(kind) as caught:
        load_from(tmp_path)
    assert repr(caught.value) == f"{kind.__name__}({said})"
