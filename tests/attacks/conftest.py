"""Which attacks are tried behind which walls, and the figures at the end: tried, forged, without a verdict."""

import json
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path

import pytest
import shares
from attacks.attempt import load_attacks, needs_its_own
from attacks.judges import Shared

from book.proof import kept, stands
from kata.confined.walls import WALLS

WRONG = ("forged", "without a verdict", "left behind")


def pytest_addoption(parser):
    """Add the options that choose a wall, and keep the figures."""
    parser.addoption("--wall", choices=[*WALLS, "all"], help="attack behind this wall (default: the strongest)")
    parser.addoption("--alone", action="store_true", help="have each attack meet a judge of its own (slow)")
    parser.addoption("--figures", metavar="FILE", type=Path, help="write the figures and the outcomes as JSON")
    shares.add_options(parser)


def pytest_configure(config):
    """Settle which share is tried."""
    shares.settle(config, lambda: is_proved(config))


def is_proved(config):
    """Whether all attacks were tried on this judge, behind these walls, with the judge that many share."""
    if config.option.alone or not stands("attacks"):
        return False
    return {*walls(config)} <= kept("attacks")["suites"]["attacks"]["groups"].keys()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell each process of pytest-xdist which share is tried."""
    shares.tell(node)


def pytest_collection_modifyitems(config, items):
    """Leave out the attacks of the other shares."""
    shares.leave_out(config, items)


def walls(config):
    """Return the walls to be attacked."""
    asked = config.getoption("wall", default=None)
    there = [name for name, wall in WALLS.items() if asked in (None, "all", name) and not wall.lacking()]
    return there if asked else there[:1]


def pytest_report_header(config):
    """Say which walls there are, and how many attacks are tried."""
    return [f"walls: {', '.join(walls(config))}", shares.header(config, "attacks")]


def pytest_generate_tests(metafunc):
    """Try every attack behind every wall; what runs nothing behind a wall, behind the strongest."""
    if "attack" not in metafunc.fixturenames:
        return
    alone, there = metafunc.config.getoption("alone", default=False), walls(metafunc.config)
    cases = [
        pytest.param(attack, wall, id=f"{wall}: {attack['kind']}: {attack['name']}")
        for wall in there
        for attack in load_attacks()
        if alone or wall == there[0] or "code" in attack or not needs_its_own(attack)
    ]
    metafunc.parametrize(("attack", "wall"), cases)


@pytest.fixture(scope="session")
def shared(request, tmp_path_factory):
    """The judge of all attacks that need none of their own; None if each is to have one."""
    if request.config.getoption("alone", default=False):
        yield None
        return
    with closing(Shared(tmp_path_factory.mktemp("shared"))) as judge:
        yield judge


def pytest_terminal_summary(terminalreporter, config):
    """Show the figures, and write them; but not each process of pytest-xdist its own."""
    if hasattr(config, "workerinput"):
        return
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    called = [dict(report.user_properties) for report in reports if getattr(report, "when", "") == "call"]
    outcomes = [told["outcome"] for told in called if "outcome" in told]
    by_wall = defaultdict(list)
    for outcome in outcomes:
        by_wall[outcome["wall"]].append(outcome)
    figures = {wall: figures_of(tried) for wall, tried in by_wall.items()}
    if figures:
        terminalreporter.section("attacks")
    for wall, of in figures.items():
        terminalreporter.write_line(f"{wall}: " + ", ".join(f"{what} {number}" for what, number in of.items()))
    if file := config.getoption("figures", default=None):
        file.write_text(json.dumps({"figures": figures, "outcomes": outcomes}, indent=1) + "\n", encoding="utf-8")


def figures_of(tried):
    """Count the attacks behind a wall: where it promises nothing, what they achieve is counted by itself."""
    wrong = Counter(kind for outcome in tried if outcome["promised"] for kind in outcome["wrong"])
    seconds = sum(outcome["processor"] for outcome in tried) / len(tried)
    return {
        "tried": len(tried),
        **{kind: wrong[kind] for kind in WRONG},
        "not promised to be stopped": sum(not outcome["promised"] for outcome in tried),
        "and not stopped": sum(bool(outcome["wrong"]) for outcome in tried if not outcome["promised"]),
        "never carried out": sum(not outcome["ran"] for outcome in tried),
        "CPU seconds each": round(seconds, 1),
    }
