"""What a worker prints, at our end."""

import os

from kata.pipe.printed import Printed


def test_what_was_written_before_is_there():
    """Also while the thread that drains the pipe has just taken it: an answer comes after what was printed."""
    ours, theirs = os.pipe()
    printed = Printed(os.fdopen(ours, "rb"))
    with os.fdopen(theirs, "wb", buffering=0) as writer:
        for number in range(2_000):
            printed.begin()
            writer.write(b"x" * 50_000 + b"%d" % number)
            assert printed.text().endswith(f"x{number}")


def test_what_was_printed_is_there_when_all_is_over():
    """A worker that has ended has closed its end, and the last of what it printed stays."""
    ours, theirs = os.pipe()
    printed = Printed(os.fdopen(ours, "rb"))
    with os.fdopen(theirs, "wb", buffering=0) as writer:
        writer.write(b"the end")
    assert (printed.text(), printed.text()) == ("the end", "the end")
    printed.begin()
    assert not printed.text()
