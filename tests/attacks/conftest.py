"""Which walls there are, and the figures at the end: attacks tried, forged, without a verdict, by wall."""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

KATA = Path(sys.executable).with_name("kata")
WALLS = ("namespaces", "landlock", "process")
WRONG = ("forged", "without a verdict", "left behind")


def pytest_addoption(parser):
    """Add the options that choose a wall, and keep the figures."""
    parser.addoption(
        "--wall", choices=WALLS, help="attack behind this wall only (default: each that is to be had)"
    )
    parser.addoption("--figures", metavar="FILE", type=Path, help="write the figures and the outcomes as JSON")


def walls_to_be_had():
    """Return the walls that this machine has; [None] if the judge knows of none."""

    def judge(*options):
        return subprocess.run([KATA, "judge", *options], capture_output=True, text=True, check=False)

    if "--wall" not in judge("--help").stdout:
        return [None]
    return [wall for wall in WALLS if judge("original", "--bug=softmax-shape", f"--wall={wall}").returncode == 1]


def walls(config):
    """Return the walls to be attacked, looked for once."""
    if not hasattr(config, "walls"):
        told = getattr(config, "workerinput", {}).get("walls")
        only = config.getoption("wall", default=None)
        config.walls = told or [wall for wall in walls_to_be_had() if only in (None, wall)]
    return config.walls


def pytest_report_header(config):
    """Say which walls there are."""
    return f"walls: {', '.join(wall or 'as it is' for wall in walls(config))}"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Look before the first process of pytest-xdist starts, and tell each of them."""
    node.workerinput["walls"] = walls(node.config)


def pytest_generate_tests(metafunc):
    """Take every wall that is to be had."""
    if "wall" in metafunc.fixturenames:
        metafunc.parametrize("wall", walls(metafunc.config), ids=lambda wall: wall or "as it is")


def pytest_terminal_summary(terminalreporter, config):
    """Show the figures, and write them; but not each process of pytest-xdist its own."""
    if hasattr(config, "workerinput"):
        return
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    outcomes = [dict(report.user_properties) for report in reports if getattr(report, "when", "") == "call"]
    outcomes = [outcome for outcome in outcomes if "wall" in outcome]
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
