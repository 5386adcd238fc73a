"""`python -m kata` is `kata`."""

from kata.cli import run

run()
