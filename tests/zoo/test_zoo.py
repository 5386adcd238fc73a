"""The zoo: fixes as people write them. Every right one is accepted, and every wrong one rejected.

An entry of the TOML files beside this one names the bug, the fix, and whether it is right, and gives the lines
that it puts in the place of those of `fixed` (`old`, `new`, and `also` for further places, all of them in the
bug's module). So all other bugs are fixed, and the judge says what it makes of this one.

Of the tests those are run that reach a function which the fix changes: see `kata.proof.reach`. On a sample of the
fixes, and with `--whole` on each, all tests are run, too, and must agree.
"""

from functools import cache

import pytest
from shares import SHARES, in_share

from book.zoo import FIXES
from kata.bugs.fixes import text_of
from kata.bugs.manifest import load_bugs
from kata.judging.verdict import exit_status, verdict


@pytest.fixture(scope="session")
def trial(bench):
    """Return a function that runs the tests with a fix in its module, all of them or those of some bugs, once."""

    @cache
    def run(module, text, bugs, short_cut):
        return bench(module, text, bugs=bugs, short_cut=short_cut)

    return lambda fix, bugs=(), short_cut=True: run(module_of(fix), text_of(fix), bugs, short_cut)


def module_of(fix):
    """Return the module that a fix changes."""
    return load_bugs()[fix["bug"]].module


def named(fixes):
    """Return the fixes, each with its name."""
    return [pytest.param(fix, id=f"{fix['bug']}: {fix['name']}") for fix in fixes]


def sample():
    """Return a fix of every module, by turns a right one and a wrong one."""
    for number, module in enumerate(sorted({module_of(fix) for fix in FIXES})):
        yield next(fix for fix in FIXES if module_of(fix) == module and fix["right"] == (number % 2 == 0))


def pytest_generate_tests(metafunc):
    """Take all fixes for the sample, if asked for."""
    if "sampled" in metafunc.fixturenames:
        whole = metafunc.config.getoption("whole", default=False)
        metafunc.parametrize("sampled", named(FIXES if whole else sample()))


@pytest.mark.parametrize("fix", named(fix for fix in FIXES if fix["right"]))
def test_a_right_fix_is_accepted(trial, fix):
    """Every bug is fixed, and nothing else broke."""
    said = verdict(trial(fix))
    assert exit_status(said) == 0, said
    assert {*said["unchanged"].values(), *said["once_fixed"].values()} == {"passed"}


@pytest.mark.parametrize("fix", named(fix for fix in FIXES if not fix["right"]))
def test_a_wrong_fix_is_rejected(trial, fix):
    """Its bug is present, or what worked before is broken, but no other bug; what fails says what was tried."""
    of_bug = trial(fix, (fix["bug"],))
    status = verdict(of_bug, only=[fix["bug"]])["bugs"][fix["bug"]]["status"]
    assert status in ("present", "fixed")
    rejected = of_bug if status == "present" else trial(fix)
    assert rejected.failed, "nothing rejects this fix"
    for test in rejected.failed:
        asks = rejected.bugs[test] if test not in rejected.waiting else []
        assert asks in ([fix["bug"]], []), test
        assert "tried " in rejected.messages[test], test


def test_the_short_cut_changes_no_outcome(trial, sampled):
    """Every test ends as it does where all are run."""
    assert trial(sampled).outcomes == trial(sampled, short_cut=False).outcomes


def test_every_bug_has_right_and_wrong_fixes():
    """At least sixty right and eighty wrong ones in all, and of each bug eight, of both kinds."""
    assert sum(fix["right"] for fix in FIXES) >= 60
    assert sum(not fix["right"] for fix in FIXES) >= 80
    for bug in load_bugs():
        kinds = [fix["right"] for fix in FIXES if fix["bug"] == bug]
        assert len(kinds) >= 8, bug
        assert set(kinds) == {True, False}, bug


def test_no_fix_is_there_twice():
    """Neither by its name nor by what it writes."""
    for what in (lambda fix: fix["name"], lambda fix: (fix["new"], str(fix.get("also")))):
        told = [(fix["bug"], what(fix)) for fix in FIXES]
        assert len(set(told)) == len(told)


def test_the_shares_are_the_whole():
    """Each fix and breach comes up in a share; there is something in every one, and none is large."""
    for number in (1, 6, SHARES, 59, 700):
        shares = [{one for one in range(number) if in_share(one, number, share + 1)} for share in range(SHARES)]
        assert set().union(*shares) == set(range(number))
        assert {len(share) for share in shares} <= {max(1, number // SHARES), -(-number // SHARES)}
