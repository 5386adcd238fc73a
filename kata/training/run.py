"""Train a library on MNIST in a worker behind a pipe, and hear of every epoch.

What the library does there is in `kata.pipe.learner`; what is made of what it says, in `kata.training.lesson`.
"""

import math
import threading
from dataclasses import asdict
from pathlib import Path

from kata.confined.child import MEMORY
from kata.pipe.frames import Frame
from kata.pipe.learner import Course
from kata.pipe.long_call import Limits, LongCall, RaisedError, Stopped, digits_within
from kata.pipe.raised import Lost, Void
from kata.printable import printable
from kata.subject.interface import Network
from kata.subject.own import OPTIMISER_CLASSES
from kata.training.lesson import Lesson, OnEvent, Training, UnusableError
from kata.training.plan import Plan
from kata.training.weights import save_weights
from kata.words.translation import phrase


def run_training(
    plan: Plan,
    *,
    weights: Path | None = None,
    memory: int = MEMORY,
    seconds: float = 300,
    quiet: float = math.inf,
    on_event: OnEvent = lambda _: None,
    stop: threading.Event | None = None,
) -> Training:
    """Train as planned, in a worker with these limits, until another thread sets `stop`.

    However it ends, if an epoch was over, the weights that count are then in the file `weights`, if one is named.
    """
    training = Training()
    lesson = Lesson(plan, training, on_event, keeps=weights is not None)
    limits, course = Limits(memory, seconds, quiet, stop), _course(plan, weights)
    call = LongCall(plan.library, "learn", digits_within(course.data), limits, **asdict(course))
    try:
        lesson.end(Frame(call.run(lesson.hear)))
        training.over = True
    except (UnusableError, Stopped, Void) as error:
        training.failure, training.over = str(error), True
    except RaisedError as error:
        when = phrase("after the last epoch") if lesson.fitted else phrase(f"in epoch {len(training.epochs) + 1}")
        training.failure, training.over = _sentence(error, when), True
    except Lost as lost:  # another time it may end otherwise
        training.failure = str(lost) or phrase("the child process ended early")
    training.peak, training.failure = call.peak, printable(training.failure)
    if training.failure:
        on_event({"event": "failure", "failure": training.failure})
    if weights is not None and lesson.parameters is not None:
        save_weights(weights, Network(plan.sizes, plan.functions, lesson.parameters))
    return training


def _course(plan: Plan, weights: Path | None) -> Course:
    return Course(
        data=Path(plan.data).absolute(),  # a worker works in another folder
        sizes=plan.sizes,
        activations=plan.functions,
        dtype=plan.dtype,
        optimiser=OPTIMISER_CLASSES[plan.optimiser.replace("-", "_")],
        learning_rate=plan.rate(0),
        epochs=plan.epochs,
        batch_size=plan.batch_size,
        l1=plan.l1,
        l2=plan.l2,
        tolerance=plan.tolerance,
        seed=plan.seed,
        parameters=weights is not None,
        reports=plan.reports,
    )


def _sentence(error: RaisedError, when: str) -> str:
    """Say what went wrong, when, and at which line of the library."""
    if not error.place:
        return f"{error.kind} {when}: {error.message}"
    file, line = error.place.split(":")
    return phrase(f"{error.kind} {when}, in {file} line {line}: {error.message}")
