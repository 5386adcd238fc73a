"""Digits of handwriting: where they come from, how a picture becomes one, and how they are shown."""
