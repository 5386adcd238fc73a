"""A pytest plugin: when the tests are collected, wait for requests, and fork for each to run some of them.

The other side of the socket is `kata.judging.fork_server`. A fork imports the library under test; the server
never does.
"""

import json
import os
import select
import signal
import socket
from itertools import pairwise
from pathlib import Path
from typing import Any

import hypothesis.strategies  # noqa: F401 - loaded once, for all forks
import numpy as np  # noqa: F401 - likewise
import pytest
from _pytest.runner import runtestprotocol  # what every plugin calls that runs a test anew

from kata.judging.pytest_plugin import Events, selected
from kata.subject.libraries import find_library

INTERVAL = 0.02  # seconds between two looks at a fork


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the socket."""
    parser.addoption("--serve", type=int, metavar="FD", help="wait for requests on this socket")


def pytest_configure(config: pytest.Config) -> None:
    """Take the place of pytest's own loop over the tests."""
    if config.getoption("serve") is not None:
        config.pluginmanager.register(Server(socket.socket(fileno=config.getoption("serve"))))


class Server:
    """Answers a request with the fork's pid when it has begun, and with its exit status when it has ended."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve until the other side is gone."""
        self._tell(ready=True)
        for line in self.connection.makefile("rb"):
            pid = os.fork()
            if pid == 0:
                _run_and_exit(session, json.loads(line), self.connection)
            self._tell(pid=pid)
            self._tell(status=self._wait(pid))
        return True

    def _tell(self, **answer: Any) -> None:
        self.connection.sendall(json.dumps(answer).encode() + b"\n")

    def _wait(self, pid: int) -> int:
        """Wait for the end of a fork, and end it if the other side is gone; return its exit status."""
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            # nothing is sent while a fork runs: what can be read now is the end of the connection
            if select.select([self.connection], [], [], INTERVAL)[0]:
                os.kill(pid, signal.SIGKILL)


def _run_and_exit(session: pytest.Session, request: dict[str, Any], connection: socket.socket) -> None:
    """Run what is asked for, in a process group of its own, and leave without the server's own end."""
    status = 1
    try:
        os.setsid()
        connection.close()
        events = Events(Path(request["events"]), find_library(session.config.getoption("subject")))
        items = selected(session.items, request["bug"], Path(request["skipped"]))
        events.write_collected(items)
        for item, following in pairwise([*items, None]):
            assert item is not None
            events.write(event="begun", id=item.nodeid)
            reports = runtestprotocol(item, log=False, nextitem=following)
            events.write_test(item.nodeid, reports)
            if request["first_failure"] and any(report.failed for report in reports):
                break
        status = 0
    finally:
        os._exit(status)
