"""`kata patches`."""

from typing import Annotated

import typer

from kata import ROOT, in_checkout
from kata.bugs.patches import stale_patches, write_patches
from kata.terminal import fail, say


def patches(
    write: Annotated[bool, typer.Option("--write", help="Write the stale patches anew.")] = False,
) -> None:
    """Check that the patches in docs/bugs are what the two libraries say; exit status 1 if not.

    Example: kata patches --write
    """
    if write and not in_checkout():
        raise fail("There is no checkout here: the patches are those of the package.")
    stale = write_patches() if write else stale_patches()
    for path in stale:
        say(f"{'wrote' if write else 'stale:'} {path.relative_to(ROOT)}")
    if stale and not write:
        raise typer.Exit(1)
