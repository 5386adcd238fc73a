"""The draw of a question: numbers are drawn, the library answers, and what tells nothing apart is drawn again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kata.bugs.manifest import Bug
from kata.bugs.questions import Question
from kata.exam.runs import CORRECT, Run, Runs, Variant, fixes_of
from kata.exam.trials import Known, Seen
from kata.exam.values import apart, same, shown

OPTIONS = 4  # to choose from, where a question is not about two
WRONG = 5  # fixes whose answers may be among them
OTHERS = 4  # draws of the same question, whose answers are wrong here
# what a person can compute of the broken code in some minutes: of a bug these questions alone, with these values
BY_HAND: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "binary-cost": {"value": {}, "shape": {}, "cost": {"classes": ("4", "8")}},
    "bias-correction": {"value": {"steps": ("2", "3")}, "shape": {}},
}


@dataclass(frozen=True)
class Item:
    """A question of a quiz: its code, what is said of it, and the options, of which one is right.

    `broken` and `correct` are what the library with the bug answers to the code, and a corrected one. Options are
    answers, too, those of two fixes among them, or what tests check; `names` are those of the fixes and the tests.
    """

    bug: Bug
    kind: str
    question: Question
    broken: str
    correct: str
    options: tuple[str, ...]
    right: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A question with its numbers, before anything was run; `others` are codes with other numbers."""

    bug: Bug
    kind: str
    question: Question
    others: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()  # a right one and a wrong one; or some that are wrong, whose answers are options

    def runs(self) -> Iterator[Run]:
        """Yield what has to be run for it."""
        variants = [CORRECT, Variant(self.bug.id)]
        yield from ((variant, code) for variant in variants for code in (self.question.code, *self.others))
        yield from ((Variant(self.bug.id, name), self.question.code) for name in self.fixes)

    def settled(self, runs: Runs, seen: Seen | None, rng: np.random.Generator) -> Item | None:
        """Return the question with its options, once all was run; None if it tells nothing apart."""
        code = self.question.code
        broken, correct = runs(Variant(self.bug.id), code), runs(CORRECT, code)
        if not apart(broken, correct):
            return None
        if self.kind == "test":
            assert seen is not None
            options, names = _tests(seen, rng)
        elif self.kind == "fix":
            right, wrong = (runs(Variant(self.bug.id, name), code) for name in self.fixes)
            if not same(right, correct) or not apart(wrong, correct):
                return None
            options, names = [right, wrong], list(self.fixes)
        else:
            options, names = self._answers(broken, correct, runs, rng), []
            if len(options) < OPTIONS:
                return None
        order = rng.permutation(len(options))
        return Item(
            self.bug,
            self.kind,
            self.question,
            shown(broken),
            shown(correct),
            tuple(options[place] if self.kind == "test" else shown(options[place]) for place in order),
            int(np.flatnonzero(order == 0)[0]),
            tuple(names[place] for place in order) if names else (),
        )

    def _answers(self, broken: str, correct: str, runs: Runs, rng: np.random.Generator) -> list[str]:
        """Return answers that are apart, first the right one: what wrong fixes say, or what is right elsewhere."""
        found = [broken, correct] if self.kind == "broken" else [correct, broken]
        wrong = [runs(Variant(self.bug.id, name), self.question.code) for name in self.fixes]
        others = [runs(variant, code) for code in self.others for variant in (CORRECT, Variant(self.bug.id))]
        for answers in (wrong, others):
            for answer in rng.permutation(answers):
                if len(found) < OPTIONS and all(apart(str(answer), other) for other in found):
                    found.append(str(answer))
        return found


def draft(bug: Bug, kind: str, rng: np.random.Generator) -> Draft:
    """Return a question of a kind with numbers drawn for it."""
    limits = BY_HAND.get(bug.id) if kind == "broken" else None
    asked = [question for question in bug.ask if limits is None or question.kind in limits]
    template = asked[rng.integers(len(asked))]
    within = {} if limits is None else limits[template.kind]
    question = _drawn(template, within, rng)
    if kind == "test":
        return Draft(bug, kind, question)
    right, wrong = ([name for name, fix in fixes_of(bug.id).items() if fix["right"] is it] for it in (True, False))
    if kind == "fix":
        return Draft(bug, kind, question, fixes=(str(rng.choice(right)), str(rng.choice(wrong))))
    others = tuple(_drawn(template, within, rng).code for _ in range(OTHERS))
    return Draft(bug, kind, question, others, tuple(map(str, rng.permutation(wrong)[:WRONG])))


def _drawn(template: Question, within: dict[str, tuple[str, ...]], rng: np.random.Generator) -> Question:
    return template.filled({name: str(rng.choice(within.get(name, values))) for name, values in template.draw})


def _tests(seen: Seen, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Return what four tests check, and their names: first the one that fails, then one that is near."""
    some = [*_some(seen.failing, 1, rng), *_some(seen.near, 1, rng), *_some(seen.far, OPTIONS, rng)][:OPTIONS]
    return [known.sentence for known in some], [known.test for known in some]


def _some(tests: Sequence[Known], number: int, rng: np.random.Generator) -> list[Known]:
    return [tests[place] for place in rng.permutation(len(tests))[:number]]
