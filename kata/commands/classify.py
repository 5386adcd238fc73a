"""`kata classify`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich.text import Text

from kata.commands.arguments import AsJson, TrainedFolder, find_trained
from kata.terminal import fail, library_failed, new_console
from kata.words.translation import tr

if TYPE_CHECKING:
    from kata.digits.handwriting import Reading

SURE = 0.9  # the probability from which on there is no second guess


class Guess(NamedTuple):
    """A digit, and how probable the network takes it to be."""

    digit: int
    probability: float


def classify(
    folder: TrainedFolder,
    images: Annotated[
        list[Path], typer.Argument(metavar="IMAGE...", help="Pictures of one handwritten digit each.")
    ],
    as_json: AsJson = False,
) -> None:
    """Read handwritten digits in pictures (PNG, JPEG and other kinds), dark on light or light on dark.

    The digit is found on its paper, beside a shadow, a table, a frame or ruled lines, then cropped, scaled and
    centred, as the digits of MNIST were. What is not one digit is not read. Exit status 1: the library failed.

    Example: kata classify first three.jpg
    """
    import numpy as np

    from kata.bugs.variants import built
    from kata.digits.gallery import Digit, in_terminal
    from kata.digits.handwriting import read_digit
    from kata.training.outputs import read_images

    trained = find_trained(folder)
    try:
        readings = [read_digit(path) for path in images]
    except ValueError as error:
        raise fail(str(error)) from error
    try:
        with built(trained.plan.library) as library:
            P = read_images(library, trained.network, np.stack([reading.image for reading in readings]))
    except RuntimeError as error:
        raise library_failed(error) from error
    guesses = [[Guess(int(digit), float(row[digit])) for digit in np.argsort(-row, kind="stable")] for row in P]
    if as_json:
        typer.echo(json.dumps({"format": 1, "images": list(map(_plain, images, readings, guesses))}, indent=2))
        return
    console = new_console()
    for path, reading, (first, second, *_) in zip(images, readings, guesses, strict=True):
        console.print(guess_in_words(path, first, second, reading.remarks), soft_wrap=True)
        if console.is_terminal:
            drawn = Digit(reading.image / 255, first.digit, first.digit, first.probability)
            console.print(in_terminal(console, [drawn]))


def _plain(path: Path, reading: "Reading", guesses: list[Guess]) -> dict[str, object]:
    first = guesses[0]
    probabilities = [probability for _, probability in sorted(guesses)]
    return {
        "image": str(path),
        "digit": first.digit,
        "probability": first.probability,
        "probabilities": probabilities,
        "remarks": list(reading.remarks),
    }


def guess_in_words(path: Path, first: Guess, second: Guess, remarks: Sequence[str] = ()) -> Text:
    """Say what was read and how surely, with a second guess if it is not sure, and what else is in the picture."""
    seen, beside = (str(first.digit), "bold green"), f" ({'; '.join(map(tr, remarks))})" if remarks else ""
    if first.probability >= SURE:
        return Text.assemble(f"{path}: ", seen, tr(f", {_percent(first)} sure") + beside)
    other = tr(f"{_percent(first)} sure; or else {second.digit}, {_percent(second)}")
    return Text.assemble(f"{path}: {tr('perhaps ')}", seen, f", {other}{beside}")


def _percent(guess: Guess) -> str:
    """Return a probability in percent, which is not rounded up to certainty."""
    return tr("more than 99.9%") if guess.probability > 0.999 else f"{guess.probability:.1%}"
