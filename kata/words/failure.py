"""What a failing test says, line by line: a label, and behind it what it stands for."""

from kata.words.translation import phrase, tr

LABELS = (phrase("tried"), phrase("got"), phrase("expected"), phrase("why"))  # see tests/telling.py
GAP = 3  # spaces at least between a label and its text


def failure_shown(message: str) -> str:
    """Return the message of a test in the language of the screen, its labels in a column of their own."""
    width = max(len(tr(label)) for label in LABELS) + GAP
    column, lines = 0, []
    for line in message.splitlines():
        label, _, rest = line.strip().partition(" ")
        if label in LABELS:
            column = len(line.rstrip()) - len(rest.lstrip())
            lines.append(f"{tr(label):<{width}}{tr(rest.lstrip())}")
        elif column and not line[:column].strip():
            lines.append(" " * width + tr(line[column:]))
        else:
            lines.append(tr(line))
    return "\n".join(lines)
