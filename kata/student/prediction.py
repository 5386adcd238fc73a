"""What a library makes of the small input of a bug's question: the student guesses first, and then it is run."""

import re
from dataclasses import dataclass

from kata import DATA
from kata.bugs.manifest import load_bugs
from kata.pipe.long_call import Limits, LongCall, RaisedError, digits_within
from kata.pipe.raised import Lost, Void
from kata.printable import printable

SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What came out: a value as text, or an exception's type; and the exception in full, if it was one."""

    text: str
    exception: str = ""


def run_prediction(library: str, bug: str) -> Answer:
    """Run the code of a bug's question on a library, in a worker behind a pipe."""
    code, limits = load_bugs()[bug].predict.code, Limits(seconds=SECONDS)
    try:
        told = str(LongCall(library, "run_code", digits_within(DATA), limits, code=code, data=DATA).run())
    except RaisedError as error:
        return Answer(printable(error.kind), printable(str(error)))
    except (Lost, Void) as error:
        return Answer("no answer", printable(str(error)) or "the child process ended early")
    return Answer(re.sub(r"\s+", " ", printable(told)).replace("[ ", "["))
