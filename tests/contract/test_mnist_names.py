"""The four files of MNIST are found under each of their names, and a folder of such a name is none of them."""

import gzip

import pytest
from idx import idx
from telling import told

PARTS = {"train": 2, "t10k": 1}  # and the number of their digits


@pytest.fixture(autouse=True)
def _clear_errors(subject):
    subject.need("errors")


def files_of(mark):
    """Return the four files by name, with `-idx` or `.idx` in it."""
    return {
        f"{part}-{what}{mark}idx{len(shape) + 1}-ubyte": idx(m, *shape)
        for part, m in PARTS.items()
        for what, shape in (("images", (28, 28)), ("labels", ()))
    }


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize("mark", "-.")
def test_files_are_found_by_each_of_their_names(subject, tmp_path, mark, ending):
    """With a dash or a dot, with or without `.gz`."""
    for name, content in files_of(mark).items():
        (tmp_path / f"{name}{ending}").write_bytes(gzip.compress(content) if ending else content)
    got = [(X.shape, Y.shape) for X, Y in subject.load_mnist(tmp_path)]
    expected = [((m, 784), (m, 10)) for m in PARTS.values()]
    assert got == expected, told(
        tried=f"load_mnist of a folder with {', '.join(sorted(path.name for path in tmp_path.iterdir()))}",
        got=got,
        expected=expected,
        why="MNIST goes about under these names",
    )


@pytest.mark.parametrize("mark", "-.")
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_folder_with_the_name_of_a_file_is_passed_over(subject, tmp_path, mark, ending):
    """As one archive has it: a folder for each file, of the same name."""
    for name, content in files_of("." if mark == "-" else "-").items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / f"train-images{mark}idx3-ubyte{ending}").mkdir()
    got = subject.load_mnist(tmp_path)[0][0].shape
    assert got == (2, 784), told(
        tried=f"load_mnist where beside the files lies a folder train-images{mark}idx3-ubyte{ending}",
        got=got,
        expected=(2, 784),
        why="the file is there",
    )


@pytest.mark.parametrize("mark", "-.")
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_folder_in_place_of_a_file_is_told_of(subject, tmp_path, mark, ending):
    """Nothing can be read from it, and whoever sees it lie there must be told why."""
    folder = f"train-images{mark}idx3-ubyte{ending}"
    for name, content in files_of(mark).items():
        if "train-images" not in name:
            (tmp_path / name).write_bytes(content)
    said = []
    for make in (lambda: None, (tmp_path / folder).mkdir):
        make()
        with pytest.raises(FileNotFoundError) as error:
            subject.load_mnist(tmp_path)
        said.append(str(error.value))
    assert folder in said[1], told(
        tried=f"load_mnist where {folder} is a folder",
        got=said[1],
        expected=f"a message with {folder}",
        why="whoever reads it must find what to mend",
    )
    assert said[0] != said[1], told(
        tried=f"load_mnist without the file, and then with a folder {folder}",
        got=f"both times {said[0]}",
        expected="another message",
        why="that there is no such file helps nobody who sees it there",
    )


@pytest.mark.parametrize("name", ["train-images.idx3-ubyte", "t10k-labels.idx1-ubyte"])
def test_a_corrupt_file_with_a_dot_is_named(subject, assert_refused, tmp_path, name):
    """By the name that it has."""
    for one, content in files_of(".").items():
        (tmp_path / one).write_bytes(content[:-1] if one == name else content)
    assert_refused(lambda: subject.load_mnist(tmp_path), name)
