"""The catalogues of the tool, compiled: one file a language, which gettext reads where NetKata is installed.

`hatch_build.py` runs this file when NetKata is built, where there is nothing of the book but this and babel.
"""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# what the screen of the tool takes its words from: a page on a bug is shown there, too
SHOWN = ("bugs/*.po", "pictures.po", "zoo.po", "tests.po", "clauses.po", "list.po", "tool.po")
ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # the same words make the same file, whenever that is made


def compile_catalogues(root: Path, into: Path | None = None) -> list[Path]:
    """Compile the catalogues of a checkout into the package, or a folder; return the files that were written.

    A doubtful translation is none. Where two catalogues have the same text, the later of `SHOWN` counts.
    """
    written = []
    for folder in sorted((root / "docs" / "locales").glob("*/LC_MESSAGES")):
        code = folder.parent.name
        path = (into or root / "kata" / "locales") / code / "LC_MESSAGES" / "kata.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_mo(file, _together(folder, code))
        written.append(path)
    return written


def translations(path: Path) -> dict[str, str]:
    """Return what a catalogue says for each message; a doubtful translation is none."""
    with path.open("rb") as file:
        said = [message for message in read_po(file) if message.id and message.string and not message.fuzzy]
    return {str(message.id): str(message.string) for message in said}


def _together(folder: Path, code: str) -> Catalog:
    """Return what the catalogues of a language say, as one."""
    found: dict[str, str] = {}
    for path in (path for pattern in SHOWN for path in sorted(folder.glob(pattern))):
        found |= translations(path)
    together = Catalog(locale=code, charset="utf-8", creation_date=ANY_DAY, revision_date=ANY_DAY)
    for text, said in found.items():
        together.add(text, said)
    return together
