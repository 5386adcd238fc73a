"""The tests of the kata with the bugs that they are marked with, as pytest collects them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from waiting import limit

from kata import ROOT


def collect(folder: Path, *arguments: str) -> dict[str, list[str]]:
    """Return the bugs of each test; the arguments are those of `collect_events`."""
    return collect_events(folder, *arguments)["tests"]


def collect_events(folder: Path, *arguments: str) -> dict[str, Any]:
    """Return what is told of the tests; `arguments` go to pytest, which writes a file into an empty folder."""
    events = folder / "events.jsonl"
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", f"--events={events}", "--subject=fixed"]
    subprocess.run([*command, *arguments], cwd=ROOT, check=True, capture_output=True, timeout=limit(600))
    return json.loads(events.read_text().splitlines()[0])
