"""The book of twelve bugs, as Sphinx builds it: `python -m book` makes both languages."""

from importlib.metadata import version as version_of

from book import LANGUAGES

project = "NetKata"
author = "NetKata"
project_copyright = "NetKata · MIT"  # the same in every language
release = version = version_of("netkata")

extensions = [
    "myst_parser",
    "sphinx_copybutton",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "book.commands",
    "book.defaults",
    "book.promises",
    "book.schemas",
    "book.kept",
    "book.signatures",
    "book.templates",
    "book.terms",
    "book.ways",
    "book.extension",
    "book.folding",
    "book.live.directives",
    "book.shown",
    "book.workshop.offering",
]
exclude_patterns = ["README.md", "locales", "**/_*"]
nitpicky = True
nitpick_ignore_regex = [  # what Python and numpy describe, on sites that a build without network cannot ask
    ("py:class", r"(np|numpy)\..+|ArrayLike|DTypeLike|NDArray"),
    ("py:class", r"Any|Callable|ModuleType|Path|Sequence|callable|threading\.Event"),
    ("py:class", r"OnEvent|Reach|Tried"),  # what no page needs: see the code
    ("py:class", r"X|Y"),  # the letters of a tuple, where a type is written in words
]
myst_enable_extensions = ["dollarmath", "deflist", "substitution", "attrs_inline"]
myst_heading_anchors = 3

language = "en"  # or, from the command line, es
locale_dirs = ["locales"]
gettext_compact = False  # a catalogue a page
gettext_location = False  # what stands where changes with every edit

autodoc_member_order = "bysource"
napoleon_google_docstring = False
default_role = "code"  # `this` in a docstring
add_module_names = False

html_theme = "furo"
html_title = "NetKata"
html_static_path = ["_static"]
html_favicon = "_static/favicon.svg"
html_css_files = ["book.css", "live/live.css"]
templates_path = ["_templates"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = None
html_math_renderer = "mathml"
copybutton_prompt_text = r">>> |\.\.\. ?|\$ "  # what is copied is what stands behind one, or all if there is none
copybutton_prompt_is_regexp = True
html_context = {"languages": LANGUAGES}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/languages.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
        "sidebar/project.html",
    ]
}

if tags.has("whole"):  # noqa: F821 - Sphinx's word: all of the book in one file, as an ePub or for print
    html_theme, html_sidebars, templates_path = "basic", {}, []
    html_css_files = ["book.css", "print.css"]

suppress_warnings = ["epub.unknown_project_files"]  # of what only the site needs
epub_title = "NetKata: the book of twelve bugs"
epub_show_urls = "no"
epub_use_index = False
epub_exclude_files = ["search.html"]
epub_css_files = ["book.css", "print.css"]
