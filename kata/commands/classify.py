"""`kata classify`."""

import json
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.text import Text

from kata.commands.arguments import AsJson, TrainedFolder, find_trained
from kata.terminal import fail, library_failed, new_console

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

    Each is cropped to its ink, scaled and centred, as the digits of MNIST were. Exit status 1: the library failed.

    Example: kata classify first three.jpg
    """
    import numpy as np

    from kata.bugs.variants import built
    from kata.digits.gallery import Digit, in_terminal
    from kata.digits.handwriting import read_digit
    from kata.training.outputs import read_images

    trained = find_trained(folder)
    try:
        digits = np.stack([read_digit(path) for path in images])
    except ValueError as error:
        raise fail(str(error)) from error
    try:
        with built(trained.plan.library) as library:
            P = read_images(library, trained.network, digits)
    except RuntimeError as error:
        raise library_failed(error) from error
    guesses = [[Guess(int(digit), float(row[digit])) for digit in np.argsort(-row, kind="stable")] for row in P]
    if as_json:
        typer.echo(json.dumps({"format": 1, "images": list(map(_plain, images, guesses))}, indent=2))
        return
    console = new_console()
    for path, image, (first, second, *_) in zip(images, digits, guesses, strict=True):
        console.print(guess_in_words(path, first, second), soft_wrap=True)
        if console.is_terminal:
            drawn = Digit(image / 255, first.digit, first.digit, first.probability)
            console.print(in_terminal(console, [drawn]))


def _plain(path: Path, guesses: list[Guess]) -> dict[str, object]:
    first = guesses[0]
    probabilities = [probability for _, probability in sorted(guesses)]
    return {
        "image": str(path),
        "digit": first.digit,
        "probability": first.probability,
        "probabilities": probabilities,
    }


def guess_in_words(path: Path, first: Guess, second: Guess) -> Text:
    """Say what was read and how surely, with a second guess if it is not sure."""
    seen = (str(first.digit), "bold green")
    if first.probability >= SURE:
        return Text.assemble(f"{path}: ", seen, f", {_percent(first)} sure")
    other = f"{_percent(first)} sure; or else {second.digit}, {_percent(second)}"
    return Text.assemble(f"{path}: perhaps ", seen, f", {other}")


def _percent(guess: Guess) -> str:
    """Return a probability in percent, which is not rounded up to certainty."""
    return "more than 99.9%" if guess.probability > 0.999 else f"{guess.probability:.1%}"
