"""Where a search is kept: a journal of Optuna in a file, or a database by its URL; what goes wrong is a sentence.

A URL may hold a password, so none is ever shown.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from optuna.exceptions import StorageInternalError
from optuna.storages import BaseStorage, JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from kata.installing import pip_install

TRIES = 5  # at making the tables, which others may be making at the same time
PAUSE = 0.5  # seconds between two tries
BUSY = 60  # seconds to wait for a file of SQLite that another worker is writing
EXAMPLES = "sqlite:///FILE, postgresql://USER:PASSWORD@HOST/DATABASE, or a file without ://"
SQLITE = "sqlite"


def open_storage(name: str) -> BaseStorage:
    """Return the storage at this path or URL, made if it is not there.

    Raises OSError, with a sentence, if it cannot be had.
    """
    return _open_database(name) if "://" in name else _open_journal(Path(name))


def shown(name: str) -> str:
    """Return a storage's name without user, password and options."""
    if "://" not in name:
        return name
    try:
        url = make_url(name)
    except (ArgumentError, ValueError):
        return f"{name.partition('://')[0]}://..."
    return f"{url.drivername}://{(url.host or '').rpartition('@')[2]}/{url.database or ''}"


@contextmanager
def failures_in_words(name: str) -> Iterator[None]:
    """Turn what a database raises into an OSError with a sentence."""
    try:
        yield
    except (SQLAlchemyError, StorageInternalError) as error:
        raise OSError(f"The storage {shown(name)} cannot be used: {_reason(error, name)}.") from error


def _reason(error: BaseException, name: str) -> str:
    """Return the first line of what the driver says, without the password."""
    cause = error.__cause__ if isinstance(error, StorageInternalError) else error
    said = getattr(cause, "orig", None)  # what follows on it speaks of SQLAlchemy's inner life
    line = _first_line(said) if said else "the connection was lost"
    password = make_url(name).password if "://" in name else None
    return line.replace(str(password), "***") if password else line


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")


def _open_journal(path: Path) -> BaseStorage:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # of Optuna's locks this one needs no privilege on Windows
        return JournalStorage(JournalFileBackend(str(path), lock_obj=JournalFileOpenLock(str(path))))
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise OSError(f"The file {path} holds no journal of Optuna, or a damaged one.") from error


def _open_database(name: str) -> BaseStorage:
    try:
        url = make_url(name)
        options = {"connect_args": {"timeout": BUSY}} if url.get_backend_name() == SQLITE else {}
        engine = create_engine(url, **options)
    except ImportError as error:
        raise OSError(
            f"The storage {shown(name)} needs a driver that is not installed ({_first_line(error)}): "
            f"install its package, by {pip_install('PACKAGE')}, "
            f"or name another one in the URL, as in mysql+pymysql://"
        ) from error
    except (ArgumentError, ValueError) as error:
        raise OSError(f"The storage {shown(name)} is none that Optuna knows: expected {EXAMPLES}.") from error
    if "@" in (url.host or ""):
        raise OSError("The URL of the storage has one @ too many: in a password it has to be written as %40.")
    if url.get_backend_name() == SQLITE and url.database in (None, "", ":memory:"):
        raise OSError("A database in memory would be gone with this command: name a file, as in sqlite:///FILE.")
    with failures_in_words(name):
        engine.connect().close()
        engine.dispose()
        storage = _make_tables(name, options)
    if url.get_backend_name() == SQLITE:
        _serialise(storage)
    return storage


def _make_tables(name: str, options: dict[str, Any]) -> RDBStorage:
    """Return the storage; where two workers make its tables at the same time, one of them has to try again."""
    for _ in range(TRIES - 1):
        try:
            return RDBStorage(name, options)
        except (SQLAlchemyError, StorageInternalError):
            time.sleep(PAUSE)
    return RDBStorage(name, options)


def _serialise(storage: RDBStorage) -> None:
    """Let every transaction of SQLite lock the file from its beginning.

    Optuna reads that a trial is waiting, and then claims it; other databases lock its row in between. SQLite has
    no such locks, and Python begins a transaction no sooner than at the first change: two workers could both claim
    it.
    """

    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # leaves the beginning to the next function

    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    storage.engine.dispose()  # the connections so far begin their transactions otherwise
    event.listen(storage.engine, "connect", connect)
    event.listen(storage.engine, "begin", begin)
