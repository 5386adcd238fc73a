"""What of the zoo is run, and on which bench.

The last proof that all of it holds is kept, with what stands for the content it was found with: the tests, the
corrected library and the zoo. As long as these are the same, so is what came out, and of the fixes and breaches a
share is run, each day another one: what could change an outcome beside them is the tool and the versions, and that
shows in a share as well. With any other content all are run, and so is whatever is asked for by its name.
"""

from datetime import UTC, datetime

import pytest
import reached
from reached import reach
from zoo.shares import SHARES, in_share

from book.proof import kept
from book.zoo import content
from kata.proof.bench import workbench

__all__ = ["reach"]


def pytest_addoption(parser):
    """Add the options that leave no fix to the short cut, or to the proof."""
    parser.addoption("--whole", action="store_true", help="run all tests on every fix, beside the short cut")
    parser.addoption("--every", action="store_true", help="run every fix and breach, whatever is proved already")
    parser.addoption("--share", type=int, choices=range(1, SHARES + 1), help="run this share of them alone")


def pytest_configure(config):
    """Settle which share is run, once for all processes: none of them is to look at the clock again."""
    option = config.option
    if hasattr(config, "workerinput"):
        option.share = config.workerinput["share"]
        return
    named = option.keyword or any("::" in argument for argument in config.args)
    every = option.every or option.whole or named or content() != kept("zoo").get("content")
    if option.share is None:
        option.share = 0 if every else 1 + datetime.now(UTC).toordinal() % SHARES


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell each process of pytest-xdist which share is run, and what the tests reach."""
    reached.pytest_configure_node(node)
    node.workerinput["share"] = node.config.option.share


def pytest_report_header(config):
    """Say how much of the zoo is run."""
    share = config.option.share
    told = f"share {share} of {SHARES}: the rest is proved in docs/proof/zoo.json, with this content"
    return f"zoo: {told if share else 'every fix and every breach'}"


def pytest_collection_modifyitems(config, items):
    """Leave out the fixes and breaches of the other shares: of what every test function is asked of."""
    share = config.option.share
    if not share:
        return
    asked = {}
    for item in items:
        if hasattr(item, "callspec"):
            asked.setdefault(item.function, []).append(item)
    others = {
        item
        for of_one in asked.values()
        for number, item in enumerate(of_one)
        if not in_share(number, len(of_one), share)
    }
    config.hook.pytest_deselected(items=[*others])
    items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def bench(tmp_path_factory, reach):
    """Return a function that runs the tests with another text of a module."""
    with workbench(tmp_path_factory.mktemp("zoo") / "tests" / "library", reach, hasty=True) as trial:
        yield trial
