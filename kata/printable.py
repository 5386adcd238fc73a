"""A stranger's text, so that it can be shown: it must not paint on the screen, nor spoil a report."""

import re

# all that is not printed but does something: controls, marks of direction, halves of characters
CONTROL = re.compile(r"[^\n\t -~\u00a0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Return a stranger's text so that it can be shown and written down: control characters as their numbers."""
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
