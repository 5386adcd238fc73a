"""What the workshop is told by the book, in a language: its words, the bugs, and the files of every exercise."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kata.bugs.manifest import Bug, load_bugs
from kata.bugs.patches import patch_file
from kata.bugs.variants import ORIGINAL, hunks, lines_of, modules
from kata.words.language import spoken
from kata.words.listed import listed
from kata.words.translation import tr

WORDS = Path(__file__).with_name("words.toml")


def told(language: str, size: int) -> dict[str, Any]:
    """Return all that a page is told; `size` is how many bytes it is going to load."""
    files = {module: list(_parts(module)) for module in modules()}
    with spoken(language):
        bugs = [_bug(number, bug) for number, bug in enumerate(load_bugs().values(), 1)]
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:12]
    words = listed(WORDS, language)
    return {
        "language": language,
        "version": version,
        "bytes": size,
        "words": words,
        "bugs": bugs,
        "modules": files,
    }


def _bug(number: int, bug: Bug) -> dict[str, Any]:
    asked = bug.predict
    return {
        "id": bug.id,
        "number": number,
        "title": tr(bug.title),
        "symptom": tr(bug.symptom),
        "module": bug.module,
        "page": f"bugs/{patch_file(bug.id).stem}.html",
        "hints": [tr(hint) for hint in bug.hints],
        "predict": {
            "question": tr(asked.question),
            "code": asked.code.strip(),
            "answers": [tr(answer) for answer in asked.answers],
            "right": tr(asked.answers[asked.right]),
            "correct": tr(asked.correct),
            "because": tr(asked.because),
        },
    }


def _parts(module: str) -> Iterator[str | dict[str, str]]:
    """Yield a module piece by piece: a text that is the same everywhere, or what a bug makes of a place."""
    owner = {number: bug.id for bug in load_bugs().values() if bug.module == module for number in bug.hunks}
    lines, end = lines_of(ORIGINAL, module), 0
    for number, hunk in enumerate(hunks(module), 1):
        yield "".join(lines[end : hunk.start])
        broken, end = "".join(lines[hunk.start : hunk.end]), hunk.end
        yield {"bug": owner[number], "broken": broken, "fixed": "".join(hunk.lines)}
    yield "".join(lines[end:])
