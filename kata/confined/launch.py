"""Cap the memory of this process, then run a module in it: python launch.py BYTES MODULE [ARGUMENT...].

`kata.confined.child` starts this by its path, so that nothing is imported before the cap stands.
"""

import os
import runpy
import sys


def cap(memory: int) -> None:
    """Cap the address space of this process, where the operating system does that, and write no core files."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    cap(int(sys.argv[1]))
    sys.path[0] = os.getcwd()  # noqa: PTH109 - as `python -m` has it, and pathlib is one import more
    sys.argv[:] = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
