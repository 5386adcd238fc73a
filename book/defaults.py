"""The defaults of docutils, made once: MyST asks for them with every message that it translates, of thousands."""

from functools import cache
from typing import Any

from docutils.frontend import get_default_settings
from myst_parser.mdit_to_docutils import base
from sphinx.application import Sphinx

made = cache(get_default_settings)


def defaults(*components: Any) -> Any:
    """Return the settings that these parts of docutils begin with, which whoever asks may alter."""
    return made(*components).copy()


def setup(_app: Sphinx) -> dict[str, Any]:
    """Let MyST ask here."""
    base.get_default_settings = defaults  # type: ignore[attr-defined]
    return {"parallel_read_safe": True, "parallel_write_safe": True}
