"""A trained network reads pictures of digits, and says how sure it is."""

import json

import numpy as np
import pytest
from photographed import KINDS, LABELS, beside_another, clean, photograph
from PIL import Image, ImageDraw

from kata import DATA, ROOT
from kata.commands.classify import SURE, Guess, guess_in_words
from kata.digits.by_name import load_digits
from kata.digits.handwriting import as_mnist, read_digit
from kata.training.folder import load_trained
from kata.training.outputs import read_images, run_outputs

READ_AGAIN, ENLARGED = 250, 3  # digits of MNIST, and how many times; `digits/` enlarges some more
FEW, ALL = 20, 120  # digits in each kind of picture
DRAWN = {  # as one draws them with a mouse, in percent of the picture's sides
    1: [[(55, 15), (48, 90)]],
    2: [[(28, 35), (40, 20), (60, 22), (66, 38), (55, 58), (28, 88), (75, 86)]],
    3: [[(30, 22), (55, 18), (66, 32), (45, 48), (68, 62), (62, 82), (40, 90), (26, 82)]],
    5: [[(68, 18), (35, 20), (32, 48), (58, 48), (70, 65), (58, 85), (30, 88)]],
    7: [[(25, 20), (72, 20), (50, 55), (42, 92)]],
}


def count_right(found, drawings):
    return sum(image["digit"] == int(path.name[0]) for image, path in zip(found["images"], drawings, strict=True))


@pytest.fixture(scope="module")
def folder(kata, tmp_path_factory):
    """The folder of a network that was trained once."""
    path = tmp_path_factory.mktemp("classify") / "model"
    done = kata("train", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def drawings(tmp_path_factory):
    """Drawings of digits, with a thin pen in a corner of a large dark sheet, and with a thick one on white."""
    path = tmp_path_factory.mktemp("drawings")
    for digit, strokes in DRAWN.items():
        for name, size, pen, paper, ink in (("thin", 1_200, 6, 30, 200), ("thick", 600, 40, 255, 40)):
            image = Image.new("L", (size, size), paper)
            for points in strokes:
                ImageDraw.Draw(image).line([(6 * x, 6 * y) for x, y in points], ink, pen, joint="curve")
            image.save(path / f"{digit}-{name}.png")
    return sorted(path.iterdir())


def test_digits_of_mnist_are_read_as_well_from_pictures(folder, tmp_path):
    """Enlarged, every other one inverted, and read again: the accuracy hardly changes."""
    _, (X, Y) = load_digits(DATA)
    truth = Y[:READ_AGAIN].argmax(axis=1)
    again = []
    for number, row in enumerate(X[:READ_AGAIN]):
        pixels = np.rint(255 * row).astype(np.uint8).reshape(28, 28)
        image = Image.fromarray(pixels if number % 2 else 255 - pixels)
        image.resize((ENLARGED * 28, ENLARGED * 28)).save(tmp_path / "digit.png", compress_level=1)
        again.append(read_digit(tmp_path / "digit.png").image)
    network = load_trained(folder).network
    before = run_outputs("fixed", network, DATA)["test"][:READ_AGAIN].argmax(axis=1)
    after = read_images("fixed", network, np.stack(again)).argmax(axis=1)
    assert (before == truth).mean() > 0.9
    assert (after == truth).mean() >= (before == truth).mean() - 0.015


def readings(kind, count):
    """Return the digits that are found in photographs of a kind, by their numbers."""
    found = {}
    for number in range(count):
        try:
            found[number] = as_mnist(photograph(kind, number)).image
        except ValueError as error:
            assert "expected one digit, and paper round it" in str(error)
    return found


def test_what_is_in_the_way_is_not_taken_for_a_digit(folder, pytestconfig):
    """In each kind of picture hardly any digit is read wrong and surely, and nearly all are read; of two, none."""
    count = ALL if pytestconfig.getoption("every_digit", default=False) else FEW
    found = {kind: readings(kind, count) for kind in KINDS}
    images = np.stack([image for digits in found.values() for image in digits.values()])
    rows, told = iter(read_images("fixed", load_trained(folder).network, images)), {}
    for kind, digits in found.items():
        P = np.array([next(rows) for _ in digits]).reshape(-1, 10)
        right = (P.argmax(axis=1) == LABELS[[*digits]]) & (kind is not beside_another)
        told[kind.__name__] = {"wrong": int((~right & (P.max(axis=1) >= SURE)).sum()), "right": int(right.sum())}
    assert all(counts["wrong"] <= max(1, count // 60) for counts in told.values()), told
    assert told[clean.__name__]["right"] >= 0.9 * count, told
    read = [counts["right"] for name, counts in told.items() if name != beside_another.__name__]
    assert min(read) >= told[clean.__name__]["right"] - 0.1 * count, told


def test_drawings_are_read(kata_process, folder, drawings):
    """With JSON for a program: each image, its digit, and the probabilities of all ten."""
    done = kata_process("classify", folder, *drawings, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["format"] == 1
    assert [image["image"] for image in found["images"]] == list(map(str, drawings))
    assert count_right(found, drawings) >= 8  # of ten
    for image in found["images"]:
        assert image["probability"] == max(image["probabilities"]) == image["probabilities"][image["digit"]]
        assert sum(image["probabilities"]) == pytest.approx(1, abs=1e-5)


def test_in_a_pipe_there_is_a_line_an_image(kata, folder, drawings):
    """The name, the digit, and how sure it is."""
    done = kata("classify", folder, *drawings[:2])
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    for path, line in zip(drawings, lines, strict=False):
        assert line.startswith(f"{path}: ")
        assert line.removeprefix(f"{path}: ").removeprefix("perhaps ").startswith(path.name[0])
        assert "% sure" in line


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        (0.99951, 0.0001, "a.png: 7, more than 99.9% sure"),
        (0.9, 0.05, "a.png: 7, 90.0% sure"),
        (0.6, 0.25, "a.png: perhaps 7, 60.0% sure; or else 1, 25.0%"),
    ],
)
def test_what_is_said(first, second, line):
    """No certainty where there is none, and a second guess where the first is unsure."""
    assert guess_in_words("a.png", Guess(7, first), Guess(1, second)).plain == line


def test_one_bad_picture_is_named(kata, folder, drawings, tmp_path):
    """One sentence, status 2; nothing is said of the others."""
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    blank = tmp_path / "blank.png"
    Image.new("L", (50, 50), 255).save(blank)
    for path, sentence in ((bad, "no picture"), (blank, "no ink"), (tmp_path / "none.png", "No such file")):
        done = kata("classify", folder, drawings[0], path)
        assert (done.returncode, done.stdout) == (2, "")
        assert sentence in done.stderr
        assert path.name in done.stderr
        assert done.stderr.count("\n") == 1


def test_there_must_be_a_network_and_an_image(kata, folder, drawings):
    """A folder of something else, and no image at all."""
    done = kata("classify", ROOT, drawings[0])
    assert (done.returncode, done.stdout) == (2, "")
    assert "holds no trained network" in done.stderr
    assert kata("classify", folder).returncode == 2


def test_a_library_that_learnt_from_other_pixels_gets_such(kata, tmp_path, drawings):
    """That of the bug unscaled-pixels was trained on 0 to 255."""
    done = kata("train", tmp_path / "model", "--epochs", "3", "--subject", "unscaled-pixels")
    assert done.returncode == 0, done.stderr
    found = json.loads(kata("classify", tmp_path / "model", *drawings, "--json").stdout)
    assert count_right(found, drawings) >= 7  # of ten
