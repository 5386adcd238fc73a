"""Beginning a search, or joining one that another process makes or has made."""

import time
from contextlib import suppress
from pathlib import Path

from optuna.exceptions import DuplicatedStudyError
from optuna.storages import BaseStorage
from optuna.study import StudyDirection

from kata.digits.by_name import find_digits
from kata.search.results import FORMAT, Setting
from kata.search.study import BEAT, GRACE, LIBRARY, Search
from kata.subject.libraries import find_library
from kata.training.kept import digest_of_digits, digest_of_library

PATIENCE = 10.0  # seconds to wait for a search that another process is making
ANOTHER = "name another one with --study"


def begin_search(
    storage: BaseStorage, name: str, *, trials: int, seed: int, epochs: int, data: str, grace: float = GRACE
) -> Search:
    """Return the search of this name, made if it is not there, and made larger if it has fewer trials.

    Raises ValueError, with a sentence, if it is there with another setting, and what `find_digits` raises.
    """
    folder = find_digits(data)
    setting = _setting(seed, epochs, data, folder)
    try:
        storage.create_new_study([StudyDirection.MAXIMIZE], name)
    except DuplicatedStudyError:
        there = _await(storage, name)
    else:
        there = None
    if there is None:
        # What others wait for comes last. If the process that was making it has died meanwhile, this one goes on.
        search = Search(storage, name, setting, folder, trials, grace)
        search.fill()
        search.announce()
        return search
    _check(there[0], setting, name)
    search = Search(storage, name, setting, folder, max(trials, there[1]), grace)
    if trials > there[1]:
        search.announce()
        search.fill()
    return search


def join_search(storage: BaseStorage, name: str, *, data: str | None = None, grace: float = GRACE) -> Search:
    """Return the search of this name, which another process makes; by default with the digits that it names.

    Raises ValueError, with a sentence, if there is none, or it has other digits, and what `find_digits` raises.
    """
    there = _await(storage, name)
    if there is None:
        raise ValueError(f"There is no search {name!r} in this storage: begin it without --worker.")
    setting, wanted = there
    data = data or setting.data
    folder = find_digits(data)
    _check(setting, _setting(setting.seed, setting.epochs, data, folder), name)
    return Search(storage, name, setting, folder, wanted, grace)


def _setting(seed: int, epochs: int, data: str, folder: Path) -> Setting:
    return Setting(seed, epochs, data, digest_of_digits(folder), digest_of_library(find_library(LIBRARY)))


def _await(storage: BaseStorage, name: str) -> tuple[Setting, int] | None:
    """Return setting and number of trials of a search, as soon as they are there, or None if they do not come."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(KeyError):  # no study, or a study that is still being made
            kept = storage.get_study_user_attrs(storage.get_study_id_from_name(name))
            if kept["setting"]["format"] != FORMAT:
                raise ValueError(f"The search {name!r} was begun by another version of NetKata: {ANOTHER}.")
            return Setting(**kept["setting"]), kept["trials"]
        time.sleep(BEAT / 10)
    return None


def _check(there: Setting, own: Setting, name: str) -> None:
    if difference := there.difference(own):
        raise ValueError(f"The search {name!r} was begun {difference}: {ANOTHER}.")
