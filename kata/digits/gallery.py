"""Digits that a network reads and misreads: as a picture, and in the terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.console import Console, Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from kata.pictures import picture
from kata.words.translation import phrase, tr

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIDE = 28  # pixels
RAMP = " .:-=+*#%@"  # from paper to ink, where there are no colours
COUNT = 10


class Digit(NamedTuple):
    """An image, (28, 28) from 0 (paper) to 1 (ink), the digit it is, the one it was taken for, and how surely."""

    image: NDArray[Any]
    truth: int
    predicted: int
    confidence: float

    @property
    def caption(self) -> str:
        """What it is, and if it was misread, as what."""
        return (
            str(self.truth) if self.truth == self.predicted else phrase(f"{self.truth}, read as {self.predicted}")
        )


def choose(
    images: NDArray[Any], truth: Sequence[int], predicted: Sequence[int], confidence: Sequence[float]
) -> tuple[list[Digit], list[Digit]]:
    """Return ten digits that were read, one of each class as far as there are, and the ten surest mistakes."""
    digits = [
        Digit(image.reshape(SIDE, SIDE), label, taken, probability)
        for image, label, taken, probability in zip(images, truth, predicted, confidence, strict=True)
    ]
    right = [digit for digit in digits if digit.truth == digit.predicted]
    firsts = {digit.truth: digit for digit in reversed(right)}
    wrong = sorted(
        (digit for digit in digits if digit.truth != digit.predicted), key=lambda digit: -digit.confidence
    )
    return [firsts[label] for label in sorted(firsts)][:COUNT], wrong[:COUNT]


def save_picture(path: Path, rows: Mapping[str, Sequence[Digit]]) -> None:
    """Save rows of digits, each with its heading, as a picture; the suffix of the path says of which kind."""
    with picture(path, figsize=(COUNT, 1.6 * len(rows))) as figure:
        _draw(figure, rows)


def _draw(figure: "Figure", rows: Mapping[str, Sequence[Digit]]) -> None:
    for part, (heading, digits) in zip(
        figure.subfigures(len(rows), squeeze=False)[:, 0], rows.items(), strict=True
    ):
        part.suptitle(heading, x=0.01, ha="left", fontsize=11)
        for axes, digit in zip(part.subplots(1, COUNT), [*digits, *[None] * (COUNT - len(digits))], strict=True):
            axes.axis("off")
            if digit is not None:
                axes.imshow(digit.image, cmap="gray_r", vmin=0, vmax=1)
                axes.set_title(tr(digit.caption), y=-0.28, fontsize=9)


def in_terminal(console: Console, digits: Sequence[Digit]) -> RenderableType:
    """Return digits side by side, as many as fit, in half their size, each above its caption."""
    width = SIDE // 2 + 2
    columns = max(1, min(COUNT // 2, console.width // width))
    draw = _shades if _has_shades(console) else _characters
    table = Table.grid(padding=(0, 2, 1, 0))
    for start in range(0, len(digits), columns):
        table.add_row(
            *(Group(draw(digit.image), Text(tr(digit.caption))) for digit in digits[start : start + columns])
        )
    return table


def _has_shades(console: Console) -> bool:
    """Tell whether the terminal has shades of grey, and the half block."""
    try:
        "▀".encode(console.encoding)
    except UnicodeEncodeError:
        return False
    return not console.no_color and console.color_system in ("256", "truecolor")


def _halved(image: NDArray[Any]) -> NDArray[Any]:
    """Return the image in half its size, each pixel the mean of four."""
    halved: NDArray[Any] = image.reshape(SIDE // 2, 2, SIDE // 2, 2).mean(axis=(1, 3))
    return halved


def _shades(image: NDArray[Any]) -> Text:
    """Draw two rows of pixels in each line: the upper one as a half block, the lower one as its background."""
    text = Text()
    for upper, lower in _halved(image).reshape(-1, 2, SIDE // 2):
        for pixels in zip(upper, lower, strict=True):
            grey, background = (Color.from_rgb(*[255 * (1 - value)] * 3) for value in pixels)
            text.append("▀", Style(color=grey, bgcolor=background))
        text.append("\n")
    text.rstrip()
    return text


def _characters(image: NDArray[Any]) -> Text:
    """Draw each two rows of pixels as a line of characters, darker ones for more ink."""
    lines = _halved(image).reshape(-1, 2, SIDE // 2).max(axis=1)
    levels = np.rint(lines * (len(RAMP) - 1)).astype(int)
    return Text("\n".join("".join(RAMP[level] for level in line) for line in levels))
