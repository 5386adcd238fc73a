"""What the tests reach."""

from reached import pytest_configure_node, reach

__all__ = ["pytest_configure_node", "reach"]
