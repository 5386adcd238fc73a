"""`kata update`."""

import typer

from kata.commands.arguments import started
from kata.terminal import fail, say


def update() -> None:
    """Bring the exercise to the installed version of NetKata. Your work stays, and a copy of it is kept.

    Where you and NetKata have changed the same lines, both texts are left for you to choose from. Exit status 1:
    there is such a place.
    """
    from kata.student.update import update as update_exercise

    exercise = started()
    try:
        merged = update_exercise(exercise)
    except ValueError as error:
        raise fail(f"{error}.") from error
    if not merged.modules:
        say(f"{exercise.folder} is up to date.")
        return
    names = ", ".join(f"{module}.py" for module in merged.modules)
    say(f"Changed: {names}. Your work from before is kept in {merged.backup}")
    if not merged.conflicts:
        return
    say("\nYou and NetKata have changed the same lines. Keep what is right, and take the marks away:")
    for path, line in merged.conflicts:
        say(f"  {exercise.folder.name}/{path.name}:{line}")
    raise typer.Exit(1)
