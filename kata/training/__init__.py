"""Train a library: what is planned, the child process that does it, and what is kept of it."""
