"""The embedded digits are what their README says; `--mnist FOLDER` compares them with full MNIST byte for byte."""

import gzip
import hashlib

import numpy as np
import pytest

from kata import DATA
from kata.subject.libraries import load_library

FILES = {"train": 8_000, "t10k": 2_000}


def content(folder, name, header):
    """Return the bytes of an IDX file after its header, gzipped or not, read without the libraries."""
    packed = folder / f"{name}.gz"
    whole = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / name).read_bytes()
    return np.frombuffer(whole[header:], np.uint8)


def raw(folder, part):
    """Return images, (m, 784), and labels, as bytes."""
    images = content(folder, f"{part}-images-idx3-ubyte", header=16)
    return images.reshape(-1, 784), content(folder, f"{part}-labels-idx1-ubyte", header=8)


@pytest.mark.parametrize("library", ["original", "fixed"])
def test_the_digits_load(library):
    """8,000 to train and 2,000 to test, 784 pixels each and one label of ten."""
    parts = load_library(library).load_mnist(DATA)
    for (X, Y), rows in zip(parts, FILES.values(), strict=True):
        assert (X.shape, X.dtype, Y.shape, Y.dtype) == ((rows, 784), np.float32, (rows, 10), np.float32)
        assert (Y.sum(axis=1) == 1).all()


def test_the_sums_are_those_recorded():
    """The files are the ones that the script wrote."""
    recorded = dict(reversed(line.split()) for line in (DATA / "SHA256SUMS").read_text().splitlines())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in DATA.glob("*.gz")}
    assert found == recorded


@pytest.mark.parametrize("part", FILES)
def test_every_class_is_near_a_tenth(part):
    """So the order is a fair one, and no part is short of a digit."""
    labels = raw(DATA, part)[1]
    shares = np.bincount(labels, minlength=10) / len(labels)
    assert shares.min() > 0.08, shares
    assert shares.max() < 0.125, shares


def test_each_digit_is_one_of_the_first_10000_of_mnist(full_mnist):
    """Byte for byte, with its label, and each of them once."""
    images, labels = raw(full_mnist, "train")
    whole = sorted((bytes(image), label) for image, label in zip(images[:10_000], labels[:10_000], strict=True))
    parts = [raw(DATA, part) for part in FILES]
    embedded = sorted((bytes(image), label) for X, y in parts for image, label in zip(X, y, strict=True))
    assert embedded == whole
