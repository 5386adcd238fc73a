"""A child process shut in: so much memory and so much time, and no more."""
