"""What a student's test sees of a library: `subject`, whose calls go over the pipe, and nothing behind it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kata.literals import CUT, brief
from kata.pipe.raised import exception_of
from kata.subject.calls import SIGNATURES, Call, Calls
from kata.subject.interface import Array

Ask = Callable[..., Mapping[str, Any]]  # asks whoever holds the library, and returns the answer
QUESTION, TOLD = b"?", b"!"  # before a frame: for who holds the library, or for who runs the tests
ANSWER = 200  # characters of an answer that are shown


class Facing:
    """A library, as the tests of the dojo see it: the methods of `kata.subject.interface.Subject`."""

    def __init__(self, ask: Ask) -> None:
        self._ask, self._made = ask, Calls()
        self._answer: tuple[Any, ...] = ()  # what came out of the last call, if anything did
        self.changed: tuple[str, ...] = ()  # the arguments that the last call altered in place

    def __repr__(self) -> str:
        return "subject"

    def __getattr__(self, method: str) -> "Method":
        if method not in SIGNATURES:
            raise AttributeError(f"subject has no {method!r}: it has {', '.join(sorted(SIGNATURES))}")
        return Method(self, method)

    def call(self, method: str, arguments: Mapping[str, Any]) -> Any:
        """Return what the library answers to a call; raise what it raises."""
        self._made.add(Call(method, arguments))
        self._answer = ()
        answer = self._ask(method=method, arguments=dict(arguments))
        self.changed = tuple(name for name in arguments if name in answer["changed"])
        if "error" in answer:
            error = exception_of(answer["error"])
            error.of_library = True  # type: ignore[attr-defined]
            raise error
        self._made.answered(answer["value"])
        self._answer = (answer["value"],)
        return answer["value"]

    def begin(self) -> None:
        """Forget the calls so far."""
        self._made.begin()
        self._answer = ()

    @property
    def tried(self) -> str:
        """The last call, as a student would write it."""
        return self._made.last

    @property
    def answered(self) -> str:
        """The beginning of what came out of it."""
        text = " ".join(map(brief, self._answer))
        return text if len(text) <= ANSWER else f"{text[:ANSWER]} {CUT}"


class Method:
    """A method of the library, which a failing test names as the student does."""

    def __init__(self, facing: Facing, name: str) -> None:
        self._facing, self._name = facing, name

    def __repr__(self) -> str:
        return f"{self._facing}.{self._name}"

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call it."""
        bound = SIGNATURES[self._name].bind(self, *arguments, **named).arguments
        del bound["self"]
        return self._facing.call(self._name, bound)


def digits_folder(ask: Ask, images: Array, labels: Array | None = None) -> Path:
    """Return a folder with these images, (m, 28, 28) bytes, as the four files of MNIST, for `load_mnist`.

    They are the training part and the test part, labelled 0 to 9 in turn unless labels, (m,), are given.
    """
    answer = ask(digits={"images": images, "labels": labels})
    if "error" in answer:
        raise ValueError(answer["error"])
    return Path(answer["value"])
