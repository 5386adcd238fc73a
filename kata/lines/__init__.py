"""A line of Python with the library's own names: read here, run behind the pipe, and its answers compared."""
