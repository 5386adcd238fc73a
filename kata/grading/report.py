"""The report of a grading: one page, in every language, without a script and with nothing from elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from kata.collecting.words import said, texts
from kata.grading.results import Result
from kata.grading.summary import by_bug, name_of
from kata.words.language import ENGLISH, languages

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222;
       background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
th, td { text-align: left; padding: 0.25rem 0.6rem; border-bottom: 1px solid #ddd; vertical-align: top;
         overflow-wrap: anywhere; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { display: flex; height: 0.9rem; min-width: 12rem; border: 1px solid #888; }
.bar i { display: block; } .fixed { background: #2e7d32; } .present { background: #c0392b; }
.unclear { background: #e0a800; }
input[name=language] { margin-left: 1rem; }
@media (prefers-color-scheme: dark) { body { background: #16181c; color: #ddd; } th, td { border-color: #444; } }
"""


def page(results: Sequence[Result], summary: Mapping[str, Any]) -> str:
    """Return the page; whatever comes from submissions stands in it as text."""
    content = "\n".join(
        [
            f"<h1>{_both(lambda text: text['title'])}</h1>",
            f"<p>{_both(lambda text: _overview(text, results, summary))}</p>",
            _section("first", _first(summary)),
            _section("equal", _equal(summary["equal"])),
            _section("unmatched", _table([(one, _notes([why])) for one, why in summary["unmatched_told"]])),
            _section("without", _names(summary["without_submission"]), says=False),
            _section("distribution", _distribution(results)),
            _section("all", _all(results)),
        ]
    )
    choice = "".join(
        f'<input type="radio" name="language" id="language-{language}"{" checked" if not number else ""}>'
        f'<label for="language-{language}" lang="{language}">{escape(texts(language)["language"])}</label>'
        for number, language in enumerate(languages())
    )
    chosen = "".join(
        f"#language-{language}:checked ~ main span[lang]:not([lang={language}]) {{ display: none; }}\n"
        for language in languages()
    )
    title = escape(texts(ENGLISH)["title"])
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{STYLE}{chosen}</style>\n{choice}\n<main>\n{content}\n</main>\n</html>\n"
    )


def _both(text_in: Callable[[Mapping[str, Any]], str]) -> str:
    """Return a text in every language, of which one is shown."""
    return "".join(
        f'<span lang="{language}">{escape(text_in(texts(language)))}</span>' for language in languages()
    )


def _notes(told: Sequence[Sequence[Any]]) -> str:
    """Return notes as sentences in every language."""
    return "".join(
        f'<span lang="{language}">'
        f"{escape(' '.join(said((code, values), language) for code, values in told))}</span>"
        for language in languages()
    )


def _overview(text: Mapping[str, Any], results: Sequence[Result], summary: Mapping[str, Any]) -> str:
    names = ("seed", "second", "started", "ended", "netkata")
    told = {name: summary[name] for name in names}
    walls = ", ".join(summary["isolation"]) or "–"
    return str(text["overview"]).format(results=len(results), walls=walls, **told)


def _section(name: str, content: str, says: bool = True) -> str:
    told = f"<p>{_both(lambda text: text[f'{name}_says'])}</p>" if says else ""
    return f"<h2>{_both(lambda text: text[name])}</h2>\n{told}\n{content}"


def _column(name: str) -> str:
    return _both(lambda text: text["columns"][name])


def _table(rows: Sequence[tuple[str, str]]) -> str:
    """Return a table of names, which are a stranger's, with what is said of each, in HTML."""
    if not rows:
        return f"<p>{_both(lambda text: text['none'])}</p>"
    lines = "".join(f"<tr><td>{escape(name)}</td><td>{why}</td></tr>\n" for name, why in rows)
    return f"<table>\n<tr><th>{_column('who')}</th><th>{_column('why')}</th></tr>\n{lines}</table>"


def _first(summary: Mapping[str, Any]) -> str:
    if not summary["first"]:
        return f"<p>{_both(lambda text: text['first_none'])}</p>"
    return _table([(name, _notes(whys)) for name, whys in summary["first"]])


def _names(names: Sequence[str]) -> str:
    return f"<p>{escape(', '.join(names))}</p>" if names else f"<p>{_both(lambda text: text['none'])}</p>"


def _equal(groups: Sequence[Mapping[str, Any]]) -> str:
    if not groups:
        return f"<p>{_both(lambda text: text['equal_none'])}</p>"
    lines = []
    for group in groups:
        kind = "different" if group["different"] else "corrected" if group["corrected"] else "same"
        said_of = _both(lambda text, kind=kind: text[f"equal_{kind}"])  # type: ignore[misc]
        lines.append(f"<li>{said_of} {escape(', '.join(group['names']))}</li>")
    return f"<ul>{''.join(lines)}</ul>"


def _distribution(results: Sequence[Result]) -> str:
    kinds = ("fixed", "present", "unclear")
    head = "".join(f'<th class="n">{_column(name)}</th>' for name in ("given", *kinds, "came_in"))
    lines = []
    for bug, counts in by_bug(results).items():
        cells = "".join(f'<td class="n">{counts[name]}</td>' for name in ("given", *kinds, "came_in"))
        whole = counts["given"] or 1
        bars = "".join(f'<i class="{kind}" style="width:{100 * counts[kind] / whole:.1f}%"></i>' for kind in kinds)
        lines.append(f'<tr><td>{escape(bug)}</td><td><div class="bar">{bars}</div></td>{cells}</tr>\n')
    return f"<table>\n<tr><th>{_column('bug')}</th><th></th>{head}</tr>\n{''.join(lines)}</table>"


def _all(results: Sequence[Result]) -> str:
    kinds = ("fixed", "present", "unclear")
    head = "".join(f'<th class="n">{_column(name)}</th>' for name in (*kinds, "breaches", "came_in", "seconds"))
    lines = []
    for result in sorted(results, key=name_of):
        of_given = [result.bugs.get(bug, "unclear") for bug in result.given["bugs"]]
        counts: list[object] = [of_given.count(kind) for kind in kinds]
        mended = list(result.breaches.values()).count("fixed")
        counts += [f"{mended}/{len(result.breaches)}" if result.breaches else "", len(result.came_in) or ""]
        cells = "".join(f'<td class="n">{escape(str(cell))}</td>' for cell in (*counts, f"{result.seconds:.1f}"))
        at = escape((result.submitted or "")[:16].replace("T", " "))
        lines.append(
            f"<tr><td>{escape(name_of(result))}</td>{cells}<td>{at}</td><td>{_notes(result.told)}</td></tr>\n"
        )
    return (
        f"<table>\n<tr><th>{_column('who')}</th>{head}<th>{_column('submitted')}</th><th>{_column('notes')}</th>"
        f"</tr>\n{''.join(lines)}</table>"
    )
