"""The draw: which bugs and breaches a student has, by the secret of the class and the student's id.

Nobody who has not the secret can tell what was drawn, and whoever has it draws the same again: a student's draw
depends on nobody else in the list.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kata.bugs.breaches import Breach, drawn
from kata.bugs.choice import by_kind
from kata.bugs.manifest import load_bugs
from kata.bugs.names import find_bugs

if TYPE_CHECKING:
    import numpy as np

BYTES = 32  # of a secret


@dataclass(frozen=True)
class Plan:
    """What everybody is to have: these bugs, or so many drawn, or one of each kind; and so many breaches.

    No choice of bugs means all of them, and with breaches none, as it does for `kata start`.
    """

    bugs: tuple[str, ...] = ()
    number: int | None = None
    kinds: bool = False
    breaches: int | None = None

    def draw(self, rng: "np.random.Generator") -> tuple[list[str], list[Breach]]:
        """Return the bugs and the breaches for one student; raise ValueError if there are not so many breaches."""
        present = self._bugs(rng)
        seed = int(rng.integers(2**62))
        return present, [] if self.breaches is None else drawn(self.breaches, seed, present)

    def _bugs(self, rng: "np.random.Generator") -> list[str]:
        known = list(load_bugs())
        if self.kinds:
            chosen = {str(rng.choice(sorted(bugs))) for _, bugs in sorted(by_kind().items())}
        elif self.number is not None:
            chosen = {str(bug) for bug in rng.choice(sorted(known), self.number, replace=False)}
        elif self.bugs:
            chosen = set(self.bugs)
        else:
            chosen = set(known) if self.breaches is None else set()
        return [bug for bug in known if bug in chosen]


def plan_of(bugs: Sequence[str], number: int | None, kinds: bool, breaches: int | None) -> Plan:
    """Return the plan that was asked for; raise ValueError, with a sentence, if it can be none."""
    if sum((bool(bugs), number is not None, kinds)) > 1:
        raise ValueError("Choose the bugs in one way: --bugs, --random or --kinds.")
    if number is not None and not 1 <= number <= len(load_bugs()):
        raise ValueError(f"--random {number}: expected 1 to {len(load_bugs())} bugs.")
    return Plan(tuple(bug.id for bug in find_bugs(bugs)), number, kinds, breaches)


def generator(secret: bytes, student: str) -> "np.random.Generator":
    """Return the generator of a student's draw."""
    import numpy as np

    digest = hmac.new(secret, student.casefold().encode(), hashlib.sha256).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


@dataclass(frozen=True)
class Secret:
    """The secret of a class, and its file, which is not there yet if it is `new`."""

    value: bytes = field(repr=False)
    path: Path
    new: bool = False

    def keep(self) -> None:
        """See that it is in its file, which only its owner can read."""
        if self.new:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(self.value.hex() + "\n")


def secret_of(path: Path) -> Secret:
    """Return the secret in a file, or a new one; raise ValueError, with a sentence, if the file has none in it."""
    if not path.exists():
        return Secret(secrets.token_bytes(BYTES), path, new=True)
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) < BYTES:
        raise ValueError(f"{path} is no secret of a class: expected {2 * BYTES} digits from 0 to f.")
    return Secret(secret, path)
