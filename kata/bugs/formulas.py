"""Formulas of LaTeX in a line of letters and signs, as a terminal can show them."""

import re
from functools import cache
from typing import Any

RAISED = dict(zip("0123456789+-=cmntT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼ᶜᵐⁿᵗᵀ", strict=True))
LOWERED = dict(zip("0123456789+-=ijkmnt", "₀₁₂₃₄₅₆₇₈₉₊₋₌ᵢⱼₖₘₙₜ", strict=True))
SCRIPT = re.compile(r"([_^])(?:\{([^{}_^]*)\}|([^\s{}()]))")  # the innermost: nothing is raised or lowered within
DONE = {"^": "\0", "_": "\1"}  # stand for a mark that has to stay
AT_LAST = {0: "^", 1: "_", ord("{"): None, ord("}"): None}
SPACES = {  # around signs and fractions, and not two
    r" ?([←·]) ?": r" \1 ",
    r"∂ (?=\w)": "∂",
    r"(?<=[^ (])∑": " ∑",
    r"(?<! )  (?! )": " ",
    r" (?=[.,)])|(?<=[(]) ": "",
}


def in_letters(formula: str) -> str:
    """Return a formula as text; what is raised or lowered has a mark, where there is no such letter."""
    text = str(_reader().latex_to_text(formula)).replace("{}", "")
    while (changed := SCRIPT.sub(_script, text)) != text:
        text = changed
    for found, instead in SPACES.items():
        text = re.sub(found, instead, text)
    return text.translate(AT_LAST).strip()


def _script(found: re.Match[str]) -> str:
    mark, text = found[1], found[2] or found[3]
    letters = RAISED if mark == "^" else LOWERED
    if set(text) <= letters.keys():
        return "".join(letters[letter] for letter in text)
    return DONE[mark] + (text if _is_one(text) else f"({text})")


def _is_one(text: str) -> bool:
    return re.fullmatch(r"(∂ )?[^\s+-]+", text) is not None


@cache
def _reader() -> Any:
    """Return what knows the signs of LaTeX."""
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    def arguments(node: Any, l2tobj: LatexNodes2Text) -> list[str]:
        texts = [str(l2tobj.nodelist_to_text([argument])) for argument in node.nodeargd.argnlist]
        return [text[1:-1] if text.startswith("{") else text for text in texts]

    def fraction(node: Any, l2tobj: LatexNodes2Text) -> str:
        parts = arguments(node, l2tobj)
        if all(map(_is_one, parts)):
            return "/".join(parts) + " "
        return " / ".join(part if _is_one(part) else f"({part})" for part in parts) + " "

    def mean(node: Any, l2tobj: LatexNodes2Text) -> str:
        return f"mean({arguments(node, l2tobj)[-1]})"

    known = get_default_latex_context_db()
    macros = [
        MacroTextSpec("frac", simplify_repl=fraction),
        MacroTextSpec("overline", simplify_repl=mean),
        MacroTextSpec("operatorname", simplify_repl=""),  # the name stands behind it
        MacroTextSpec("qquad", simplify_repl="   "),
    ]
    known.add_context_category("ours", macros=macros, prepend=True)
    return LatexNodes2Text(latex_context=known, keep_braced_groups=True, strict_latex_spaces="based-on-source")
