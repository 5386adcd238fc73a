"""What counts, by the rules alone: endings are given, and no test is run."""

from itertools import product

import pytest

from kata.dojo.rules import (
    BEYOND,
    FLAKY,
    INVALID,
    MOST,
    VALID,
    Judged,
    Judgement,
    counted,
    idle,
    is_caught,
    most_points,
    needed,
    on_a_right_one,
)
from kata.sparring.cast import OTHER, RIGHT, WRONG, Library, find_target
from kata.sparring.endings import SECONDS, Ending, StudentTest

PASSED, SKIPPED, HUNG, DIED = map(Ending, ("passed", "skipped", "hung", "died"))
ASSERTION, LIBRARY, OWN = (Ending("failed", kind) for kind in ("assertion", "library", "other"))
NAMES = [f"wrong {number}" for number in range(20)]
CAST = (
    Library("fixed", RIGHT, {}),
    Library("softmax-overflow", WRONG, {}),
    *(Library(name, WRONG, {}) for name in NAMES[1:]),
    *(Library(f"other {number}", OTHER, {}) for number in range(10)),
)
WRONGS = ["softmax-overflow", *NAMES[1:]]


def judgement(*tests):
    """Return what came of tests."""
    return Judgement(find_target("softmax-overflow"), tests, CAST)


def valid(name, *caught, touched=()):
    """Return a valid test that catches these."""
    return Judged(StudentTest(name, False), VALID, caught=caught, touched=tuple(touched))


@pytest.mark.parametrize("ending", [ASSERTION, LIBRARY, OWN, SKIPPED, HUNG, DIED])
def test_a_test_that_does_not_pass_on_a_right_library_is_worth_nothing(ending):
    """Whatever comes instead; where a draw differs from the others, it is flaky."""
    assert on_a_right_one([ending] * 3) == INVALID
    assert on_a_right_one([ending]) == INVALID
    for draws in product([PASSED, ending], repeat=3):
        if {*draws} == {PASSED, ending}:
            assert on_a_right_one(draws) == FLAKY
    assert on_a_right_one([PASSED] * 3) == VALID


@pytest.mark.parametrize("ending", [OWN, SKIPPED, DIED, PASSED])
def test_what_is_no_failure_of_the_test_catches_nothing(ending):
    """An error of its own, a skip, an end of the process: none says that the library is wrong."""
    assert not is_caught([ending] * 3, 3, slowest=0)
    assert not is_caught([ASSERTION, ASSERTION, ending], 3, slowest=0)


@pytest.mark.parametrize("ending", [ASSERTION, LIBRARY])
def test_a_library_is_caught_in_all_draws_or_not_at_all(ending):
    """By an assertion, or by what the library raises."""
    assert is_caught([ending] * 3, 3, slowest=0)
    assert not is_caught([ending, PASSED], 3, slowest=0)
    assert not is_caught([ending] * 2, 3, slowest=0)


def test_a_hang_catches_only_what_is_ten_times_slower():
    """Or else it is the test that is slow."""
    assert is_caught([HUNG], 3, slowest=SECONDS / 11)
    assert not is_caught([HUNG], 3, slowest=SECONDS / 9)
    assert is_caught([ASSERTION, HUNG], 3, slowest=0)


def test_25_functions_count():
    """A parametrised one is one function."""
    tests = [StudentTest(f"test_{number}", False) for number in range(MOST + 5)]
    assert counted(tests) == tests[:MOST]
    cases = [StudentTest(f"test_it[{number}]", False) for number in range(100)]
    assert counted([*cases, *tests]) == [*cases, *tests[: MOST - 1]]


def test_the_bars_count_what_they_say():
    """Of two valid tests and one that is not, with three libraries caught and one touched."""
    one, two = valid("one", *WRONGS[:2]), valid("two", *WRONGS[1:3], touched=["other 1"])
    wrong = Judged(StudentTest("three", False), INVALID, PASSED)
    measured = judgement(one, two, wrong, Judged(StudentTest("four", False), BEYOND)).measures
    assert measured.validity == 2 / 3
    assert measured.thoroughness == 3 / 20
    assert measured.specificity == 9 / 10
    assert measured.economy == 1


def test_without_a_catch_there_is_nothing_to_measure():
    """A test that fails nowhere is not specific, and one that fails everywhere is not thorough."""
    measured = judgement(valid("one")).measures
    assert (measured.validity, measured.thoroughness) == (1, 0)
    assert measured.specificity is None
    assert measured.economy is None
    assert judgement().measures.validity is None


def test_a_test_that_adds_nothing_is_idle():
    """Of two that catch the same, one is."""
    tests = [valid("few", *WRONGS[:2]), valid("many", *WRONGS[:5]), valid("last", WRONGS[6]), valid("none")]
    assert [each.test.name for each in needed(tests)] == ["many", "last"]
    assert [each.test.name for each in idle(judgement(*tests))] == ["few", "none"]


def test_points_rise_with_what_is_caught():
    """In steps, to the most that there are, which the last few libraries do not stand in the way of."""
    points = [judgement(valid("it", *WRONGS[:number])).points for number in range(21)]
    assert points[0] == 0
    assert points == sorted(points)
    assert points[17:] == [most_points()] * 4 == [10] * 4


def test_points_are_less_without_the_bug_or_with_others():
    """Whoever misses the bug itself, fails with every other bug, or has a test that is not valid."""
    whole = judgement(valid("it", *WRONGS)).points
    assert judgement(valid("it", *WRONGS[1:])).points == whole - 3
    others = [library.name for library in CAST if library.role == OTHER]
    assert judgement(valid("it", *WRONGS, touched=others)).points == whole - 2
    assert judgement(valid("it", *WRONGS), Judged(StudentTest("two", False), FLAKY, PASSED)).points == whole - 1
