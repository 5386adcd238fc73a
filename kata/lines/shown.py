"""What a line may say, for a person who is about to write one."""

from rich.text import Text

from kata.lines.language import LIBRARY, READY
from kata.words.translation import tr

EXAMPLE = "Adam(network).fit((X, Y), epochs=1, batch_size=2, rng=rng); network.parameters"


def names() -> Text:
    """Return what a line may say, in brief."""
    functions, ready = ", ".join(LIBRARY), ", ".join(READY)
    return Text(
        "\n".join(
            (
                f"{tr('Of the library:')} {functions}.",
                tr(
                    "Of numpy, as np: what makes arrays and measures them. Several parts are parted by semicolons."
                ),
                f"{tr('Ready to use:')} {ready}.",
                tr("`network` has 4 inputs and 3 classes, `X` and `Y` are six rows for it, `rng` is a generator."),
                tr("`digits` and `pale` are folders for `load_mnist`; the digits in `pale` are light grey."),
                f"{tr('For example:')}  {EXAMPLE}",
            )
        )
    )
