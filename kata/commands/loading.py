"""A command is loaded when it is asked for: to start `kata` is to load one of them, and not all."""

import inspect
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from kata.terminal import unpadded_in_a_pipe
from kata.words.help import complaints_translated, in_usage, translate_help

HELP = {"help_option_names": ["--help", "-h"]}


class Spoken:
    """What a command and a group have in common: their help is in the language of the screen."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, with no spaces at the ends of its lines where nobody sees it in a terminal."""
        translate_help(self, ctx)
        with unpadded_in_a_pipe():
            super().format_help(ctx, formatter)  # type: ignore[misc]  # of the class that stands behind this one

    def get_usage(self, ctx: Any) -> str:
        """Return how it is typed."""
        return in_usage(super().get_usage(ctx))  # type: ignore[misc]


class Command(Spoken, TyperCommand):
    """A command."""


class Group(Spoken, TyperGroup):
    """Commands below one name: those of its `table`."""

    table: Mapping[str, "Deferred"] = {}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands: Any = Commands(self.table)

    def make_context(self, *arguments: Any, **named: Any) -> Any:
        """Complain in the language of the screen of what is typed before the command's name."""
        with complaints_translated():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: Any) -> Any:
        """Complain likewise of what is typed behind it."""
        with complaints_translated():
            return super().invoke(ctx)


class Deferred:
    """A command that is not loaded yet: the module in this room and its function, and for whom it is.

    With a `table` it is a group of commands, and the function what is done without one of them.
    """

    def __init__(
        self,
        where: str,
        panel: str | None = None,
        table: Mapping[str, "Deferred"] | None = None,
        settings: dict[str, Any] | None = None,
    ) -> None:
        self._where, self._panel, self._table, self._settings = where, panel, table, settings

    @property
    def function(self) -> Any:
        """What the command calls, loaded."""
        module, _, name = self._where.partition(":")
        return getattr(import_module(f"{__package__}.{module}"), name or module)

    def load(self, name: str) -> Any:
        """Return the command, loaded, under a name."""
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, context_settings=HELP)
        if self._table is None:
            # a paragraph is broken where the line of the terminal ends, and not where ours does
            told = re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.getdoc(self.function) or "")
            options: dict[str, Any] = {"rich_help_panel": self._panel, "context_settings": self._settings}
            alone.command(name, cls=Command, help=told, **options)(self.function)
            return typer.main.get_command(alone)
        kind = type("GroupOfIts", (Group,), {"table": self._table})
        alone.callback(cls=kind, invoke_without_command=True)(self.function)
        group: Any = typer.main.get_group(alone)
        group.name, group.rich_help_panel = name, self._panel
        return group


class Commands(Mapping[str, Any]):
    """The commands of a table by name, each loaded when it is asked for."""

    def __init__(self, table: Mapping[str, Deferred]) -> None:
        self._table = table
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = self._table[name].load(name)
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)
