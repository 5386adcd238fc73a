"""What the shell completes: what may be meant by what is typed so far. It offers what begins with that."""

from collections.abc import Iterator
from pathlib import Path

from kata.bugs.manifest import load_bugs
from kata.places import EXERCISE


def bugs(incomplete: str) -> Iterator[tuple[str, str]]:
    """Offer the bugs, with their titles; behind a comma those that do not stand before it."""
    *before, typed = incomplete.split(",")
    for bug in load_bugs().values():
        if bug.id not in before and bug.id.startswith(typed):
            yield ",".join([*before, bug.id]), bug.title


def folders(incomplete: str) -> Iterator[str]:
    """Offer the folders, and not those that are hidden unless a dot is typed."""
    parent, slash, typed = incomplete.rpartition("/")
    try:
        inside = sorted(Path(parent + slash).expanduser().iterdir())
    except OSError:
        return
    for path in inside:
        hidden = path.name.startswith((".", "__")) and not typed.startswith((".", "_"))
        if path.is_dir() and not hidden:
            yield f"{parent}{slash}{path.name}/"


def subjects(incomplete: str) -> Iterator[str | tuple[str, str]]:
    """Offer libraries by name, adapters, and folders; behind the colon of an adapter its folder."""
    from kata.subject.libraries import OURS
    from kata.subject.registry import ADAPTERS

    adapter, colon, typed = incomplete.partition(":")
    if colon:
        yield from (f"{adapter}:{folder}" for folder in folders(typed))
        return
    yield from (*OURS, EXERCISE)
    yield from (f"{name}:" if known.places else name for name, known in ADAPTERS.items())
    yield from folders(incomplete)


def own_subjects(incomplete: str) -> Iterator[str | tuple[str, str]]:
    """Offer what can be trained: libraries with the interface of ours, variants by their bugs, and folders."""
    from kata.subject.libraries import OURS

    yield from (*OURS, EXERCISE, "reported")
    yield from bugs(incomplete)
    yield from folders(incomplete)


def digits(incomplete: str) -> Iterator[str]:
    """Offer the digits that have a name, and folders."""
    yield from ("embedded", "full")
    yield from folders(incomplete)
