"""Bring an exercise of an older version of NetKata to the installed one, by a merge of three texts.

These are each module as it was at the start, as the student has it now, and as it would be at the start today. A
place that both have changed is a conflict: both texts stay, between the marks that git uses, too.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from merge3 import Merge3

from kata.bugs import variants
from kata.files import write_all
from kata.places import installed_version
from kata.student.code import lines_of_text
from kata.student.exercise import Exercise
from kata.student.notes import write_origin

MARK = "<<<<<<<"
BOM = "\ufeff"  # which some editors put before a text


@dataclass(frozen=True)
class Merged:
    """What became of an exercise: the modules that changed, the places in conflict, and where the copy is."""

    modules: list[str]
    conflicts: list[tuple[Path, int]]
    backup: Path | None


def stale_modules(exercise: Exercise) -> list[str]:
    """Return the modules that would be others, were the exercise begun today.

    Raises ValueError, with a sentence, if that is not known here, of an exercise of another version: what it began
    with is hidden or lost, or a breach in it is none any more.
    """
    notes = exercise.notes
    if notes.origin.netkata != installed_version():
        _check_known(exercise)
    if notes.origin.hidden:
        return []
    return [module for module in variants.modules() if _is_new(exercise, module) or _has_changed(exercise, module)]


def _is_new(exercise: Exercise, module: str) -> bool:
    """Return whether a module has come into NetKata since another version made an exercise."""
    of_another = exercise.notes.origin.netkata != installed_version()
    files = exercise.notes.start_file(module), exercise.folder / f"{module}.py"
    return of_another and not any(file.exists() for file in files)


def _has_changed(exercise: Exercise, module: str) -> bool:
    return exercise.notes.start_text(module) != exercise.notes.origin.text(module)


def _check_known(exercise: Exercise) -> None:
    """Raise ValueError, with a sentence, if it is not known with what an exercise began."""
    notes, folder = exercise.notes, exercise.folder
    if notes.origin.hidden and not notes.origin.netkata:
        raise ValueError(f"{folder} cannot be updated: which bugs it began with is not known any more")
    if notes.origin.hidden:
        raise ValueError(f"{folder} cannot be updated: which bugs were handed out in it is told nowhere")
    for file in map(notes.start_file, variants.modules()):
        if not file.is_file() and (folder / file.name).exists():  # else the module has come in since
            raise ValueError(f"{folder} cannot be updated: {file}, the text that {file.name} began with, is lost")


def is_outdated(exercise: Exercise) -> bool:
    """Return whether NetKata has changed what an exercise began with, since another version made it."""
    with suppress(ValueError):
        return exercise.notes.origin.netkata != installed_version() and bool(stale_modules(exercise))
    return False


def update(exercise: Exercise) -> Merged:
    """Merge what has changed in NetKata into an exercise; a copy of the work is kept if anything has.

    Raises ValueError, with a sentence, for a module that is no text, and for what `stale_modules` does: nothing is
    changed then.
    """
    stale = stale_modules(exercise)
    if not stale:  # nor is anything written, which may not be allowed
        return Merged([], [], None)
    texts = {exercise.folder / f"{module}.py": _merged(exercise, module) for module in stale}
    backup = exercise.back_up()
    write_all(texts)
    conflicts = []
    for path, text in texts.items():
        lines = enumerate(lines_of_text(text), 1)
        conflicts += [(path, number) for number, line in lines if line.removeprefix(BOM).startswith(MARK)]
    _begin_anew(exercise)
    return Merged(stale, conflicts, backup)


def _merged(exercise: Exercise, module: str) -> str:
    path = exercise.folder / f"{module}.py"
    base, new = exercise.notes.start_text(module), exercise.notes.origin.text(module)
    try:
        own = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return new
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not text in UTF-8: nothing was changed") from error
    mark = BOM if own.startswith(BOM) else ""
    end = "\r\n" if own.partition("\n")[0].endswith("\r") else "\n"
    own = own.removeprefix(mark).replace("\r\n", "\n").replace("\r", "\n")
    then, mine, today = (lines_of_text(_ended(text)) for text in (base, own, new))
    lines = Merge3(then, mine, today).merge_lines(
        name_a="yours", name_b=f"NetKata {installed_version()}", start_marker=MARK
    )
    return mark + "".join(lines).replace("\n", end)


def _ended(text: str) -> str:
    """Return a text with an end to its last line, so that a mark can stand below it."""
    return f"{text}\n" if text and not text.endswith("\n") else text


def _begin_anew(exercise: Exercise) -> None:
    """Note that the exercise began as it would today; the work on it stays."""
    notes = exercise.notes
    notes.origin = replace(notes.origin, netkata=installed_version())
    write_origin(exercise.folder, notes.origin)
