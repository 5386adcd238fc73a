"""What the commands share: consoles, how a failure is told, and how a command ends that cannot do its work."""

from typing import Any

import typer
from rich.console import Console

STYLES = {"fixed": "green", "present": "red", "unclear": "yellow"}


def fail(message: str) -> typer.Exit:
    """Say what is wrong; return what to raise."""
    typer.echo(message, err=True)
    return typer.Exit(2)


def new_console(**options: Any) -> Console:
    """Return a console for a person, or of a fixed width for a pipe."""
    return Console(width=None if Console().is_terminal else 100, **options)


def told(message: str) -> str:
    """Return of a failure what the test says, without what pytest and Hypothesis add."""
    for added in ("\nassert ", "\nFailing "):
        message = message.partition(added)[0]
    return message.removeprefix("AssertionError:").strip()
