"""Answers as they stand on paper: rounded, and told apart from each other by more than rounding."""

from contextlib import suppress
from math import isfinite

TOLERANCE = 0.02  # of a number: what a head rounds, and what chance does to a variance
APART = 0.05  # two numbers that stand beside each other to choose from
DECIMALS = 3


def shown(answer: str) -> str:
    """Return an answer with at most three decimals; what is no number stays as it is."""
    number = _number(answer)
    if number is None:
        return answer
    rounded = round(number, DECIMALS) + 0.0  # and no -0.0
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def same(one: str, other: str) -> bool:
    """Return whether two answers are one, as far as a head can tell."""
    return not _differ(one, other, TOLERANCE)


def apart(one: str, other: str) -> bool:
    """Return whether two answers can stand beside each other."""
    return _differ(one, other, APART)


def _differ(one: str, other: str, share: float) -> bool:
    numbers = _number(one), _number(other)
    if numbers[0] is None or numbers[1] is None:
        return one != other
    return abs(numbers[0] - numbers[1]) > share * max(map(abs, (numbers[0], numbers[1])))


def _number(text: str) -> float | None:
    with suppress(ValueError):
        number = float(text)
        return number if isfinite(number) else None
    return None
