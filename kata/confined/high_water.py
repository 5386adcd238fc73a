"""The peak of a process's memory, as the kernel sees it from outside."""

import os
import re
from pathlib import Path

RESET = "5"  # see proc(5): forgets the peak
GRAIN = 2**22  # what the interpreter itself takes and gives back while a call runs


class HighWater:
    """Measures how far the memory of a process rises, from when this is made; only Linux tells."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")
        try:
            (self._folder / "clear_refs").write_text(RESET, encoding="ascii")
            self._before = self._bytes("VmRSS")
        except OSError:  # another system, or the process is gone, or has hidden itself
            self._before = None

    def risen(self) -> int | None:
        """Return by how many bytes more than `GRAIN` the memory rose at its peak; None where that is not told."""
        try:
            peak = self._bytes("VmHWM")
        except OSError:
            peak = None
        return None if self._before is None or peak is None else max(0, peak - self._before - GRAIN)

    def _bytes(self, name: str) -> int | None:
        found = re.search(rf"^{name}:\s*(\d+) kB", (self._folder / "status").read_text(encoding="ascii"), re.M)
        return 1024 * int(found[1]) if found else None


def tells() -> bool:
    """Tell whether this system tells of a process that is ours, and does not hide."""
    return os.access("/proc/self/clear_refs", os.W_OK)
