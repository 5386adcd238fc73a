"""`python -m kata` is `kata`."""

import sys


def main() -> None:
    """Run `kata`; also while it is being loaded, Ctrl-C ends it without many words."""
    try:
        from kata.cli import run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
