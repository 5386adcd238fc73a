"""What a library makes of the small input of a bug's question: the student says it first, and then it is run."""

import re
from dataclasses import dataclass

from rich.text import Text

from kata import DATA
from kata.bugs.manifest import Bug
from kata.pipe.long_call import Limits, LongCall, RaisedError, digits_within
from kata.pipe.raised import Lost, Void
from kata.printable import printable
from kata.words.translation import phrase, tr

SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What came out: a value as text, or an exception's type; and the exception in full, if it was one."""

    text: str
    exception: str = ""


def run_on(library: str, code: str) -> Answer:
    """Run the code of a question on a library, in a worker behind a pipe."""
    limits = Limits(seconds=SECONDS)
    try:
        told = str(LongCall(library, "run_code", digits_within(DATA), limits, code=code, data=DATA).run())
    except RaisedError as error:
        return Answer(printable(error.kind), printable(str(error)))
    except (Lost, Void) as error:
        return Answer(phrase("no answer"), printable(str(error)) or phrase("the child process ended early"))
    return Answer(in_a_line(told))


def in_a_line(told: str) -> str:
    """Return what came out as it is shown and compared: arrays, too, in a line."""
    return re.sub(r"\s+", " ", printable(told)).replace("[ ", "[")


def posed(bug: Bug, question: str, code: str) -> Text:
    """Return a question as a person should see it, with its code."""
    lines = "\n".join(f"    {line}".rstrip() for line in code.strip().splitlines())
    return Text.assemble((bug.id, "bold"), f"  {tr(question)}\n\n", (lines, "cyan"))


def question(bug: Bug) -> Text:
    """Return what is asked of a bug before it is fixed, and the answers to choose from."""
    answers = "\n".join(f"  {place}  {tr(answer)}" for place, answer in enumerate(bug.predict.answers, 1))
    return Text.assemble(posed(bug, bug.predict.question, bug.predict.code), f"\n\n{answers}")


def told(bug: Bug, guess: str, outcome: Answer) -> Text:
    """Return what came out beside what was guessed, and why the original answers as it does."""
    right, prediction = guess == outcome.text, bug.predict
    answer, guess, correct = map(tr, (outcome.exception or outcome.text, guess, prediction.correct))
    if outcome.text == prediction.correct:
        usual = tr(prediction.answers[prediction.right])
        there = tr(f"The bug is not there: a correct library says {answer}.")
        why = f"{there} {tr(f'The original says {usual}.')} {tr(prediction.because)}"
    else:
        why = f"{tr(prediction.because)} {tr(f'A correct library says {correct}.')}"
    said = (tr(f"It says {answer}. "), "bold")
    return Text.assemble(said, tr("You were right.\n" if right else f"You said {guess}.\n"), why)
