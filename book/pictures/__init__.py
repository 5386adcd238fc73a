"""The pictures of the book, each drawn from real runs, in both languages.

A picture of a bug is a module named after it: `run` makes the figures, `draw` draws them. Others are drawn again
from the results that experiments and proofs keep. Words are English in the code, and translated by the catalogue.
Nothing is drawn anew as long as all that it is made of is the same.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from book import LANGUAGES, fingerprint, proof
from book.compiled import translations
from book.pictures.dark import in_both_lights
from book.templates import write_template
from experiments import atlas, chain, why
from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.pictures import narrow, worded

FOLDER = ROOT / "docs" / "pictures"
CATALOGUE = "locales/{}/LC_MESSAGES/pictures.po"
OTHERS = ["gradient-check", "dead-units"]
EXPERIMENTS = {"why-embedded": why.draw, "atlas-full": atlas.draw, "chain-full": chain.draw}

MADE_OF = (  # what the pictures depend on
    "book/**/*.py",
    "bugs.toml",
    "data/mnist/*.gz",
    "docs/locales/*/LC_MESSAGES/pictures.po",
    "docs/proof/*.json",
    "experiments/*.py",
    "experiments/results/*.json",
    "fixed/*.py",
    "kata/**/*.py",
    "original/*.py",
    "tests/zoo/*.toml",
)

Draw = Callable[[Path], None]


def pictures() -> dict[str, Draw]:
    """Return of every picture, by its name, what draws it; what it shows is measured now."""
    found: dict[str, Draw] = {}
    for name in [*load_bugs(), *OTHERS]:
        module = import_module(f"book.pictures.{name.replace('-', '_')}")
        found[name] = partial(module.draw, module.run())
    for name, draw in EXPERIMENTS.items():
        found[name] = partial(draw, _kept(name))
    found["matrix"] = proof.draw_matrix
    return found


def draw_all(languages: Iterable[str] = LANGUAGES) -> list[str]:
    """Draw every picture, in these languages; return the words in them.

    Raises ValueError for words that the catalogue lacks.
    """
    others = [code for code in languages if code != "en"]
    made, key = FOLDER / "made.json", fingerprint(MADE_OF, *others)
    if made.exists() and (known := json.loads(made.read_text(encoding="utf-8")))["key"] == key:
        return list(known["words"])
    made.unlink(missing_ok=True)
    drawn = pictures()
    words = draw_in_english(drawn)
    for code in others:
        catalogue = _catalogue(code)
        if missing := [text for text in words if text not in catalogue]:
            raise ValueError(f"{CATALOGUE.format(code)} does not translate these words of pictures: {missing}")
        with worded(partial(_said, catalogue)):
            _draw(drawn, f".{code}")
    made.write_text(json.dumps({"key": key, "words": words}, indent=1) + "\n", encoding="utf-8")
    return words


def write_words(path: Path) -> None:
    """Write the words of the pictures as a template of a catalogue."""
    try:
        words = draw_all()
    except ValueError:  # some have no translation yet
        words = draw_in_english(pictures())
    write_template(path, dict.fromkeys(words, ()))


def draw_in_english(drawn: dict[str, Draw]) -> list[str]:
    """Draw the pictures with the words that they have; return these words."""
    seen: dict[str, None] = {}
    FOLDER.mkdir(exist_ok=True)

    def note(text: str) -> str:
        if text not in load_bugs():
            seen[text] = None
        return text

    with worded(note):
        _draw(drawn)
    return list(seen)


def _draw(drawn: dict[str, Draw], language: str = "") -> None:
    """Write every picture twice, wide and narrow: light and, where the page is dark, dark."""
    for shape, width in (("", nullcontext()), (".narrow", narrow())):
        with width:
            for name, draw in drawn.items():
                path = FOLDER / f"{name}{shape}{language}.svg"
                draw(path)
                path.write_text(in_both_lights(path.read_text(encoding="utf-8")), encoding="utf-8")


def _kept(name: str) -> dict[str, Any]:
    """Return the kept result of an experiment."""
    path = ROOT / "experiments" / "results" / f"{name}.json"
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return result


def _catalogue(code: str) -> dict[str, str]:
    """Return what stands for each text in a language; a translation that is doubtful is none."""
    path = ROOT / "docs" / CATALOGUE.format(code)
    return translations(path) if path.exists() else {}


def _said(catalogue: dict[str, str], text: str) -> str:
    """Return what stands for a text; the ids of bugs stay."""
    return catalogue.get(text, text)
