"""The benchmarks run, and their figures are measured."""

import json
import subprocess
import sys

import pytest

from kata import ROOT
from kata.fork_server import ForkServer


@pytest.mark.skipif(not ForkServer.available, reason="this operating system cannot fork")
def test_latency():
    """Two saves: seconds of each kind, their ratio, and the memory of watcher, server and forks."""
    command = [sys.executable, "-m", "benchmarks", "latency", "--saves", "2", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    runs = {name: row["runs"] for name, row in figures["seconds"].items()}
    assert runs == {"verdict after a save": 2, "plain pytest, one file": 2, "kata, nothing changed": 7}
    for row in figures["seconds"].values():
        assert 0 < row["median"] <= row["p95"]
    assert figures["ratio"] > 0
    assert all(size > 0 for size in figures["mebibytes"].values())
