"""A judge that lasts: whatever runs in this process asks it, and begins none of its own, which takes a second."""

from kata.judging.judge import Judge


class Lasting(Judge):
    """Begins and runs as a judge does, whatever stands in the place of other judges."""

    begin, run = Judge.begin, Judge.run


def take_the_place_of_judges(patch, run):
    """Have `run` answer for every judge but those that last; no other is begun."""
    patch.setattr(Judge, "run", run)
    patch.setattr(Judge, "begin", lambda _: None)
