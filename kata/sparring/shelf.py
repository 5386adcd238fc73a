"""The libraries of a target, on disk and in a process of their own, to be asked one call after the other."""

import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from kata import ROOT
from kata.bugs import variants
from kata.confined.child import MEMORY, confined_command
from kata.confined.processes import end_family
from kata.confined.walls import environment
from kata.pipe import wire
from kata.pipe.frames import passed_on
from kata.sparring.cast import Library
from kata.sparring.librarian import LIBRARY, QUESTION

MODULE = "kata.sparring.librarian"


class Shelf:
    """The folders of libraries, which go when it is closed."""

    def __init__(self, libraries: Iterable[Library]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kata-")
        fixed = {module: variants.module_text(module, ()) for module in variants.modules()}
        self._places: dict[str, Path] = {}
        for number, library in enumerate(libraries):
            self._places[library.name] = place = Path(self._folder.name, f"library_{number}")
            place.mkdir()
            for module, text in (fixed | dict(library.texts)).items():
                (place / f"{module}.py").write_text(text, encoding="utf-8")

    def folder_of(self, library: Library) -> Path:
        """Return the folder of a library."""
        return self._places[library.name]

    def scratch(self) -> Path:
        """Return a new folder, which goes with those of the libraries."""
        return Path(tempfile.mkdtemp(dir=self._folder.name))

    def close(self) -> None:
        """Take the folders away."""
        self._folder.cleanup()


class Librarian:
    """Our end of the process that holds the libraries; started when first needed, and after its end."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._scratch = shelf, shelf.scratch()
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> subprocess.Popen[bytes]:
        """Begin to start the process, if there is none, and return it."""
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
                confined_command(MEMORY, MODULE, str(self._scratch)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env=environment(),
                start_new_session=True,
            )
        return self._process

    def open(self, library: Library) -> None:
        """Have the questions that come be put to this library; raises EOFError if the process has ended."""
        self._send(LIBRARY, wire.pack(self._shelf.folder_of(library)))

    def ask(self, question: bytes) -> bytes:
        """Return the frame that answers the question in this one; raises EOFError if none does."""
        process = self._send(QUESTION, question)
        assert process.stdout is not None
        try:
            return passed_on(process.stdout)
        except (EOFError, OSError, ValueError, wire.Garbled) as error:
            self.end()
            raise EOFError("the process that holds the libraries has ended") from error

    def _send(self, mark: bytes, frame: bytes) -> subprocess.Popen[bytes]:
        process = self.begin()
        assert process.stdin is not None
        try:
            process.stdin.write(mark + frame)
            process.stdin.flush()
        except (OSError, ValueError) as error:
            self.end()
            raise EOFError("the process that holds the libraries has ended") from error
        return process

    def end(self) -> None:
        """End the process, whatever it does; another thread may wait for its answer."""
        process, self._process = self._process, None
        if process is not None:
            end_family(process.pid)
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    stream.close()  # type: ignore[union-attr]
