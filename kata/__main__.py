"""`python -m kata` is `kata`."""

from kata.cli import app

app()
