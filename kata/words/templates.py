"""Messages with values in them: a finished text is recognised, and its values are put into the translation.

`{done} of {total} fixed` stands in the catalogue; `3 of 12 fixed` is what there is to translate.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

PLACE = re.compile(r"\{([a-z_]\w*)\}")
COUNTED = "amount"  # the name of a value that is a number: what counts things may have few letters beside it
FEWEST = 4  # letters of a template: one with fewer would be found in anything
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
    def pattern(self) -> re.Pattern[str]:
        """What fits a finished text; a value that stands there twice is twice the same."""
        parts, seen = [], set[str]()
        for place, part in enumerate(PLACE.split(self.text)):
            if place % 2 == 0:
                parts.append(re.escape(part))
            else:
                value = r"[\d,]+" if part == COUNTED else ".*?"
                parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>{value})")
                seen.add(part)
        return re.compile("".join(parts), re.DOTALL)

    def filled(self, text: str, translate: Translate) -> str | None:
        """Return the translation with the values of a finished text in it, or nothing if that is another one."""
        if self.longest not in text or (found := self.pattern.fullmatch(text)) is None:
            return None
        values = {name: translate(value) for name, value in found.groupdict().items()}
        return PLACE.sub(lambda place: values[place[1]], self.said)


def templates_of(messages: Iterable[tuple[str, str]]) -> list[Template]:
    """Return the messages that have values, those first that say most beside them."""
    found = [Template(text, said) for text, said in messages if PLACE.search(text)]
    return sorted(
        (each for each in found if f"{{{COUNTED}}}" in each.text or letters(PLACE.sub("", each.text)) >= FEWEST),
        key=lambda template: -sum(map(len, template.literals)),
    )


def letters(text: str) -> int:
    """Return how many letters there are in a text."""
    return sum(map(str.isalpha, text))
