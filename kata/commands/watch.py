"""`kata watch`."""

import sys
from contextlib import suppress

import typer

from kata.commands.arguments import started
from kata.student.shown import counted
from kata.terminal import new_console, say
from kata.words.translation import phrase


def watch() -> None:
    """Watch the exercise: after every save see what is wrong next, and where.

    Goes on by itself when a bug is fixed, and says so when a save breaks what worked. In a pipe it prints a report
    after every save, until Ctrl-C.
    """
    from kata.watching.bindings import KEYS
    from kata.watching.outlook_shown import watch_in_lines
    from kata.watching.screen import Screen

    exercise, console = started(), new_console()
    key = "q"
    with suppress(KeyboardInterrupt):
        if console.is_terminal and not console.is_dumb_terminal and sys.stdin.isatty():
            key = Screen(exercise, console, KEYS).run()
        else:
            watch_in_lines(exercise, console)
    if key == "enter":
        from kata.student.finish import finish_exercise

        raise typer.Exit(finish_exercise(exercise, exercise.notes.folder / "digits.png"))
    done, total = counted(exercise)
    what = phrase("bugs and breaches" if exercise.planted else "bugs")
    say(f"{done} of {total} {what} are fixed. `kata watch` goes on from here.")
