"""A command line as a page of the book, from the commands themselves: what each does, takes and can be told.

The directive `commands` makes Markdown and has it parsed where it stands, so that it is translated like the rest
of the page. Of what Typer makes of a function it asks only for names, helps and defaults.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from typing import Any, get_args, get_type_hints

import typer
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from typer.models import ParameterInfo

FENCE = "`````"


class Commands(SphinxDirective):
    """All commands of a program: `{commands} kata kata.cli:app`."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """Put sections behind what stands before: all of the text is below a heading."""
        program, where = self.arguments
        module, _, name = where.partition(":")
        text = markdown(program, getattr(import_module(module), name))
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def markdown(program: str, app: typer.Typer) -> str:
    """Return sections on a program and on each group of its commands, and in that one on each command."""
    group: Any = typer.main.get_command(app)
    context = group.make_context(program, [], resilient_parsing=True)
    parts = [f"## `{program}`", *_command(program, group, group.get_params(context))]
    for panel, commands in groupby(group.commands.items(), key=lambda item: item[1].rich_help_panel):
        parts.append(f"## {panel}")
        for name, command in commands:
            parts += _sections(f"{program} {name}", command, "###")
    return "\n\n".join(parts)


def _sections(name: str, command: Any, level: str) -> Iterator[str]:
    """Return a section on a command, and one on each command within it."""
    yield f"{level} `{name}`"
    yield from _command(name, command, command.params)
    for within, other in getattr(command, "commands", {}).items():
        yield from _sections(f"{name} {within}", other, f"{level}#")


def _command(name: str, command: Any, parameters: list[Any]) -> Iterator[str]:
    """Return how a command is typed, its help, and a list of what can stand behind it."""
    known = [parameter for parameter in parameters if not parameter.hidden]
    arguments = [_written(parameter) for parameter in known if parameter.param_type_name == "argument"]
    options = ["[OPTIONS]"] if len(arguments) < len(known) else []
    rest = ["COMMAND"] if hasattr(command, "commands") else []
    yield "\n".join([f"{FENCE}text", " ".join([name, *options, *arguments, *rest]), FENCE])
    for paragraph in command.help.strip().split("\n\n"):
        yield _examples(paragraph) if paragraph.startswith("Example") else _prose(paragraph)
    kinds, told = (get_type_hints(command.callback, include_extras=extras) for extras in (False, True))
    for parameter in known:
        yield f"{_term(parameter, kinds)}\n: {_definition(parameter, told.get(parameter.name))}"


def _written(argument: Any) -> str:
    """Return an argument as it stands in the line that is typed."""
    name = argument.metavar or argument.name.upper()
    name += "..." if argument.nargs == -1 and not name.endswith("...") else ""
    return name if argument.required else f"[{name}]"


def _term(parameter: Any, kinds: dict[str, Any]) -> str:
    """Return what is typed: the name of an argument, or that of an option and of its value."""
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`"
    value = "" if parameter.is_flag or parameter.name not in kinds else f" {_value(parameter, kinds)}"
    return ", ".join(f"`{option}{value}`" for option in sorted(parameter.opts, key=len, reverse=True))


def _value(option: Any, kinds: dict[str, Any]) -> str:
    """Return what stands for the value of an option: its own word for it, or else its type."""
    kind = kinds[option.name]
    return str(option.metavar or next(iter(get_args(kind)), kind).__name__.upper())


def _definition(parameter: Any, hint: Any) -> str:
    """Return what a parameter is for, and what holds if it is not given; its type's hint tells its least value."""
    told = parameter.show_default if isinstance(parameter.show_default, str) else parameter.default
    least = next((info.min for info in get_args(hint)[1:] if isinstance(info, ParameterInfo)), None)
    parts = [
        _prose(parameter.help),
        "" if least is None else f"At least {least:g}.",
        f"It can be set as the environment variable `{parameter.envvar}`, too." if parameter.envvar else "",
        "" if parameter.required or told is None or told is False or told == "" else f"Default: `{told}`.",
    ]
    return " ".join(part if part.endswith(".") else f"{part}." for part in filter(None, parts))


def _prose(text: str) -> str:
    """Return a paragraph of a help in one line, with the names of options and variables as code."""
    parts = re.split(r"(`[^`]*`)", " ".join(text.split()))
    parts[::2] = [re.sub(r"(?<!\S)(--[a-z][a-z0-9-]*|\$[A-Z]+)", r"`\g<0>`", part) for part in parts[::2]]
    return "".join(parts)


def _examples(paragraph: str) -> str:
    """Return the examples of a help, each as code."""
    label, _, examples = " ".join(paragraph.split()).partition(": ")
    return f"{label}: " + ", ".join(f"`{example}`" for example in examples.split(" · ")) + "."


def setup(app: Sphinx) -> dict[str, Any]:
    """Add all this to Sphinx."""
    app.add_directive("commands", Commands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
