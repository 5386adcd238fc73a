"""The command line: `kata`."""

import json
import random
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from kata import ROOT, variants
from kata.bugs import GROUPS, load_bugs
from kata.compare import compare as compare_libraries
from kata.compare import render
from kata.confined import GIB, MEMORY
from kata.judge import as_junit, exit_status, run_tests, verdict
from kata.libraries import find_library
from kata.matrix import SAMPLE, Matrix, draw, every_variant, run_matrix, some_variants

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="NetKata: a neural-network library with twelve real bugs, and tests that tell them apart.",
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"NetKata {version('netkata')}, {ROOT}")
        raise typer.Exit


@app.callback()
def main(
    _: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Check that the tool runs from a checkout, where the libraries and the tests are."""
    if not (ROOT / "bugs.toml").is_file():
        typer.echo(
            f"There is no bugs.toml in {ROOT}: install NetKata from a checkout, with pip install -e .", err=True
        )
        raise typer.Exit(2)


def _fail(message: str) -> typer.Exit:
    """Say what is wrong; return what to raise."""
    typer.echo(message, err=True)
    return typer.Exit(2)


def _console(**options: Any) -> Console:
    """Return a console for a person, or of a fixed width for a pipe."""
    return Console(width=None if Console().is_terminal else 100, **options)


@app.command()
def compare(
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON, and nothing else.")] = False,
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also save what is shown as an SVG picture.")
    ] = None,
) -> None:
    """Compare the broken library with the corrected one.

    Runs all tests on both, trains both on the embedded digits, and shows the results side by side. Exit status 0:
    every bug behaves as recorded; 1: not so; 2: the tests could not be run.
    """
    if as_json:
        comparison = compare_libraries(Console(stderr=True))
        typer.echo(json.dumps(comparison.as_data(), indent=2))
        raise typer.Exit(comparison.status)
    console = _console(record=svg is not None)
    comparison = compare_libraries(console)
    console.print(render(comparison))
    if svg is not None:
        console.save_svg(str(svg), title="kata compare")
    raise typer.Exit(comparison.status)


STYLES = {"fixed": "green", "present": "red", "unclear": "yellow"}


@app.command()
def judge(
    subject: Annotated[str, typer.Argument(help="original, fixed, exercise, or a folder.")],
    bug: Annotated[str | None, typer.Option(metavar="ID", help="Judge this bug only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON, and nothing else.")] = False,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the verdict as JUnit XML.")
    ] = None,
    memory: Annotated[float, typer.Option(metavar="GIB", min=0.5, help="Memory cap for the tests.")] = MEMORY
    / GIB,
) -> None:
    """Say of each bug whether a library has it still: fixed, present or unclear.

    The tests run in a child process with a memory cap and time limits. Exit status 0: every bug is fixed and
    nothing else broke; 1: not so; 2: the library could not be judged.

    Example: kata judge exercise --bug softmax-overflow
    """
    try:
        find_library(subject)
    except FileNotFoundError as error:
        raise _fail(str(error)) from error
    if bug is not None and bug not in load_bugs():
        raise _fail(f"there is no bug {bug}: expected one of {', '.join(load_bugs())}")
    console = Console(stderr=True) if as_json else _console()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(f"judging {subject}", total=None)
        trial = run_tests(
            subject,
            bug=bug,
            memory=int(memory * GIB),
            on_test=lambda done, total: progress.update(task, completed=done, total=total),
        )
    judged = verdict(trial, only=bug)
    if junit is not None:
        junit.write_text(as_junit(judged), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(judged, indent=2))
    else:
        _show_verdict(console, judged)
    raise typer.Exit(exit_status(judged))


def _show_verdict(console: Console, judged: dict[str, Any]) -> None:
    """Show a row for each bug, and what broke beside them."""
    table = Table("bug", "verdict", "what the first failing test says", box=SIMPLE_HEAD)
    for bug, said in judged["bugs"].items():
        table.add_row(bug, Text(said["status"], style=STYLES[said["status"]]), Text(_told(said["message"])))
    console.print(table)
    for test in judged["broken"]:
        console.print(Text(f"broken: {test}", style="red"))


def _told(message: str) -> str:
    """Return of a failure what the test says, without what pytest and Hypothesis add."""
    for added in ("\nassert ", "\nFailing "):
        message = message.partition(added)[0]
    return message.removeprefix("AssertionError:").strip()


def _chosen(bugs: str, fixed: str, number: int | None, seed: int, group: str) -> set[str]:
    """Return the bugs that stay in; raise ValueError unless they are chosen in exactly one way."""
    known = load_bugs()
    if sum([bool(bugs), bool(fixed), number is not None, bool(group)]) != 1:
        raise ValueError("choose the bugs in one way: --bugs, --fixed, --random or --group")
    named = {name.strip() for name in (bugs or fixed).split(",") if name.strip()}
    if unknown := sorted(named - set(known)):
        raise ValueError(f"there is no bug {', '.join(unknown)}: expected some of {', '.join(known)}")
    if number is not None:
        if not 0 <= number <= len(known):
            raise ValueError(f"--random {number}: expected 0 to {len(known)} bugs")
        return set(random.Random(seed).sample(sorted(known), number))  # noqa: S311 - nothing is secret
    if group:
        if group not in GROUPS:
            raise ValueError(f"there is no group {group}: expected {' or '.join(GROUPS)}")
        return {bug.id for bug in known.values() if bug.group == group}
    return set(known) - named if fixed else named


@app.command()
def build(
    dest: Annotated[Path, typer.Argument(help="The folder to write; it must not exist yet.")],
    bugs: Annotated[str, typer.Option(metavar="ID,ID", help="These bugs stay in; the others are fixed.")] = "",
    fixed: Annotated[str, typer.Option(metavar="ID,ID", help="These bugs are fixed; the others stay in.")] = "",
    number: Annotated[
        int | None, typer.Option("--random", metavar="N", help="N bugs drawn at random stay in.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The seed for --random.")] = 0,
    group: Annotated[str, typer.Option(metavar="GROUP", help="This group stays in: reported or missed.")] = "",
) -> None:
    """Build a variant: the library with some of the bugs, as an ordinary package.

    Example: kata build homework --bugs adam-shape,binary-cost
    """
    try:
        variants.build(dest, _chosen(bugs, fixed, number, seed, group))
    except (ValueError, OSError) as error:
        raise _fail(str(error)) from error
    typer.echo(f"Wrote {dest}.")


@app.command()
def matrix(
    everything: Annotated[bool, typer.Option("--all", help="All variants, instead of a choice of them.")] = False,
    sample: Annotated[
        int, typer.Option(metavar="N", min=0, help="On N variants run the tests without the short cut, too.")
    ] = SAMPLE,
    seed: Annotated[int, typer.Option(help="The seed of what is drawn at random.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON, and nothing else.")] = False,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also draw bugs by tests, as SVG, PNG or PDF.")
    ] = None,
) -> None:
    """Check that a test passes on a variant exactly when all its bugs are fixed there.

    By default on every single bug, all but one, every pair, and others drawn at random. Exit status 0: it is so;
    1: it is not; 2: the tests could not be run.
    """
    rng = random.Random(seed)  # noqa: S311 - nothing is secret
    chosen = every_variant() if everything else some_variants(rng)
    console = Console(stderr=True) if as_json else _console()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(f"running the tests on {len(chosen):,} variants", total=None)
        try:
            checked = run_matrix(
                chosen,
                rng.sample(chosen, min(sample, len(chosen))),
                on_progress=lambda done, total: progress.update(task, completed=done, total=total),
            )
        except RuntimeError as error:
            raise _fail(str(error)) from error
    if picture is not None:
        draw(checked, picture)
    if as_json:
        typer.echo(json.dumps(checked.as_data(), indent=2))
    else:
        _show_matrix(console, checked)
    raise typer.Exit(checked.status)


def _show_matrix(console: Console, checked: Matrix) -> None:
    """Show what was checked, in a sentence, and every breach."""
    for what, found in (("breaks the rule", checked.breaches()), ("differs without it", checked.disagreements)):
        for breach in found:
            bugs = ", ".join(sorted(breach.smallest)) or "no bug"
            text = f"{breach.test}: {breach.outcome} instead of {breach.expected} on {breach.variants:,} variants,"
            console.print(Text(f"{what}: {text} the smallest with {bugs}. {_told(breach.message)}", style="red"))
    console.print(
        f"{len(checked.tests)} tests on {len(checked.variants):,} variants, in {checked.outcomes.runs:,} runs and"
        f" {checked.seconds:.0f} seconds: {len(checked.breaches())} breaches. On {len(checked.sample)} variants"
        f" all tests ran without the short cut, too: {len(checked.disagreements)} differences."
    )


@app.command()
def patches(
    write: Annotated[bool, typer.Option("--write", help="Write the stale patches anew.")] = False,
) -> None:
    """Check that the patches in docs/bugs are what the two libraries say; exit status 1 if not.

    After an edit of the libraries: kata patches --write
    """
    stale = variants.write_patches() if write else variants.stale_patches()
    for path in stale:
        typer.echo(f"{'wrote' if write else 'stale:'} {path.relative_to(ROOT)}")
    if stale and not write:
        raise typer.Exit(1)
