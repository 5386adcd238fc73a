"""The user's own editor, and how it is told a line."""

import os
import shlex
import shutil
from pathlib import Path

VARIABLES = ("VISUAL", "EDITOR")  # of the environment: the first that names one
AT_LINE = {  # by the name of the program
    **dict.fromkeys(("code", "codium", "cursor"), "--goto {path}:{line}"),
    **dict.fromkeys(("subl", "zed", "hx"), "{path}:{line}"),
    **dict.fromkeys(
        ("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "mcedit", "ee"),
        "+{line} {path}",
    ),
}


def named_editor() -> str:
    """Return the editor that is named in $VISUAL or $EDITOR, or else VS Code if it is there; empty if none is."""
    named = filter(None, (os.environ.get(name, "").strip() for name in VARIABLES))
    return next(named, "code" if shutil.which("code") else "")


def editor_command(path: Path, line: int) -> list[str]:
    """Return the command that opens a file at a line.

    Raises ValueError, with a sentence, if there is no editor, or what is named cannot be read.
    """
    if not named_editor():
        raise ValueError(f"No editor was found: set EDITOR, or open {path} at line {line} yourself.")
    try:
        # Windows has backslashes in its paths, and the quotation marks round those with a space stay there
        program = [word.strip('"') for word in shlex.split(named_editor(), posix=os.name == "posix")]
    except ValueError as error:
        named = " or ".join(VARIABLES)
        raise ValueError(f"{named} says {named_editor()}, which is no command: {error}.") from error
    form = AT_LINE.get(Path(program[0]).stem, "{path}")
    return program + [part.format(path=path, line=line) for part in form.split()]
