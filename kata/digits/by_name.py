"""MNIST by name: `embedded`, the 10,000 digits that come with the kata; `full`, all 70,000; or a folder of them.

Full MNIST is the folder that KATA_MNIST names, or else is fetched once, checked, and kept.
"""

import os
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from kata import DATA
from kata.subject.libraries import load_library

SOURCE = "https://ossci-datasets.s3.amazonaws.com/mnist/"
SHA256 = {
    "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}

Part = tuple[NDArray[Any], NDArray[Any]]


def find_digits(name: str) -> Path:
    """Return the folder of the digits called `name`.

    Raises FileNotFoundError or ValueError, with a sentence, if there are none, and OSError if they cannot be had.
    """
    if name == "full" and not os.environ.get("KATA_MNIST"):
        return fetch_digits()
    folder = {"embedded": DATA, "full": Path(os.environ.get("KATA_MNIST", ""))}.get(name) or Path(name)
    if not folder.is_dir():
        raise FileNotFoundError(f"no digits {str(folder)!r}: expected embedded, full, or a folder of MNIST")
    load_digits(folder)
    return folder.resolve()


def load_digits(folder: Path) -> tuple[Part, Part]:
    """Return training part and test part, as the corrected library reads them."""
    train, test = load_library("fixed").load_mnist(folder)
    return train, test


def fetch_digits(source: str = SOURCE, folder: Path | None = None) -> Path:
    """Fetch the four files of full MNIST, but those that are there already; return their folder."""
    import pooch
    import requests

    files = pooch.create(folder or pooch.os_cache("netkata"), source, registry=SHA256)
    pooch.get_logger().setLevel("WARNING")
    try:
        for name in SHA256:
            files.fetch(name, progressbar=False)
    except (requests.RequestException, ValueError) as error:
        raise OSError(
            f"full MNIST could not be fetched from {source} ({type(error).__name__}): "
            f"put its four files into a folder and name that, or set KATA_MNIST to it"
        ) from error
    return Path(files.abspath)
