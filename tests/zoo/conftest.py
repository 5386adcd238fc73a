"""The option of the zoo, and what the tests reach."""

from reached import pytest_configure_node, reach

__all__ = ["pytest_configure_node", "reach"]


def pytest_addoption(parser):
    """Add the option that leaves no fix to the short cut alone."""
    parser.addoption("--whole", action="store_true", help="run all tests on every fix, beside the short cut")
