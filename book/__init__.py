"""The book of twelve bugs: a site in two languages, and what its pages show and a program must tell."""

import hashlib
import os
from collections.abc import Iterable

from kata import ROOT
from kata.confined.surroundings import THREADS

LANGUAGES = {"en": "English", "es": "Español"}
for _name, _threads in THREADS.items():  # as everywhere where these small networks are trained
    os.environ.setdefault(_name, _threads)
os.environ["KATA_LANG"] = "en"  # what the pages show of the tool is English, and translated with them

SITE = ROOT / "site"


def fingerprint(patterns: Iterable[str], *words: str) -> str:
    """Return what stands for these words and for the files of the checkout that match: other ones have another."""
    found = hashlib.sha256("\n".join(words).encode())
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()
