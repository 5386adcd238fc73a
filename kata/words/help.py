"""The help of a command, and the complaints about what was typed, in the language of the screen.

Of the library that the commands are made with nothing is imported: it is asked for names, helps and messages.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kata.words.language import ENGLISH, language
from kata.words.translation import tr

USAGE = "Usage:"


def translate_help(command: Any, context: Any) -> None:
    """Translate what is shown of a command: its help, that of its parameters and of the commands below it."""
    if language() == ENGLISH:
        return
    for described in (command, *getattr(command, "commands", {}).values(), *command.get_params(context)):
        described.help = described.help and tr(described.help)
        if isinstance(default := getattr(described, "show_default", None), str):
            described.show_default = tr(default)
        described.rich_help_panel = described.rich_help_panel and tr(described.rich_help_panel)


def in_usage(line: str) -> str:
    """Return how a command is typed, with the first word in the language of the screen."""
    return line.replace(USAGE, tr(USAGE), 1)


@contextmanager
def complaints_translated() -> Iterator[None]:
    """Translate what the library says of what was typed wrongly."""
    try:
        yield
    except Exception as error:
        if (told := getattr(error, "format_message", None)) is not None:
            said = tr(told())
            error.format_message = lambda: said  # type: ignore[attr-defined]
        raise
