"""Grading many: the judge on each submission, in processes that may be lost, and what came of it."""
