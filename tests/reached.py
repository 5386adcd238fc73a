"""What the tests reach of the corrected library, measured once for all processes of pytest-xdist."""

import pytest

from kata.proof.reach import Reach, measure


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Measure before the first process starts, and tell each of them."""
    if not hasattr(node.config, "reach"):
        node.config.reach = measure()._asdict()
    node.workerinput["reach"] = node.config.reach


@pytest.fixture(scope="session")
def reach(request):
    """Return which functions each test runs."""
    told = getattr(request.config, "workerinput", {}).get("reach")
    return Reach(**told) if told else measure()
