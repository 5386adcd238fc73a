"""The child process of `kata.training.outputs`: compute the outputs of a network, and write them into a file.

Its arguments are the library, the file of the weights, the folder of the digits, the file for the answer, and the
parts of the digits that are asked for.
"""

import sys
from pathlib import Path

import numpy as np

from kata.subject.libraries import find_library
from kata.subject.own import OwnLibrary
from kata.training.weights import load_weights

PARTS = ("train", "test")  # as `load_mnist` returns them


def main(library: str, weights: str, digits: str, answer: str, *parts: str) -> None:
    """Do what the arguments ask for."""
    own = OwnLibrary(find_library(library))
    network, samples = load_weights(Path(weights)), dict(zip(PARTS, own.load_mnist(Path(digits)), strict=True))
    with np.errstate(all="ignore"):
        outputs = {part: own.outputs(network, samples[part][0]) for part in parts}
    np.savez(answer, allow_pickle=False, **outputs)


if __name__ == "__main__":
    main(*sys.argv[1:])
