"""`kata open`."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import typer

from kata.commands.arguments import OptionalBug, chosen_bug, started
from kata.student.code import look_at
from kata.terminal import fail

AT_LINE = {  # how editors are told a line, by the name of their program
    **dict.fromkeys(("code", "codium", "cursor"), "--goto {path}:{line}"),
    **dict.fromkeys(("subl", "zed", "hx"), "{path}:{line}"),
    **dict.fromkeys(
        ("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "mcedit", "ee"),
        "+{line} {path}",
    ),
}


def open_bug(bug: OptionalBug = None) -> None:
    """Open the module of a bug in your editor, at the function to look at.

    The editor is $VISUAL or $EDITOR, or else VS Code if it is there.
    """
    exercise = started()
    path, line = look_at(exercise.folder, chosen_bug(exercise, bug))
    command = editor_command(path, line)
    if command is None:
        raise fail(f"No editor was found: set EDITOR, or open {path} at line {line} yourself.")
    try:
        status = subprocess.run(command, check=False).returncode  # noqa: S603 - the user's own editor
    except OSError as error:
        raise fail(f"{command[0]} could not be started: {error.strerror}") from error
    raise typer.Exit(status)


def editor_command(path: Path, line: int) -> list[str] | None:
    """Return the command that opens a file at a line, or None if there is no editor."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("code" if shutil.which("code") else "")
    if not editor:
        return None
    program = shlex.split(editor, posix=os.name == "posix")
    form = AT_LINE.get(Path(program[0]).stem, "{path}")
    return program + [part.format(path=path, line=line) for part in form.split()]
