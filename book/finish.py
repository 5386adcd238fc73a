"""What the theme leaves open, mended in the pages that Sphinx has written.

Whoever uses a keyboard or a screen reader gets names and a way to scroll tables; words that the theme has in
English only are put into the language of the page.
"""

from pathlib import Path

NAMED = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Site">',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    '<div class="table-wrapper ': '<div tabindex="0" class="table-wrapper ',
}
WORDS = {
    "en": NAMED,
    "es": {
        **NAMED,
        'aria-label="Site"': 'aria-label="Sitio"',
        'aria-label="On this page"': 'aria-label="En esta página"',
        "Toggle site navigation sidebar": "Mostrar u ocultar la navegación del sitio",
        "Toggle table of contents sidebar": "Mostrar u ocultar el índice de la página",
        "Toggle Light / Dark / Auto color theme": "Cambiar entre tema claro, oscuro y automático",
        "Toggle navigation of ": "Mostrar u ocultar lo que contiene: ",
        "<title>Contents</title>": "<title>Contenido</title>",
        "<title>Menu</title>": "<title>Menú</title>",
        "<title>Expand</title>": "<title>Desplegar</title>",
        "<title>Light mode</title>": "<title>Modo claro</title>",
        "<title>Dark mode</title>": "<title>Modo oscuro</title>",
        "<title>Auto light/dark, in light mode</title>": "<title>Automático, ahora claro</title>",
        "<title>Auto light/dark, in dark mode</title>": "<title>Automático, ahora oscuro</title>",
    },
}


def finish(folder: Path, code: str) -> None:
    """Mend all pages in a folder; raise ValueError for what is not there to be mended: the theme has changed."""
    left = set(WORDS[code])
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for before, after in WORDS[code].items():
            if before in text:
                left.discard(before)
                text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")
    if left:
        raise ValueError(f"no page in {folder} has {sorted(left)}: expected what the theme writes")
