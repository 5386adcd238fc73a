"""Pictures: drawn without a screen, the same for the same figures, and written whole or not at all.

The words in them are English where they are drawn; `worded` has them written as something else. `narrow` has them
drawn for the screen of a telephone.
"""

import re
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kata.files import check_writable, whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BLUE, RED, GREY = "#2c6fbb", "#c0392b", "#888888"
INK = "#111111"  # on a coloured ground, which stays as it is on dark paper
STYLE: Any = {
    "svg.hashsalt": "kata",
    "svg.fonttype": "none",  # text stays text
    "savefig.dpi": 150,
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#e0e0e0",
}
NARROW, LONGEST = 3.4, 32  # inches for a telephone, and letters in a line there
SUFFIXES = (".svg", ".png", ".pdf")
Words = Callable[[str], str]
Size = tuple[float, float]  # width and height, in inches
Some = TypeVar("Some")
_words: ContextVar[Words | None] = ContextVar("words", default=None)
_narrow: ContextVar[bool] = ContextVar("narrow", default=False)


@contextmanager
def picture(path: Path, figsize: Size = (6, 3.4), narrow: Size | None = None) -> Iterator["Figure"]:
    """Give a figure to draw on, and save it to `path` in the end; the suffix says as what.

    `narrow` is its size for a telephone; what is not given is as high as `figsize`.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    check_picture(path)
    with rc_context(STYLE):
        figure = Figure(layout="constrained", figsize=fitting(figsize, narrow or (NARROW, figsize[1])))
        FigureCanvasAgg(figure)
        yield figure
        save_figure(figure, path)


@contextmanager
def worded(words: Words) -> Iterator[None]:
    """Have `words` say what stands for each text, in the pictures that are saved meanwhile."""
    token = _words.set(words)
    try:
        yield
    finally:
        _words.reset(token)


@contextmanager
def narrow() -> Iterator[None]:
    """Have the pictures that are drawn meanwhile fit the screen of a telephone."""
    token = _narrow.set(True)
    try:
        yield
    finally:
        _narrow.reset(token)


def is_narrow() -> bool:
    """Tell whether it is for a telephone that is drawn."""
    return _narrow.get()


def fitting(wide: Some, narrow: Some) -> Some:
    """Return which of two fits the width that is drawn for."""
    return narrow if is_narrow() else wide


def _reword(figure: "Figure", words: Words) -> None:
    """Put other words in the place of those in a figure; numbers and formulas stay."""
    from matplotlib.text import Text
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    def said(text: str) -> str:
        return words(text) if re.search(r"[^\W\d_]{2}", text) and not text.startswith("$") else text

    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        ticks = axis.get_major_formatter()
        if isinstance(ticks, (FixedFormatter, FuncFormatter)):
            axis.set_major_formatter(FuncFormatter(lambda at, number, ticks=ticks: said(str(ticks(at, number)))))
    for text in figure.findobj(Text):
        text.set_text(said(text.get_text()))


def _break_lines(figure: "Figure") -> None:
    """Put what is too long for a narrow figure into several lines."""
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        if len(text.get_text()) > LONGEST:
            text.set_text(textwrap.fill(text.get_text(), LONGEST))


def save_figure(figure: "Figure", path: Path) -> None:
    """Write a figure beside its place, and put it there when it is whole."""
    from matplotlib.backend_bases import get_registered_canvas_class

    if words := _words.get():
        _reword(figure, words)
    if is_narrow():
        _break_lines(figure)
    kind = path.suffix.removeprefix(".").lower()
    dated = {"svg": "Date", "pdf": "CreationDate"}
    figure.set_dpi(STYLE["savefig.dpi"])
    # what `savefig` comes to, which draws everything once before, to lay it out, and is twice as slow
    write = getattr(get_registered_canvas_class(kind)(figure), f"print_{kind}")
    with whole_file(path) as part:
        write(part, metadata={dated[kind]: None} if kind in dated else None)


def check_picture(path: Path | None) -> None:
    """Raise ValueError, with a sentence, if no picture can be saved under this name."""
    if path is None:
        return
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"{path}: expected a picture's name that ends in {', '.join(SUFFIXES)}")
    if path.is_dir():
        raise ValueError(f"{path} is a folder: expected the name of a picture")
    try:
        check_writable(path)
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}") from error
