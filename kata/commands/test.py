"""`kata test`."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from kata.commands.arguments import AsJson, BugsArgument, named_bugs, started
from kata.judging import trial
from kata.judging.judge import Judge
from kata.places import answers_file
from kata.student.broken import find_broken, first_findings
from kata.student.code import syntax_error
from kata.student.findings import find
from kata.student.shown import print_snippet, render, render_clause
from kata.student.standing import judge_with_progress, show, standing
from kata.terminal import complain_of_syntax, new_console


def run_tests(
    bugs: BugsArgument = None,
    as_json: AsJson = False,
    snippet: Annotated[
        bool,
        typer.Option("--snippet", help="Print the calls of the first failing test as a script, and nothing else."),
    ] = False,
) -> None:
    """Run the tests on the exercise, all of them or those of some bugs.

    Of all tests it tells which clauses of the contract are broken, and what the first failing test of each says.
    A snippet is plain Python, to be run and debugged in the folder that holds the exercise.

    Exit status 0: these bugs are fixed, or there is a snippet; 1: not so, or something else broke; 2: the tests
    could not be run.

    Examples: kata test · kata test softmax-overflow adam-shape · kata test 4 --snippet > try.py
    """
    exercise = started()
    named = named_bugs(bugs)
    console = Console(stderr=True) if as_json or snippet else new_console()
    if error := syntax_error(exercise.folder):
        raise complain_of_syntax(error, console)
    if not named:
        run = judge_with_progress(exercise, console)
        if as_json:
            typer.echo(json.dumps(standing(exercise), indent=2))
        elif snippet:
            raise typer.Exit(print_snippet(first_findings(exercise, run), console))
        else:
            for broken in find_broken(exercise, run):
                console.print(render_clause(broken), Text())
            show(exercise, console, clauses=False)
        raise typer.Exit(0 if exercise.finished else 1)
    with Judge([bug.id for bug in named], answers=answers_file()) as judge:
        trials = [trial.run_tests(str(exercise.folder), bugs=[bug.id], judge=judge) for bug in named]
    found = [find(exercise, run, bug) for run, bug in zip(trials, named, strict=True)]
    if as_json:
        typer.echo(json.dumps([finding.as_data() for finding in found], indent=2))
    elif snippet:
        raise typer.Exit(print_snippet(found, console))
    else:
        for finding in found:
            console.print(render(finding), Text())
    statuses = {finding.status for finding in found}
    raise typer.Exit(1 if "present" in statuses else 2 if "unclear" in statuses else 0)
