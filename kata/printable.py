"""A stranger's text, so that it can be shown: it must not paint on the screen, nor spoil a report."""

import re
import unicodedata

# all that is not printed but does something: controls, marks of direction, halves of characters
CONTROL = re.compile(r"[^\n\t -~\u00a0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Return a stranger's text so that it can be shown and written down: control characters as their numbers."""
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


# one for one, so that columns stay; a sign that says how something ended is like none of the others
NEAREST = dict(zip("✓✗·█░▀…─│╭╮╰╯━╸╺αβε√±×−–—“”‘’", '+x.#-"~-|++++---abeV+x---""\'\'', strict=True))


def nearest(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for characters that an output has not: a handler of errors for `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(NEAREST.get(character) or _plain(character) for character in missing), error.end


def _plain(character: str) -> str:
    """Return the letter or figure without its accent or its place above the line, if it has one."""
    first = unicodedata.normalize("NFKD", character)[0]
    return first if first.isascii() else "?"
