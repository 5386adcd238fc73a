"""What the commands share: consoles, how a failure is told, and how a command ends that cannot do its work."""

import io
import os
import re
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult
from rich.control import Control
from rich.segment import ControlType, Segment
from rich.text import Text

from kata.printable import printable
from kata.words.translation import phrase, tr

STYLES = {phrase("fixed"): "green", phrase("present"): "red", phrase("unclear"): "yellow"}
EXCERPT = 70  # characters of a line that cannot be read
DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def fail(message: str) -> typer.Exit:
    """Say what is wrong; return what to raise."""
    say(message, err=True)
    return typer.Exit(2)


def refused(error: OSError) -> str:
    """Return what the operating system refuses, and of which file."""
    return f"{error.strerror or error}: {error.filename}" if error.filename else error.strerror or str(error)


def library_failed(reason: Exception) -> typer.Exit:
    """Say why the code under test could not do what it was asked for; return what to raise."""
    say(f"The library failed: {reason}.", err=True)
    return typer.Exit(1)


def say(message: str, err: bool = False) -> None:
    """Print a text in the language of the screen, broken between words for a person, and as it is in a pipe."""
    console = Console(stderr=err)
    console.print(Text(printable(tr(message))), soft_wrap=not console.is_terminal)


def unpadded(text: str) -> str:
    """Return a text without the spaces at the ends of its lines."""
    return re.sub(" +(?=\n)", "", text)


@contextmanager
def unpadded_in_a_pipe() -> Iterator[None]:
    """Take these spaces from what others print, where nobody sees it in a terminal."""
    if sys.stdout.isatty():
        yield
        return
    with redirect_stdout(io.StringIO()) as told:
        yield
    typer.echo(unpadded(told.getvalue()), nl=False)


def new_console(**options: Any) -> Console:
    """Return a console for a person, or one for a pipe: of a fixed width, with no spaces at the ends of lines."""
    if Console().is_terminal:
        return Console(**options)
    console = Console(width=100, **options)
    console.push_render_hook(_Unpadded())
    return console


class _Unpadded(RenderHook):
    """Takes away what fills up the cells of a table."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Stripped(renderable) for renderable in renderables]


class _Stripped:
    def __init__(self, content: ConsoleRenderable) -> None:
        self.content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Segment(unpadded("".join(segment.text for segment in console.render(self.content, options))))


def complain_of_syntax(error: SyntaxError, console: Console) -> typer.Exit:
    """Say what cannot be read, with file, line and caret; return what to raise."""
    console.print(syntax_complaint(error))
    return typer.Exit(2)


def syntax_complaint(error: SyntaxError) -> Text:
    """Return what cannot be read, with file, line and caret."""
    path = Path(error.filename or "")
    text = Text.assemble((f"{path.parent.name}/{path.name}:{error.lineno}", "cyan"), f"  {tr(error.msg)}\n")
    if error.text and error.text.strip():
        line = error.text.strip()
        column = min(max((error.offset or 1) - 1 - error.text.index(line[0]), 0), len(line))
        start = max(min(column - EXCERPT // 2, len(line) - EXCERPT), 0)  # the caret stands below its place
        text.append(f"\n    {line[start : start + EXCERPT]}\n    {' ' * (column - start)}")
        text.append("^", style="bold red")
    return text


def highlighted_diff(text: str) -> Text:
    """Return a diff in colours that can be read on light and on dark."""
    lines = text.rstrip("\n").splitlines()
    return Text("\n").join(Text(line, style=DIFF_STYLES.get(line[:1], "")) for line in lines)


def copy(console: Console, text: str) -> None:
    """Ask the terminal to keep a text for pasting, by the sequence OSC 52; whether it does, it does not say."""
    control = Control()
    sequence = f"\x1b]52;c;{b64encode(text.encode()).decode()}\a"
    control.segment = Segment(sequence, None, [(ControlType.BELL,)])
    console.control(control)


def show_diff(text: str) -> None:
    """Print a diff: in colours for a person, as it is in a pipe."""
    console = new_console()
    if console.is_terminal:
        console.print(highlighted_diff(text))
    else:
        typer.echo(text, nl=False)


def without_colour() -> None:
    """Ask for no colours, as the environment variable NO_COLOR does."""
    os.environ["NO_COLOR"] = "1"
