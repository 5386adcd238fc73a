"""Questions about code that is fixed: a template of each kind for every bug, and numbers drawn for it."""

from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

KINDS = (
    "value",
    "shape",
    "cost",
)  # what is asked for; a cost is a cross-entropy, or so many steps, calls or bytes


@dataclass(frozen=True)
class Question:
    """A few lines of code, of which the student says what comes out before they are run.

    As a template it has `$name` in its texts for each name in `draw`, which gives the values to choose from.
    `code` is run as that of a `Prediction` is. `working` is how a person finds the answer, as Python with the
    functions of `math`, and `because` says why that is the way.
    """

    kind: str
    draw: tuple[tuple[str, tuple[str, ...]], ...]
    question: str
    code: str
    working: str
    because: str

    def filled(self, values: dict[str, str]) -> "Question":
        """Return it with these values in the place of their names; raise KeyError for a name that has none."""
        texts = (self.question, self.code, self.working, self.because)
        return Question(self.kind, (), *(Template(text).substitute(values) for text in texts))

    def drawn(self, rng: "np.random.Generator") -> "Question":
        """Return it with a value chosen for each name."""
        return self.filled({name: str(rng.choice(values)) for name, values in self.draw})


def ask(questions: tuple[Question, ...], seed: int) -> Question:
    """Return the question that a seed stands for; seeds that follow each other ask for one kind after another."""
    import numpy as np

    return questions[seed % len(questions)].drawn(np.random.default_rng(seed))


def check_questions(questions: tuple[Question, ...]) -> None:
    """Raise ValueError unless there is a template of each kind, with several values for each name in its texts."""
    if tuple(question.kind for question in questions) != KINDS:
        raise ValueError(f"expected a question of each kind: {', '.join(KINDS)}")
    for question in questions:
        named = {name for name, _ in question.draw}
        used = {
            name
            for text in (question.question, question.code, question.working, question.because)
            for name in Template(text).get_identifiers()
        }
        if named != used or not named:
            raise ValueError(f"{question.kind}: the names {sorted(named ^ used)} are not both drawn and used")
        if any(len(set(values)) < max(len(values), 2) for _, values in question.draw):
            raise ValueError(f"{question.kind}: expected several different values to draw each name from")
