"""`kata help`."""

from collections.abc import Iterator
from typing import Annotated

import typer


def _commands(context: typer.Context) -> Iterator[str]:
    """Offer the names of the commands."""
    assert context.parent is not None
    yield from context.parent.command.commands  # type: ignore[attr-defined]


def show_help(
    context: typer.Context,
    command: Annotated[
        str | None,
        typer.Argument(metavar="COMMAND", help="By default all commands are named.", autocompletion=_commands),
    ] = None,
) -> None:
    """Tell what a command does and takes, as its option --help does.

    Examples: kata help · kata help judge
    """
    assert context.parent is not None
    words = ["--help"] if command is None else [command, "--help"]
    context.parent.command.main(words, prog_name=context.parent.info_name)
