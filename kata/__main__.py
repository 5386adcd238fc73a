"""`python -m kata` is `kata`."""

import sys


def main() -> None:
    """Run `kata`; also while it is being loaded, Ctrl-C ends it without many words."""
    try:
        from kata.words.language import UnknownLanguageError, settle

        try:
            settle(sys.argv)  # before anything else is loaded: others ask for their words at once
        except UnknownLanguageError as error:
            sys.stderr.write(f"{error}\n")
            sys.exit(2)
        from kata.cli import run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
