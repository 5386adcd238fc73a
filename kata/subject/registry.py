"""Adapters: other people's libraries as subjects, by name, each loaded only when it is asked for.

A name is that of the adapter, `pytorch`, and where the library is not an installed package, a colon and the folder
that holds it: `puj_ml:FOLDER`.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from kata.confined.child import MEMORY
from kata.confined.supervision import GIB
from kata.words.translation import phrase


@dataclass(frozen=True)
class Adapter:
    """What can be said of an adapter without loading it.

    `module` has a function ``load(package)`` that returns the subject, given the folder of the library's package.
    The package is an installed one, or stands in one of `places` within a folder that the user names; a single
    file stands in that folder itself.
    """

    module: str
    package: str
    places: tuple[str, ...] = ()
    memory: int = MEMORY  # bytes that the library and its tests may take

    def find(self, folder: str) -> Path:
        """Return the folder of the library's package; raise FileNotFoundError if there is none."""
        return self._within(folder) if self.places else self._installed(folder)

    def _installed(self, folder: str) -> Path:
        if folder:
            raise FileNotFoundError(f"{self.package} is an installed package: expected no folder, not {folder!r}")
        spec = find_spec(self.package)
        if spec is None or spec.origin is None:
            advice = phrase("the book tells how, under Reference, Adapters")
            raise FileNotFoundError(f"{self.package} is not installed: {advice}")
        return Path(spec.origin).parent

    def _within(self, folder: str) -> Path:
        if not folder:
            raise FileNotFoundError(f"no folder of {self.package}: expected one after a colon")
        if self.package.endswith(".py"):
            if Path(folder, self.package).is_file():
                return Path(folder).resolve()
            raise FileNotFoundError(f"no file {self.package} in {folder}")
        for place in self.places:
            package = Path(folder, place).resolve()
            if package.name == self.package and (package / "__init__.py").is_file():
                return package
        raise FileNotFoundError(f"no package {self.package} in {folder}: looked for {', '.join(self.places)}")


ADAPTERS = {
    "puj_ml": Adapter("kata.adapters.puj_ml", "PUJ_ML", places=("lib/python3/PUJ_ML", "PUJ_ML", ".")),
    # the build with CUDA, which pip takes on Linux, maps 3 GiB of address space where it uses half a GiB of memory
    "pytorch": Adapter("kata.adapters.pytorch", "torch", memory=3 * GIB + MEMORY),
    # any library, with an adapter of its own in its folder
    "adapter": Adapter("kata.adapters.beside", "adapter.py", places=(".",)),
}
ADAPTER_NAMES = tuple(f"{name}:FOLDER" if adapter.places else name for name, adapter in ADAPTERS.items())


def find_adapter(name: str | Path) -> tuple[Adapter, str] | None:
    """Return the adapter that a subject's name asks for, and the folder; None if it asks for none."""
    adapter, _, folder = str(name).partition(":")
    return (ADAPTERS[adapter], folder) if adapter in ADAPTERS else None


def memory_for(name: str | Path) -> int:
    """Return the bytes of memory that the tests of this subject may take."""
    found = find_adapter(name)
    return found[0].memory if found else MEMORY
