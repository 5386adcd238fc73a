"""Plain data, as JSON holds it, held against what a type or the fields of a dataclass declare."""

from collections.abc import Callable, Mapping, Set
from dataclasses import is_dataclass
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

MayLack = Mapping[Any, Set[str]]  # fields of a dataclass that data for it need not have
NOTHING: MayLack = MappingProxyType({})
WAYS: dict[Any, Callable[..., bool]] = {  # whether a value is of a type, by the outermost part of that
    Literal: lambda value, _, *words: value in words,
    UnionType: lambda value, may_lack, *kinds: any(fits(value, kind, may_lack) for kind in kinds),
    list: lambda value, may_lack, kind: (
        isinstance(value, list) and all(fits(one, kind, may_lack) for one in value)
    ),
    dict: lambda value, may_lack, _, kind: (
        isinstance(value, dict) and all(fits(one, kind, may_lack) for one in value.values())
    ),
}
_fields = cache(get_type_hints)


def fits(value: Any, kind: Any, may_lack: MayLack = NOTHING) -> bool:
    """Return whether a value is of a type, down to its last part; for a dataclass there may be more in it."""
    if isinstance(kind, type) and is_dataclass(kind):
        declared = _fields(kind)
        return (
            isinstance(value, dict)
            and declared.keys() - value.keys() <= may_lack.get(kind, set())
            and all(fits(value[name], declared[name], may_lack) for name in declared.keys() & value.keys())
        )
    if (outermost := get_origin(kind)) in WAYS:
        return WAYS[outermost](value, may_lack, *get_args(kind))
    return kind is Any or type(value) in ((int, float) if kind is float else (kind,))


def checked(form: type, content: dict[str, Any]) -> dict[str, Any]:
    """Return data for some fields of a dataclass; raises ValueError where a field is to hold something else."""
    for name, kind in _fields(form).items():
        if name in content and not fits(content[name], kind):
            raise ValueError(f"{name} {content[name]!r:.40}")
    return content
