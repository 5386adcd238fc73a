"""The process that holds the libraries which a student's tests meet: `python -m kata.sparring.librarian FOLDER`.

The libraries are ours. They are held here because one of the bugs asks for 50 GiB, and some never come to an end:
the process is capped, and ended by who started it. Each frame of `kata.pipe.wire` comes with a byte before it:
after `LIBRARY` it is the folder of the one to open, from ourselves; after `QUESTION` it is what a stranger's test
asks of that, which gets a frame as its answer.
"""

import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from kata.digits.idx import as_idx
from kata.pipe import wire
from kata.pipe.worker import described, pipes
from kata.subject.calls import SIGNATURES
from kata.subject.libraries import OWN
from kata.subject.watched import Watched, load_watched

LIBRARY, QUESTION = b"L", b"?"


@cache
def _library(folder: Path) -> Watched:
    return load_watched(OWN, folder)


def answer_to(folder: Path, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a library makes of a call: its value or its exception, and which arguments it has altered."""
    changed: tuple[str, ...] = ()
    try:
        library = _library(folder)
        try:
            return {"value": getattr(library, method)(**arguments), "changed": list(library.changed)}
        finally:
            changed = library.changed
    except BaseException as error:
        return {"error": described(error, folder), "changed": list(changed)}


def write_digits(folder: Path, images: Any, labels: Any = None) -> dict[str, Any]:
    """Write images as the four files of MNIST, and return their folder, or why that cannot be done."""
    try:
        pixels = np.asarray(images).astype(np.uint8)
        classes = np.arange(len(pixels)) % 10 if labels is None else np.asarray(labels)
        if pixels.ndim != 3 or classes.shape != (len(pixels),):
            return {"error": f"expected images of shape (m, 28, 28), and m labels: got {pixels.shape}"}
        for part in ("train", "t10k"):
            (folder / f"{part}-images-idx3-ubyte").write_bytes(as_idx(pixels))
            (folder / f"{part}-labels-idx1-ubyte").write_bytes(as_idx(classes.astype(np.uint8)))
    except (TypeError, ValueError) as error:
        return {"error": str(error)}
    return {"value": str(folder)}


def answered(asked: Any, library: Path, scratch: Path) -> dict[str, Any]:
    """Return the answer to a question, whatever it is."""
    match asked:
        case {"method": str(method), "arguments": dict(arguments)} if method in SIGNATURES:
            return answer_to(library, method, arguments)
        case {"digits": {"images": images, "labels": labels}}:
            return write_digits(scratch, images, labels)
    return {"error": "no library can be asked that", "changed": []}


def main(scratch: Path) -> None:
    """Answer until there are no more questions."""
    calls, answers = pipes()
    library = Path()
    with suppress(EOFError, BrokenPipeError):
        while mark := calls.read(1):
            if mark == LIBRARY:
                library = wire.read(calls)
                continue
            try:
                wire.write(answers, answered(wire.read(calls), library, scratch))
            except (wire.Garbled, wire.UnsendableError) as error:  # no question; or an answer that is no number
                wire.write(answers, {"error": described(error, library), "changed": []})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
