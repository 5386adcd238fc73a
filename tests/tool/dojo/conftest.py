"""What the tests of the dojo share: a dojo for each target, which takes longer to begin than to judge."""

from contextlib import ExitStack

import pytest

from kata.dojo.judging import Dojo
from kata.sparring.cast import find_target


@pytest.fixture(scope="session")
def dojo_for():
    """Return the dojo for a bug, which is begun once in a session."""
    begun = {}
    with ExitStack() as until_the_end:

        def dojo_for(bug):
            if bug not in begun:
                begun[bug] = until_the_end.enter_context(Dojo(find_target(bug)))
            return begun[bug]

        yield dojo_for
