"""What of the zoo is run, and on which bench.

What could change an outcome beside the content that the proof was found with is the tool and the versions, and
that shows in a share as well.
"""

import pytest
import reached
import shares
from reached import reach

from book.proof import stands
from kata.proof.bench import workbench

__all__ = ["reach"]


def pytest_addoption(parser):
    """Add the options that leave no fix to the short cut, or to the proof."""
    parser.addoption("--whole", action="store_true", help="run all tests on every fix, beside the short cut")
    shares.add_options(parser)


def pytest_configure(config):
    """Settle which share is run."""
    shares.settle(config, lambda: not config.option.whole and stands("zoo"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell each process of pytest-xdist which share is run, and what the tests reach."""
    reached.pytest_configure_node(node)
    shares.tell(node)


def pytest_report_header(config):
    """Say how much of the zoo is run."""
    return shares.header(config, "zoo")


def pytest_collection_modifyitems(config, items):
    """Leave out the fixes and breaches of the other shares."""
    shares.leave_out(config, items)


@pytest.fixture(scope="session")
def bench(tmp_path_factory, reach):
    """Return a function that runs the tests with another text of a module."""
    with workbench(tmp_path_factory.mktemp("zoo") / "tests" / "library", reach, hasty=True) as trial:
        yield trial
