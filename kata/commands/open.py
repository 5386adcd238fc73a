"""`kata open`."""

import subprocess

import typer

from kata.commands.arguments import OptionalBug, chosen_bug, started
from kata.editor import editor_command
from kata.student.code import look_at
from kata.terminal import fail


def open_bug(bug: OptionalBug = None) -> None:
    """Open the module of a bug in your editor, at the function to look at.

    The editor is $VISUAL or $EDITOR, or else VS Code if it is there.
    """
    exercise = started()
    try:
        command = editor_command(*look_at(exercise.folder, chosen_bug(exercise, bug)))
    except ValueError as error:
        raise fail(str(error)) from error
    try:
        status = subprocess.run(command, check=False).returncode  # noqa: S603 - the user's own editor
    except OSError as error:
        raise fail(f"{command[0]} could not be started: {error.strerror}") from error
    raise typer.Exit(status)
