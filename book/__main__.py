"""`python -m book`: build the site, look at it, or gather what has to be translated."""

import http.server
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer

from book import LANGUAGES, SITE
from kata import ROOT
from kata.terminal import fail, say

try:
    from book.catalogues import bring_up_to_date
    from book.extension import reject_all
    from book.pages import DOCTREES, is_fresh, run_sphinx, whole_file, write_pages
    from book.pictures import draw_all, write_words
    from book.readme import write_readme_template
    from book.whole import NoChromiumError, make_epub, make_pdf
    from book.words import write_templates_of_the_tool
    from book.workshop.fetching import UnreachableError
    from book.workshop.making import make
except ModuleNotFoundError as missing:
    raise SystemExit(
        f"{missing.name} is not installed: `tox -e book` shows the book in an environment that has it."
    ) from missing

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The book of twelve bugs.")

BOTH = list(LANGUAGES)
LanguageOption = Annotated[
    list[str], typer.Option("--language", metavar="CODE", help=f"{' or '.join(LANGUAGES)}; both, if not given.")
]


@app.command()
def build(
    languages: LanguageOption = BOTH,
    stale: Annotated[bool, typer.Option("--stale", help="Only if something has changed since.")] = False,
) -> None:
    """Build the site into the folder `site`, in both languages or in one. Every warning is an error."""
    if stale and is_fresh():
        return
    if unknown := set(languages) - set(LANGUAGES):
        raise fail(f"no language {', '.join(sorted(unknown))}: expected {' or '.join(LANGUAGES)}")
    try:
        with ProcessPoolExecutor(1, get_context("spawn")) as beside:
            beside.submit(reject_all)  # what fails there fails again on its page, and is told then
            draw_all(languages)
        make_workshop()
        if status := write_pages(languages):
            raise typer.Exit(status)
    except ValueError as error:
        raise fail(str(error)) from error
    except OSError as error:
        raise fail(f"the book cannot be written: {error}") from error


def make_workshop() -> None:
    """Make what the pages offer; the book is whole without it, too, where no registry can be reached."""
    try:
        make()
    except UnreachableError as error:
        say(f"The book is built without the workshop: {error}")


@app.command()
def epub(languages: LanguageOption = BOTH) -> None:
    """Make an ePub of the whole book, in both languages or in one; the site offers it when it is built again."""
    draw_all(languages)
    for code in languages:
        if status := make_epub(code):
            raise typer.Exit(status)
        say(f"Wrote {whole_file(code, 'epub').relative_to(ROOT)}.")


@app.command()
def pdf(languages: LanguageOption = BOTH) -> None:
    """Make a PDF of the whole book, printed by Chromium; the site offers it when it is built again."""
    draw_all(languages)
    try:
        for code in languages:
            if status := make_pdf(code):
                raise typer.Exit(status)
            say(f"Wrote {whole_file(code, 'pdf').relative_to(ROOT)}.")
    except (NoChromiumError, OSError) as error:
        raise fail(f"the book cannot be printed: {error}") from error


@app.command()
def serve(
    languages: LanguageOption = BOTH,
    port: Annotated[int, typer.Option(help="On this machine only.")] = 8000,
) -> None:
    """Build the site and show it to a browser on this machine, until Ctrl-C."""
    build(languages)
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(SITE))
    try:
        found = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise fail(f"port {port} cannot be had: {error.strerror}; `--port` names another") from error
    with found as server:
        say(f"http://127.0.0.1:{server.server_port}/ shows the book. Ctrl-C ends it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("")


@app.command()
def catalogues() -> None:
    """Bring the catalogues of the translation up to date with the English text."""
    bring_up_to_date(write_templates)


def write_templates(folder: Path) -> None:
    """Write what there is to translate: of every page, of the pictures, and of the tool.

    The words of the theme are not ours: those that Sphinx has no Spanish for are in the catalogue `sphinx`.
    """
    # what the site has been made of need not be read again
    read = DOCTREES / "en" if is_fresh() else folder / ".doctrees"
    # the words of the pictures are in their modules: whether they are drawn already does not matter
    options = ["--define=suppress_warnings=image.not_readable", f"--doctree-dir={read}"]
    if status := run_sphinx("templates", folder, *options):
        raise typer.Exit(status)
    (folder / "sphinx.pot").unlink()
    write_words(folder / "pictures.pot")
    write_templates_of_the_tool(folder)
    write_readme_template(folder / "README.pot")


if __name__ == "__main__":
    app()
