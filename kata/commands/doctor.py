"""`kata doctor`."""

import json
from dataclasses import asdict

import typer
from rich.table import Table
from rich.text import Text

from kata.commands.arguments import AsJson
from kata.terminal import new_console
from kata.words.translation import tr


def doctor(as_json: AsJson = False) -> None:
    """Check this machine: Python, packages, memory cap, walls, terminal; and say what to do.

    Exit status 1: NetKata cannot be used as it is.
    """
    from kata.student.doctor import BAD, GOOD, POOR, examine

    findings = examine()
    if as_json:
        typer.echo(json.dumps({name: asdict(finding) for name, finding in findings.items()}, indent=2))
    else:
        signs = {GOOD: ("✓", "green"), POOR: ("!", "yellow"), BAD: ("✗", "red")}
        table = Table.grid(padding=(0, 2))
        for name, finding in findings.items():
            advice = f"\n{tr(finding.advice)}" if finding.advice else ""
            table.add_row(Text(*signs[finding.status]), Text(tr(name), "bold"), Text(tr(finding.found) + advice))
        new_console().print(table)
    if any(finding.status == BAD for finding in findings.values()):
        raise typer.Exit(1)
