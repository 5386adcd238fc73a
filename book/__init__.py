"""The book of twelve bugs: a site in two languages, and what its pages show and a program must tell."""

import os

from kata import ROOT
from kata.confined.child import THREADS

LANGUAGES = {"en": "English", "es": "Español"}
for _name, _threads in THREADS.items():  # as everywhere where these small networks are trained
    os.environ.setdefault(_name, _threads)

SITE = ROOT / "site"
