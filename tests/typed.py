"""A command of the tool as it is typed, in this process, which takes a tenth of the time of another."""

import io
import os
import sys
from typing import NamedTuple

import pytest
from lasting import take_the_place_of_judges

from kata import cli


class Done(NamedTuple):
    """How a command ended: exit status, what it printed, and what it complained of."""

    returncode: int
    stdout: str
    stderr: str


def run_typed(arguments, keys="", judging=None, environment=()):
    """Run a command, with these keys typed; `judging` takes the place of `Judge.run`."""
    streams = [io.TextIOWrapper(io.BytesIO(text), encoding="utf-8") for text in (keys.encode(), b"", b"")]
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        patch.setattr(sys, "argv", ["kata", *map(str, arguments)])
        patch.setattr(sys.modules["__main__"], "__package__", None, raising=False)  # tells how it was called
        patch.setenv("NO_COLOR", "")  # so that it is put back: a command sets it where there is no terminal
        patch.delenv("NO_COLOR")
        if judging is not None:
            take_the_place_of_judges(patch, judging)
        for name, value in dict(environment).items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as end:
            cli.run()
    told = []
    for stream in streams[1:]:
        stream.flush()
        told.append(stream.buffer.getvalue().decode().replace(os.linesep, "\n"))
    return Done(end.value.code or 0, *told)
