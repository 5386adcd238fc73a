"""`python -m kata` is `kata`: how it begins, with what takes longest, and how it ends when it is asked to."""

import gc
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# commands that run tests: those of one bug or of some, or all of them
SOME, ALL = ("test", "watch"), ("judge", "finish")


def main() -> None:
    """Run `kata`; also while it is being loaded, Ctrl-C ends it without many words."""
    gc.disable()  # until a command is loaded: of that nothing goes, and to look for it takes a while
    try:
        from kata.words.language import UnknownLanguageError, settle

        try:
            settle(sys.argv)  # before anything else is loaded: others ask for their words at once
        except UnknownLanguageError as error:
            sys.stderr.write(f"{error}\n")
            sys.exit(2)
        with orderly_end():
            _begin_judges(sys.argv[1:])
            from kata.cli import run

            run()
    except KeyboardInterrupt:
        sys.exit(130)


def _begin_judges(arguments: list[str]) -> None:
    """Begin to load tests before the command line, which takes as long, if it looks as if they will be run."""
    command, *options = arguments or [""]
    if command in (*SOME, *ALL) and not {"--help", "-h"} & {*options}:
        from kata.judging.ahead import AT_ONCE, begin_ahead

        some = command in SOME or any(option.startswith("--bug") for option in options)
        begin_ahead(1 if some else AT_ONCE)


@contextmanager
def orderly_end() -> Iterator[None]:
    """End by an exception when asked to, or left alone by a closed terminal: who has begun something undoes it.

    Once is enough: while it ends, it does not hear of it again. A signal that is ignored stays so, as for `nohup`.
    """
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {getattr(signal, name): signal.getsignal(getattr(signal, name)) for name in names}
    heard = {number: handler for number, handler in before.items() if handler != signal.SIG_IGN}

    def leave(number: int, _frame: FrameType | None) -> None:
        for other in heard:
            signal.signal(other, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for number in heard:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    main()
