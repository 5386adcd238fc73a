"""Work side by side: results in their order, and an end that is the end."""

import subprocess
import sys
import time

import pytest
from waiting import in_time

from kata.confined.processes import side_by_side

SLEEPS = [sys.executable, "-c", "import time; time.sleep(4)"]


def test_results_come_in_the_order_of_the_items():
    """Whichever is done first."""
    assert side_by_side(lambda item: time.sleep(0.1 * (item == 0)) or 10 * item, range(4), 2) == [0, 10, 20, 30]


def test_what_the_work_begins_after_an_error_is_ended_too():
    """It has twenty processes to run, one after the other, and would take more than a minute."""
    began = time.monotonic()

    def work(item):
        if item == 0:
            time.sleep(0.2)
            raise ValueError("this one fails")
        for _ in range(20):
            subprocess.run(SLEEPS, check=False)

    with pytest.raises(ValueError, match="this one fails"):
        side_by_side(work, [0, 1], 2)
    assert in_time(time.monotonic() - began, 20)
