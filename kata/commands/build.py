"""`kata build`, and how bugs are chosen on the command line."""

import random
from pathlib import Path
from typing import Annotated

import typer

from kata.bugs import variants
from kata.bugs.manifest import GROUPS, load_bugs
from kata.terminal import fail


def chosen(bugs: str, number: int | None, seed: int, group: str, fixed: str | None = None) -> set[str]:
    """Return the bugs that stay in; raise ValueError if they are chosen in several ways, or in none.

    Without `fixed`, a command that has no such option, none means all.
    """
    known = load_bugs()
    ways = {"--bugs": bool(bugs), "--fixed": bool(fixed), "--random": number is not None, "--group": bool(group)}
    if fixed is None:
        del ways["--fixed"]
        if not any(ways.values()):
            return set(known)
    if sum(ways.values()) != 1:
        raise ValueError(f"choose the bugs in one way: {', '.join(ways)}")
    fixed = fixed or ""
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
        variants.build(dest, chosen(bugs, number, seed, group, fixed))
    except (ValueError, OSError) as error:
        raise fail(str(error)) from error
    typer.echo(f"Wrote {dest}.")
