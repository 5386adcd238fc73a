"""A program in a pseudo-terminal, and what its screen shows: a student's eyes and fingers."""

import signal

import pexpect
import pyte
from waiting import hear_signals, limit, until


class Terminal:
    """A program in a pseudo-terminal of some size."""

    def __init__(self, command, *arguments, environment, columns=80, lines=24):
        self.child = pexpect.spawn(
            command,
            list(arguments),
            dimensions=(lines, columns),
            env=environment,
            encoding="utf-8",
            timeout=limit(),
            preexec_fn=hear_signals,
        )
        self.written = ""
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self._screen)
        self._look()

    def _look(self):
        """Take in what can be seen, without the spaces at the ends of lines."""
        self.screen = "\n".join(line.rstrip() for line in self._screen.display)

    def read(self):
        """Take in what was written meanwhile; return whether more can come."""
        try:
            text = self.child.read_nonblocking(100_000, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.written += text
        self._stream.feed(text)
        self._look()
        return True

    def see(self, *texts, gone=()):
        """Wait until the screen shows all these texts, and none of those that should go."""

        def seen():
            shown = all(text in self.screen for text in texts)
            if shown and not any(text in self.screen for text in gone):
                return True
            assert self.read() or shown, f"it ended; expected {texts}\n{self.screen}"
            return False

        until(seen, lambda: f"expected {texts}, without {gone}; the screen shows\n{self.screen}", interval=0)

    def press(self, keys):
        """Type keys."""
        self.child.send(keys)

    def resize(self, columns, lines):
        """Give the terminal another size."""
        self.child.setwinsize(lines, columns)
        self._screen.resize(lines, columns)
        self._look()

    def end(self):
        """Wait for the end of the program; return its exit status."""
        until(lambda: not self.read(), lambda: f"it goes on; the screen shows\n{self.screen}", interval=0)
        return self.child.wait()

    def close(self):
        """Have the program end, as it does when its window is closed, if it has not ended."""
        if self.child.isalive():
            self.child.kill(signal.SIGHUP)
            self.child.kill(signal.SIGCONT)
            self.end()
        self.child.close()
