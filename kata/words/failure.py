"""What a failing test says, line by line: a label, and behind it what it stands for; and its calls as a script."""

import re

from kata.words.translation import phrase, tr

REMARKS = ("#", '"""')  # how a line of a script begins that is no code
TRIED = phrase("tried")  # the calls, a line each, and a line of the test's own words
LABELS = (TRIED, phrase("got"), phrase("expected"), phrase("why"))  # see tests/telling.py
TRACED = re.compile(r"^( *\S+\.py:\d+, in .*)$", re.MULTILINE)  # a line of somebody's code, and where it is
GAP = 3  # spaces at least between a label and its text


def failure_shown(message: str) -> str:
    """Return the message of a test in the language of the screen, its labels in a column of their own."""
    from rich.cells import cell_len, set_cell_size  # which the page of a book has not, and does not need

    width = max(cell_len(tr(label)) for label in LABELS) + GAP
    shown: list[str] = []
    for label, text in _parts(message):
        said = text_shown(label, text).replace("\n", f"\n{' ' * width}" if label else "\n")
        shown.append(f"{set_cell_size(tr(label), width)}{said}" if label else said)
    return "\n".join(shown)


def labelled(message: str) -> dict[str, list[str]]:
    """Return the lines of a message by their labels; what has no label, as an exception, is what was got."""
    values: dict[str, list[str]] = {}
    label, column = "got", 0  # where its text begins: what follows is set below that, as arrays are
    for line in message.splitlines():
        head, _, text = line.strip().partition(" ")
        if head in LABELS:
            label, text = head, text.lstrip()
            column = len(line.rstrip()) - len(text)
        else:
            text = line[column:] if not line[:column].strip() else line.strip()
        values.setdefault(label, []).append(text)
    return values


def text_shown(label: str, text: str) -> str:
    """Return what stands behind a label in the language of the screen; lines of somebody's code stay."""
    calls, line, words = text.rpartition("\n") if label == TRIED else ("", "", text)
    parts = TRACED.split(words)
    parts[::2] = map(tr, parts[::2])
    return script_shown(calls) + line + "".join(parts)


def _parts(message: str) -> list[tuple[str, str]]:
    """Return the labels of a message, each with its text, be it of several lines; and the lines that have none."""
    parts: list[tuple[str, str]] = []
    column = 0
    for line in message.splitlines():
        label, _, rest = line.strip().partition(" ")
        if label in LABELS:
            column = len(line.rstrip()) - len(rest.lstrip())
            parts.append((label, rest.lstrip()))
        elif column and not line[:column].strip():
            before, text = parts[-1]
            parts[-1] = before, f"{text}\n{line[column:]}"
        else:
            column = 0
            parts.append(("", line))
    return parts


def script_shown(script: str) -> str:
    """Return a script with its comments and docstrings in the language of the screen."""
    lines = (tr(line) if line.lstrip().startswith(REMARKS) else line for line in script.split("\n"))
    return "\n".join(lines)
