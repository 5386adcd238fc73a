"""Code as it is compared: without what an editor, a system or an archive does to it on the way."""

import hashlib
import io
import tokenize
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

BOM = b"\xef\xbb\xbf"
LEFT_OUT = (".kata", "__pycache__", "__MACOSX", ".ipynb_checkpoints")  # no code of a student's is in these
NOTHING = (tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER)
BEFORE_A_STATEMENT = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)


def normal(code: bytes) -> bytes:
    """Return a file of code with the line ends of Unix, and without the mark that Windows begins it with."""
    return code.removeprefix(BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def digest(code: bytes) -> str:
    """Return the SHA-256 of a file, in hex."""
    return hashlib.sha256(code).hexdigest()


def fingerprint(digests: Mapping[str, str]) -> str:
    """Return the SHA-256 of a library, from the digests of its files by name."""
    lines = [f"{name}\0{digests[name]}\n" for name in sorted(digests)]
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint_of(folder: Path) -> str:
    """Return the SHA-256 of the library in a folder. Links are not followed."""
    digests = {}
    for path in folder.rglob("*.py"):
        within = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not any(part in LEFT_OUT for part in within.parts):
            digests[within.as_posix()] = digest(normal(path.read_bytes()))
    return fingerprint(digests)


@lru_cache(maxsize=50_000)
def meaning(code: bytes) -> str:
    """Return the SHA-256 of what a file says to Python: no comments, docstrings, blank lines or other spaces.

    Code is read here, and not run. What cannot be read is compared by its letters.
    """
    try:
        told = _tokens(code)
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        told = b"".join(code.split()).decode("latin-1")
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _tokens(code: bytes) -> str:
    told: list[str] = []
    before = tokenize.NEWLINE
    for token in tokenize.tokenize(io.BytesIO(code).readline):
        if token.type in NOTHING:
            continue
        if token.type == tokenize.STRING and before in BEFORE_A_STATEMENT:
            continue  # a docstring: the end of its line is left, and does no harm
        if token.type == tokenize.NEWLINE and before in BEFORE_A_STATEMENT:
            continue
        before = token.type
        told.append(f"{tokenize.tok_name[token.type] if not token.string.strip() else token.string}")
    return "\0".join(told)
