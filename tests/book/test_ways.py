"""Ways in and out: where the project is, what can be done there, and which bug comes next."""

import pytest
from bs4 import BeautifulSoup

from book import LANGUAGES, SITE
from book.ways import repository, with_number


@pytest.mark.parametrize(
    ("link", "title"),
    [("03-binary-cost.html", "3. X"), ("../bugs/12-unscaled-pixels.html", "12. X"), ("../story.html", "X")],
)
def test_the_next_bug_has_its_number(link, title):
    """Another page has none."""
    assert with_number({"link": link, "title": "X"}) == {"link": link, "title": title}


def test_there_may_be_no_next_page():
    """After the last one."""
    assert with_number(None) is None


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", ["index", "bugs/05-gradient-norm", "testing/the-tests"])
def test_every_page_leads_to_the_project(code, name):
    """To the repository, its own source, an issue about it, and how to cite; with the version."""
    path = SITE / code / f"{name}.html"
    assert path.is_file(), "expected a site: run `python -m book build`"
    ways = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one("nav.project")
    addresses = [link["href"] for link in ways.select("a")]
    at = repository()
    assert at in addresses
    assert f"{at}/edit/main/docs/{name}.md" in addresses
    assert any(address.startswith(f"{at}/issues/new?title={code}/{name}") for address in addresses), addresses
    assert f"{at}/blob/main/CITATION.cff" in addresses
    assert ways.select_one("span").get_text(strip=True).split()[-1][0].isdigit()
