"""Where the editor is opened: at the place that the finding on the screen tells to look at."""

from pathlib import Path

from kata.student.code import look_at
from kata.student.findings import Finding
from kata.watching.watcher import Outlook


def place_to_open(outlook: Outlook, folder: Path) -> tuple[Path, int] | None:
    """Return the file and line that the finding tells to look at, or else the function of the bug."""
    if outlook.syntax is not None:
        return Path(outlook.syntax.filename or folder), outlook.syntax.lineno or 1
    finding = finding_shown(outlook)
    name, _, line = (finding.look_at if finding else "").rpartition(":")
    if line.isdecimal() and (folder.parent / name).is_file():
        return folder.parent / name, int(line)
    return look_at(folder, outlook.bug) if outlook.bug else None


def finding_shown(outlook: Outlook) -> Finding | None:
    """Return what the failing test says that is shown, if one is."""
    return outlook.finding or (outlook.broken[0].finding if outlook.broken and outlook.bug is None else None)
