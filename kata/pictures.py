"""Pictures: drawn without a screen, the same for the same figures, and written whole or not at all.

The words in them are English where they are drawn; `worded` has them written as something else.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kata.files import check_writable, whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BLUE, RED, GREY = "#2c6fbb", "#c0392b", "#888888"
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
SUFFIXES = (".svg", ".png", ".pdf")
Words = Callable[[str], str]
_words: ContextVar[Words | None] = ContextVar("words", default=None)


@contextmanager
def picture(path: Path, **options: Any) -> Iterator["Figure"]:
    """Give a figure to draw on, and save it to `path` in the end; the suffix says as what."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    check_picture(path)
    with rc_context(STYLE):
        figure = Figure(layout="constrained", **options)
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


def save_figure(figure: "Figure", path: Path) -> None:
    """Write a figure beside its place, and put it there when it is whole."""
    if words := _words.get():
        _reword(figure, words)
    kind = path.suffix.removeprefix(".").lower()
    dated = {"svg": "Date", "pdf": "CreationDate"}
    with whole_file(path) as part:
        figure.savefig(part, format=kind, metadata={dated[kind]: None} if kind in dated else None)


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
