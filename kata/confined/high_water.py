"""The memory that a process uses for a while, as the kernel sees it from outside."""

import os
import re
from pathlib import Path

PEAK, TOUCHED = "5", "1"  # see proc(5): what the kernel forgets of a process when this is written
GRAIN = 2**22  # what the interpreter itself takes and gives back while a call runs
HELD = 2**26  # twice what a process of ours has: of one with more, much can be used that was there before
AROUND = 2**24  # what a call that needs little touches, its code included: 6 to 9 million bytes


class HighWater:
    """Measures how much memory a process uses, from when this is made; only Linux tells.

    That is how far its memory rises at its peak. Nothing rises where what it held before is written over or let
    go to make room: of a process that holds much it is also how much is touched.
    """

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")
        self._before: int | None = None
        try:
            self._forget(PEAK)
            self._before = self._bytes("status", "VmRSS")
            self._holds_much = (self._before or 0) > HELD
            if self._holds_much:
                self._forget(TOUCHED)
        except OSError:  # another system, or the process is gone, or has hidden itself
            self._before = None

    def used(self) -> int | None:
        """Return how many bytes more were used than by a call that needs none; None where that is not told."""
        if self._before is None:
            return None
        try:
            peak = self._bytes("status", "VmHWM")
            touched = self._bytes("smaps_rollup", "Referenced") if self._holds_much else 0
        except OSError:
            return None
        return None if peak is None or touched is None else max(0, peak - self._before - GRAIN, touched - AROUND)

    def _forget(self, what: str) -> None:
        (self._folder / "clear_refs").write_text(what, encoding="ascii")

    def _bytes(self, file: str, name: str) -> int | None:
        found = re.search(rf"^{name}:\s*(\d+) kB", (self._folder / file).read_text(encoding="ascii"), re.M)
        return 1024 * int(found[1]) if found else None


def tells() -> bool:
    """Tell whether this system tells of a process that is ours, and does not hide."""
    return os.access("/proc/self/clear_refs", os.W_OK)
