"""The process that runs a student's tests, walled in: `python -m kata.sparring.runner`.

It is the worker the other way round: the tests are a stranger's, and the library is ours and served over the pipe.
So a test can look at what a library answers, and at nothing else: no source, no file, no other process. Each
library has a process of its own, forked from one that has pytest and Hypothesis loaded: no test remembers anything
of the library before. It is told neither which library it meets nor what that is.
"""

import gc
import json
import os
import random
import re
import socket
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # whatever other plugins are installed

import hypothesis
import numpy as np
import pytest
from _pytest.runner import runtestprotocol  # what every plugin calls that runs a test anew
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kata.confined.shut_in import shut_in
from kata.pipe import wire
from kata.pipe.worker import Nursery, Plan, pipes
from kata.sparring.facing import QUESTION, TOLD, Facing, digits_folder

OPTIONS = ["-q", "-s", "--noconftest", "--import-mode=prepend", "-p", "no:cacheprovider", "-c", os.devnull]
EXAMPLES = 25  # that Hypothesis tries of a property in each draw, and a test may ask for this many times more:
MORE = 8
PHASES = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
MESSAGE = 2_000  # characters of what a failure says
FALSIFYING = re.compile(r"(Falsifying example|Failing test case): \w+\((?P<arguments>.*)\)", re.DOTALL)


def main(folder: str, argument: str) -> None:
    """Be such a process, for tests in a folder, or the one that they are forked from."""
    pytest.main([*OPTIONS, f"--rootdir={folder}", f"--confcutdir={folder}"], plugins=[Runner(argument)])


class Runner:
    """A pytest plugin: takes the place of all that pytest would do by itself, once it has been configured."""

    def __init__(self, argument: str) -> None:
        self._argument = argument
        self._wrong: list[str] = []  # what went wrong in collecting
        self._raised: BaseException | None = None  # by the part of the test that is under way
        self._ask: Callable[..., Mapping[str, Any]] | None = None
        self._facing = Facing(self._asked)  # before any fork: whoever goes by its address learns nothing from it

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> int:
        """Serve until the other side is gone."""
        hypothesis.settings.register_profile(
            "dojo",
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            suppress_health_check=[hypothesis.HealthCheck.too_slow],
            phases=PHASES,
        )
        hypothesis.settings.load_profile("dojo")
        config._do_configure()
        _warm_up()
        session = pytest.Session.from_config(config)
        config.hook.pytest_sessionstart(session=session)  # which goes through all plugins, here once for all
        run = partial(self.run, session)
        if self._argument.isdecimal():
            gc.freeze()  # those that are forked need not look through what is there
            Nursery(socket.socket(fileno=int(self._argument)), run).serve()
        else:
            run(Plan(**json.loads(self._argument)))
        return 0

    def run(self, session: pytest.Session, plan: Plan, *, parent: int | None = None, **_: Any) -> NoReturn:
        """Collect the tests of a file, and run those that are asked for, one after the other; tell of each.

        Whatever the library, the same is asked in the same words: a test that looks at all that is known in this
        process does not learn whether its library is a right one.
        """
        calls, answers = pipes()
        shut_in(plan.memory, plan.readable)
        if parent not in (None, os.getppid()):
            os._exit(1)
        random.seed()
        np.random.seed()  # noqa: NPY002 - whoever draws from it, draws anew
        self._ask = partial(_ask, calls, answers)
        with suppress(EOFError, BrokenPipeError):
            tests = self._collected(session, Path(plan.folder, wire.read(calls)["file"]))
            _tell(answers, collected=_named(tests), wrong="\n".join(self._wrong)[:MESSAGE])
            session.config.option.tbstyle = "native"  # nobody reads more of a failure than its message
            while True:
                asked = wire.read(calls)
                test = next(test for test in tests if _name(test) == asked["test"])
                _tell(answers, **self._ended(test, asked["seed"], asked["shrink"]))
        os._exit(0)

    def _asked(self, **question: Any) -> Mapping[str, Any]:
        assert self._ask is not None
        return self._ask(**question)

    # ---------------------------------------------------------------- which tests there are

    def _collected(self, session: pytest.Session, file: Path) -> list[pytest.Function]:
        try:
            items = session.perform_collect([str(file)])
        except (pytest.UsageError, SystemExit, KeyboardInterrupt) as error:
            self._wrong.append(str(error))
            return []
        return [item for item in items if isinstance(item, pytest.Function)]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why a file could not be read."""
        if report.failed:
            self._wrong.append(str(report.longrepr))

    # ---------------------------------------------------------------- a test

    def _ended(self, test: pytest.Function, seed: int, shrink: bool) -> dict[str, Any]:
        """Run a test, and return how it ended, in plain words and of what kind."""
        self._facing.begin()
        self._raised = None
        if hypothesis.is_hypothesis_test(test.obj):
            _draw_by(test.obj, seed, shrink)
        reports = runtestprotocol(test, log=False, nextitem=None)
        first = next((report for report in reports if report.outcome != "passed"), None)
        if first is None:
            return {"outcome": "passed"}
        error = self._raised
        crash = getattr(first.longrepr, "reprcrash", None)
        message = crash.message if crash else str(error or first.longrepr)
        return {
            "outcome": "skipped" if first.skipped else "failed",
            "kind": _kind(error) if first.when == "call" else "other",
            "message": message[:MESSAGE],
            "line": _line(error, test.path),
            "example": _example(error)[:MESSAGE],
            "tried": self._facing.tried[:MESSAGE],
            "answered": self._facing.answered,
        }

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
        """Keep the first exception of a test."""
        if call.excinfo is not None and self._raised is None:
            self._raised = call.excinfo.value
        return (yield)

    # ---------------------------------------------------------------- what a test may ask for

    @pytest.fixture
    def subject(self) -> Facing:
        """Return the library under test."""
        return self._facing

    @pytest.fixture
    def digits(self) -> Callable[..., Path]:
        """Return what makes a folder of images for `subject.load_mnist`: see `digits_folder`."""
        return partial(digits_folder, self._asked)


def _warm_up() -> None:
    """Draw, fail and shrink once: what Hypothesis imports or reckons for that, its first time, is done then."""

    @hypothesis.settings(phases=(*PHASES, hypothesis.Phase.shrink))
    @hypothesis.given(
        arrays(float, (2, 2), elements=st.floats(-1, 1)), st.lists(st.integers(0, 9)), st.sampled_from("ab")
    )
    def fail_at_last(_: Any, numbers: list[int], __: str) -> None:
        assert len(numbers) < 3

    with suppress(AssertionError):
        fail_at_last()


def _ask(calls: BinaryIO, answers: BinaryIO, **what: Any) -> Mapping[str, Any]:
    """Put a question to who holds the library, and return the answer."""
    answers.write(QUESTION)
    wire.write(answers, what)
    return dict(wire.read(calls))


def _tell(answers: BinaryIO, **what: Any) -> None:
    """Tell the umpire something."""
    answers.write(TOLD)
    wire.write(answers, what)


def _name(test: pytest.Function) -> str:
    return test.nodeid.partition("::")[2]


def _named(tests: Sequence[pytest.Function]) -> list[dict[str, Any]]:
    return [{"name": _name(test), "drawn": hypothesis.is_hypothesis_test(test.obj)} for test in tests]


def _draw_by(test: Any, seed: int, shrink: bool) -> None:
    """Have a property draw by a seed, and look for a simpler example only if that is asked for."""
    own = test._hypothesis_internal_use_settings
    phases = (*PHASES, hypothesis.Phase.shrink) if shrink else PHASES
    test._hypothesis_internal_use_seed = seed
    test._hypothesis_internal_use_settings = hypothesis.settings(
        own, max_examples=min(own.max_examples, MORE * EXAMPLES), database=None, deadline=None, phases=phases
    )


def _kind(error: BaseException | None) -> str:
    """Return what ended a test: an assertion of its own, an exception out of the library, or anything else."""
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return "assertion"
    return "library" if getattr(error, "of_library", False) else "other"


def _line(error: BaseException | None, file: Path) -> int:
    """Return the last line of the file that an exception came through, 0 if there is none."""
    trace, found = error.__traceback__ if error else None, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file):
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _example(error: BaseException | None) -> str:
    """Return the example of a property that failed, as Hypothesis writes it: ``c=707.0``."""
    for note in getattr(error, "__notes__", []):
        if found := FALSIFYING.match(note):
            lines = found["arguments"].replace("subject=subject,", "").splitlines()
            return " ".join(line.strip() for line in lines if line.strip()).removesuffix(",")
    return ""


if __name__ == "__main__":
    main(*sys.argv[1:])
