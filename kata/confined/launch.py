"""Cap the memory of this process, then run a module in it: python launch.py BYTES PARENT MODULE [ARGUMENT...].

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


def end_with(parent: int) -> None:
    """Have this process ended with its parent, where the operating system does that, whatever ends the parent."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL
        if os.getppid() != parent:  # too late
            os._exit(1)


if __name__ == "__main__":
    cap(int(sys.argv[1]))
    end_with(int(sys.argv[2]))
    sys.path[0] = os.getcwd()  # noqa: PTH109 - as `python -m` has it, and pathlib is one import more
    sys.argv[:] = sys.argv[3:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
