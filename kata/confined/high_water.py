"""The peak of a process's memory, as the kernel sees it from outside."""

import re
from pathlib import Path

RESET = "5"  # see proc(5): forgets the peak


class HighWater:
    """Measures how far the memory of a process rises, from when this is made; only Linux tells."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")
        try:
            (self._folder / "clear_refs").write_text(RESET, encoding="ascii")
            self._before = self._bytes("VmRSS")
        except OSError:  # another system, or the process is gone
            self._before = -1

    def risen(self) -> int:
        """Return by how many bytes the memory rose at its peak; 0 where that cannot be seen."""
        if self._before < 0:
            return 0
        try:
            return max(0, self._bytes("VmHWM") - self._before)
        except OSError:
            return 0

    def _bytes(self, name: str) -> int:
        found = re.search(rf"^{name}:\s*(\d+) kB", (self._folder / "status").read_text(encoding="ascii"), re.M)
        return 1024 * int(found[1]) if found else 0
