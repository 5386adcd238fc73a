"""The catalogues of the translation: a file a page, with each paragraph in English and what it is in Spanish.

`sphinx-intl` keeps them in step with the pages; what it says of names and dates at the head of a file is left out.
Those of the tool are compiled for it, and the README is written in every language.
"""

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from babel.messages.pofile import read_po, write_po
from sphinx_intl.basic import update

from book import LANGUAGES
from book.compiled import compile_catalogues
from book.readme import write_readmes
from book.templates import WIDTH
from kata import ROOT

LOCALES = ROOT / "docs" / "locales"
HEADER = """msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def bring_up_to_date(write_templates: Callable[[Path], None]) -> None:
    """Bring all catalogues up to date with the templates, which `write_templates` writes into a folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_templates(folder)
        others = [code for code in LANGUAGES if code != "en"]
        update(str(LOCALES), name, others, line_width=WIDTH)
        for template in folder.rglob("*.pot"):
            for code in others:
                _tidy(LOCALES / code / "LC_MESSAGES" / template.relative_to(folder).with_suffix(".po"), code)
    compile_catalogues(ROOT)
    write_readmes(LOCALES)


def _tidy(path: Path, code: str) -> None:
    """Leave in a catalogue what is of use: its messages, and how they are written."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=WIDTH, omit_header=True, ignore_obsolete=True, include_previous=True)
    path.write_bytes(HEADER.format(code=code).encode() + buffer.getvalue().lstrip())
