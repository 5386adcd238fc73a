"""A student's tests and our libraries, each in a process of its own: who there is, and how they meet."""
