"""Plain data, as a file has it, held against what the fields of a dataclass are declared to be."""

from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

_kinds = cache(get_type_hints)


def checked(form: type, content: dict[str, Any]) -> dict[str, Any]:
    """Return plain data for a dataclass; raises ValueError where a field is to hold something else."""
    for name, kind in _kinds(form).items():
        if name in content and not _is(content[name], kind):
            raise ValueError(f"{name} {content[name]!r:.40}")
    return content


def _is(value: Any, kind: Any) -> bool:
    """Return whether plain data is of a kind, with all that is in it."""
    of, kinds = get_origin(kind), get_args(kind)
    if of is UnionType:
        return any(_is(value, one) for one in kinds)
    if of is dict:
        return isinstance(value, dict) and all(_is(one, kinds[1]) for one in value.values())
    if of is list:
        return isinstance(value, list) and all(_is(one, kinds[0]) for one in value)
    return kind is Any or type(value) in ((int, float) if kind is float else (kind,))
