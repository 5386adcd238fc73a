"""Pictures on a dark page: in an SVG other colours, for whatever has `prefers-color-scheme`.

A browser asks for the scheme of the element that shows the picture, so that it follows the theme's switch, too.
Other programs read the colours that were drawn.
"""

from kata.pictures import BLUE, GREY, RED

INK, PAPER = "#d5d8dc", "#131416"  # those of the theme
DARK = {
    "#000000": INK,
    "#ffffff": PAPER,
    BLUE: "#7ab0ef",
    RED: "#ff8f84",
    GREY: "#9aa0a8",
    "#c9d7e8": "#34495f",  # a test that reaches a bug's code and passes
    "#cccccc": "#55595f",
    "#dddddd": "#3a3d42",
    "#e0e0e0": "#33363b",  # a grid
}
BEGINNING = '<style type="text/css">'


def in_both_lights(svg: str) -> str:
    """Return a picture, drawn by matplotlib, that has other colours where it is dark."""
    rules = [
        f'[style*="{what}: {light}"] {{{what}: {dark} !important}}'
        for light, dark in DARK.items()
        for what in ("fill", "stroke")
    ]
    ink = f'text:not([style*="fill:"]) {{fill: {INK}}}'  # black is not written down
    return svg.replace(
        BEGINNING, f"{BEGINNING}@media (prefers-color-scheme: dark) {{{ink} {' '.join(rules)}}} ", 1
    )
