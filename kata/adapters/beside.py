"""A library with an adapter of its own beside it: `adapter:FOLDER`, a folder with a file `adapter.py`.

So a library can be judged without a change of the tool, above all one that is a single file or no package. The
adapter has a function ``load(folder)`` that returns the subject. It is read behind the wall, as the library is.
"""

from pathlib import Path

from kata.subject.interface import Subject
from kata.subject.loading import load_file

FILE = "adapter.py"


def load(folder: Path) -> Subject:
    """Return what the adapter in this folder makes of the library beside it."""
    subject: Subject = load_file(folder / FILE).load(folder)
    return subject
