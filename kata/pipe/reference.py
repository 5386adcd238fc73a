"""How long the corrected library takes for a call: the measure of how long others may take."""

import math
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from kata.confined.child import MEMORY
from kata.confined.walls import WALLS
from kata.pipe.deadline import Deadline
from kata.pipe.raised import Lost
from kata.pipe.remote import Remote
from kata.pipe.workers import Workers
from kata.subject.libraries import find_source

LIBRARY = "fixed"
SECONDS = 60  # that it has itself


class Reference:
    """Puts calls to the corrected library, in a worker of its own that is started when it is first asked."""

    def __init__(self) -> None:
        self._workers: Workers | None = None
        self._remote: Remote | None = None
        self._deadline: Deadline | None = None

    def __call__(self, method: str, arguments: Mapping[str, Any]) -> float:
        """Return the seconds that it takes for a call, whether it answers or refuses."""
        remote = self._loaded()
        began = time.monotonic()
        with suppress(Exception, Lost):
            getattr(remote, method)(**arguments)
        return time.monotonic() - began

    def _loaded(self) -> Remote:
        if self._remote is None:
            self._workers = Workers(find_source(LIBRARY), WALLS["process"], MEMORY)
            self._deadline = Deadline(MEMORY, patience=SECONDS)
            self._remote = Remote(self._workers, self._deadline, math.inf)
        self._remote.load()
        return self._remote

    def close(self) -> None:
        """End its worker."""
        for part in (self._remote, self._deadline, self._workers):
            if part is not None:
                part.close()
