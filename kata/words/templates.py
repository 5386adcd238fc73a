"""Messages with values in them: a finished text is recognised, and its values are put into the translation.

`{done} of {total} fixed` stands in the catalogue; `3 of 12 fixed` is what there is to translate.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

PLACE = re.compile(r"\{([a-z_]\w*)\}")
COUNTED = "amount"  # the name of a value that is a number: what counts things may have few letters beside it
COUNT = r"[\d,]+"
LONGEST = 600  # characters of a text that is looked at: a longer one, of a stranger's, could take minutes
FEWEST = 4  # letters of a template: one with fewer would be found in anything
NUMBERS = r"[-+\d.,e]+|nan|-?inf|\[[-+\d.,e\s\[\]]*\]|\([-+\d.,e\s]*\)"
NUMBER = re.compile(NUMBERS)
OPENED_BY = {")": "(", "]": "["}
FOLD = re.compile("\ue000(\\d+)\ue001")  # stands for two brackets and all between them
SMALL = rf"{NUMBERS}|\w+|[\d,]+ \w+|{FOLD.pattern.replace('(', '(?:')}"  # a value beside few letters
Translate = Callable[[str], str]


@dataclass(frozen=True)
class Template:
    """A message with the names of its values in braces, and what it is in another language."""

    text: str
    said: str

    @cached_property
    def literals(self) -> list[str]:
        """What stands around the values."""
        return PLACE.split(self.text)[::2]

    @cached_property
    def longest(self) -> str:
        """The longest of it: a text without that is no such message."""
        return max(self.literals, key=len)

    @cached_property
    def is_short(self) -> bool:
        """Whether it has so few letters that it is one of ours only among numbers, as `{name} of {z}`."""
        return letters("".join(self.literals)) < FEWEST

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What fits a finished text; a value that stands there twice is twice the same."""
        parts, seen = [], set[str]()
        for place, part in enumerate(PLACE.split(self.text)):
            if place % 2 == 0:
                parts.append(re.escape(part))
            else:
                fitting = COUNT if part == COUNTED else SMALL if self.is_short else ".*?"
                parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>{fitting})")
                seen.add(part)
        return re.compile("".join(parts), re.DOTALL)

    def filled(self, text: str, translate: Translate) -> str | None:
        """Return the translation with the values of a finished text in it, or nothing if that is another one.

        What stands between brackets belongs together, unless the message itself has them.
        """
        shorter, folds = folded(text)
        for form in (shorter, text) if folds else (text,):
            if len(form) > LONGEST or self.longest not in form or (found := self.pattern.fullmatch(form)) is None:
                continue
            values = {name: unfolded(value, folds) for name, value in found.groupdict().items()}
            if not self.is_short or any(map(NUMBER.fullmatch, values.values())):
                said = {name: translate(value) for name, value in values.items()}
                return PLACE.sub(lambda place, said=said: said[place[1]], self.said)  # type: ignore[misc]
        return None


@lru_cache(256)
def folded(text: str) -> tuple[str, Sequence[str]]:
    """Return a text with a short sign for each pair of brackets and all between them, and what these stand for."""
    if FOLD.search(text):  # of a stranger, who knows the sign
        return text, []
    opened: list[int] = []
    ends: dict[int, int] = {}
    for place, sign in enumerate(text):
        if sign in OPENED_BY.values():
            opened.append(place)
        elif sign in OPENED_BY and opened and text[opened[-1]] == OPENED_BY[sign]:
            ends[opened.pop()] = place + 1
    shown: list[str] = []
    folds: list[str] = []
    place = 0
    while place < len(text):
        end = ends.get(place, 0)
        shown.append(f"\ue000{len(folds)}\ue001" if end else text[place])
        if end:
            folds.append(text[place:end])
        place = end or place + 1
    return "".join(shown), folds


def unfolded(text: str, folds: Sequence[str]) -> str:
    """Return a text with what its signs stand for."""
    return FOLD.sub(lambda sign: folds[int(sign[1])], text) if folds else text


def templates_of(messages: Iterable[tuple[str, str]]) -> list[Template]:
    """Return the messages that have values, those first that say most beside them."""
    found = [Template(text, said) for text, said in messages if PLACE.search(text) and is_message(text)]
    return sorted(found, key=lambda template: -sum(map(len, template.literals)))


def is_message(text: str) -> bool:
    """Tell whether there is a word in a text, beside its values, and it is no code, as `each=1,breach=1` is."""
    return re.search(r"[^\W\d_]{2}", PLACE.sub("", text)) is not None and not re.fullmatch(r"\S+=\S+", text)


def letters(text: str) -> int:
    """Return how many letters there are in a text."""
    return sum(map(str.isalpha, text))
