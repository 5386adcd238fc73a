"""Messages with values in them: a finished text is recognised, and its values are put into the translation.

`{done} of {total} fixed` stands in the catalogue; `3 of 12 fixed` is what there is to translate.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

PLACE = re.compile(r"\{([a-z_]\w*)\}")
COUNTED = "amount"  # the name of a value that is a number: what counts things may have few letters beside it
COUNT = r"[\d,]+"
LONGEST = 600  # characters of a text that is looked at: a longer one, of a stranger's, could take minutes
FEWEST = 4  # letters of a template: one with fewer would be found in anything
NUMBERS = r"[-+\d.,e]+|nan|-?inf|\[[-+\d.,e\s\[\]]*\]|\([-+\d.,e\s]*\)"
NUMBER = re.compile(NUMBERS)
OPEN = r"[^\[\]()]"
INNER = rf"{OPEN}|\[{OPEN}*\]|\({OPEN}*\)"
WHOLE = rf"{OPEN}|\[(?:{INNER})*\]|\((?:{INNER})*\)"  # one character, or all between two brackets
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
    def patterns(self) -> list[re.Pattern[str]]:
        """What fits a finished text, best first: with whole lists and brackets as values, or with anything."""
        if self.is_short:
            return [self._pattern(rf"{NUMBERS}|\w+|[\d,]+ \w+")]
        return [self._pattern(f"(?:{WHOLE})*?"), self._pattern(".*?")]

    def _pattern(self, value: str) -> re.Pattern[str]:
        """Return a pattern with such values; a value that stands there twice is twice the same."""
        parts, seen = [], set[str]()
        for place, part in enumerate(PLACE.split(self.text)):
            if place % 2 == 0:
                parts.append(re.escape(part))
            else:
                fitting = COUNT if part == COUNTED else value
                parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>{fitting})")
                seen.add(part)
        return re.compile("".join(parts), re.DOTALL)

    def filled(self, text: str, translate: Translate) -> str | None:
        """Return the translation with the values of a finished text in it, or nothing if that is another one."""
        if len(text) > LONGEST or self.longest not in text:
            return None
        found = next(filter(None, (pattern.fullmatch(text) for pattern in self.patterns)), None)
        if found is None or (self.is_short and not any(map(NUMBER.fullmatch, found.groups()))):
            return None
        values = {name: translate(value) for name, value in found.groupdict().items()}
        return PLACE.sub(lambda place: values[place[1]], self.said)


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
