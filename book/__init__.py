"""The book of twelve bugs: a site in two languages, and what its pages show and a program must tell."""

from kata import ROOT

LANGUAGES = {"en": "English", "es": "Español"}
SITE = ROOT / "site"
