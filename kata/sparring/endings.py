"""A student's test, and how it ended on a library."""

from dataclasses import dataclass

SECONDS = 5.0  # that a test may take on a library, in each draw


@dataclass(frozen=True)
class StudentTest:
    """A test, by the name that pytest has for it, and whether Hypothesis draws its examples."""

    name: str
    drawn: bool

    @property
    def function(self) -> str:
        """The function that it is a case of."""
        return self.name.partition("[")[0]


@dataclass(frozen=True)
class Ending:
    """How a test ended on a library, in one draw, and after how many seconds.

    `outcome` is passed, failed, skipped, hung or died. Of one that failed `kind` is assertion, library (an
    exception out of it) or other; `example` is what Hypothesis came upon, `tried` the last call, `answered` what
    came out of that.
    """

    outcome: str
    kind: str = ""
    message: str = ""
    line: int = 0
    example: str = ""
    tried: str = ""
    answered: str = ""
    seconds: float = 0.0
