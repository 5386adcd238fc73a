"""An exam as it is printed: on A4 and on Letter no question is cut, and nothing is asked for from anywhere."""

import pytest

from kata.bugs.manifest import load_bugs
from kata.classroom.roster import Student
from kata.exam.page import page
from kata.exam.plan import most
from kata.exam.quiz import Quiz, draw

SHEETS = {"A4": (210, 297), "Letter": (215.9, 279.4)}  # millimetres
MARGINS = (32, 34)  # of the style sheet, left and right, above and below
PIXELS = 96 / 25.4  # a millimetre


@pytest.fixture(scope="module")
def exam(tmp_path_factory):
    """The file of an exam with all questions that there can be, the same in each language."""
    ana, bo = Student("a1", "Ana Núñez", None, "es"), Student("b2", "Bo Li", None, "en")
    [quiz] = draw([ana], list(load_bugs().values()), most(list(load_bugs())), seed=3)
    path = tmp_path_factory.mktemp("exam") / "all.html"
    path.write_text(page([quiz, Quiz(bo, quiz.items)]), encoding="utf-8")
    return path


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_question_is_cut(browser, exam, sheet):
    """None is higher than a sheet, and none may be broken; no line of code is broken into three."""
    width, height = (int((size - margin) * PIXELS) for size, margin in zip(SHEETS[sheet], MARGINS, strict=True))
    asked = []
    with browser.new_page(viewport={"width": width, "height": height}) as opened:
        opened.on("request", lambda request: asked.append(request.url))
        opened.emulate_media(media="print")
        opened.goto(exam.as_uri())
        assert asked == [exam.as_uri()]
        articles = opened.locator("article")
        assert articles.count() == 2 * most(list(load_bugs()))
        told = articles.evaluate_all(
            "all => all.map(one => [one.offsetHeight, getComputedStyle(one).breakInside, one.scrollWidth])"
        )
        for high, breaks, wide in told:
            assert high <= height
            assert breaks == "avoid"
            assert wide <= width
        assert opened.pdf(format=sheet).startswith(b"%PDF")
