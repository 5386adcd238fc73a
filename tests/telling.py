"""What a failing test says to a student: what was tried, what came out, what should have, and why it matters."""

import numpy as np


def told(*, tried: str, got: object, expected: object, why: str) -> str:
    """Return the four lines of a failure message."""
    lines = {"tried": tried, "got": got, "expected": expected, "why": why}
    return "\n" + "\n".join(f"{name:<11}{_shown(value)}" for name, value in lines.items())


def _shown(value: object) -> str:
    """Write numbers short, and indent what takes several lines."""
    if isinstance(value, np.ndarray | list | tuple | float):
        with np.printoptions(precision=6, suppress=True, threshold=40):
            value = np.asarray(value)
            text = str(value if value.ndim else value[()])
    else:
        text = str(value)
    return text.replace("\n", "\n" + " " * 11)
