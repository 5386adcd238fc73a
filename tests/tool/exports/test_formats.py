"""What is written for other platforms has the form that they document."""

import csv
import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from kata.exports.feedback import as_html, feedback
from kata.exports.gathering import gather
from kata.exports.junit import class_as_junit
from kata.exports.platforms import classroom50, gradescope, prairielearn
from kata.exports.points import Scheme, score
from kata.exports.results import of_verdict, read_results

HERE = Path(__file__).parent
RUNNER = {
    "CLASSROOM": "networks",
    "ASSIGNMENT": "kata",
    "SUBMISSION_TAG": "submit/2026-12-10T15-00-00Z-a1b2c3d",
    "COMMIT_URL": "https://github.com/uni/kata-ana/commit/a1b2c3d",
    "RELEASE_URL": "https://github.com/uni/kata-ana/releases/tag/submit%2F2026",
}


def check(name, data):
    schema = json.loads((HERE / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(json.dumps(data)), schema)


@pytest.fixture
def graded():
    """The class of the example."""
    return gather(HERE / "results.jsonl", HERE, Scheme(on_time=1))


def test_gradescope(graded):
    """A test for each bug, breach and the time; the score is their sum; what broke beside is told."""
    for _, result, points in graded.handed_in:
        told = gradescope(result, points)
        check("gradescope", told)
        assert told["score"] == sum(test.get("score", 0) for test in told["tests"])
    (_, ana, points), (_, bo, unclear), _ = graded.handed_in
    names = {test["name"]: test for test in gradescope(ana, points)["tests"]}
    assert "why       numpy lines a vector" in names["softmax-shape"]["output"]
    assert "adam-climbs" not in json.dumps(gradescope(ana, points))
    assert "somebody has to look at it" in gradescope(bo, unclear)["output"]


def test_what_is_said_of_the_points_is_on_the_scale_of_the_score(graded):
    """A student reads the same mark on the platform, in the sentence beside it, and on the page."""
    handed, ana, points = graded.handed_in[0]
    assert gradescope(ana, points, out_of=10)["output"] == "5 of 10 points."
    assert gradescope(ana, points, out_of=10)["score"] == 5
    assert prairielearn(ana, points, out_of=10)["message"] == "5 of 10 points."
    assert feedback(ana, points, replace(handed, language="en"), out_of=10).first[0].startswith("5 of 10 points")


@pytest.mark.parametrize(("language", "late", "name"), [("en", "late", "on time"), ("es", "tarde", "a tiempo")])
def test_being_late_is_said_in_words_of_its_own(graded, language, late, name):
    """Nobody's lateness is present, and a student reads it in the language of the page."""
    _, _, (_, cy, points) = graded.handed_in
    (told,) = [test for test in gradescope(cy, points, language)["tests"] if test["name"] == name]
    assert told["output"] == f"✗ {late}"
    (told,) = [test for test in prairielearn(cy, points, language)["tests"] if test["name"] == name]
    assert told["message"] == late


def test_prairielearn(graded):
    """The score is a share; what could not be judged costs no attempt."""
    (_, ana, points), (_, bo, unclear), (_, cy, late) = graded.handed_in
    told = prairielearn(ana, points)
    check("prairielearn", told)
    assert told["score"] == 2 / 4
    assert prairielearn(cy, late)["score"] == 3 / 4
    assert "softmax-overflow" in prairielearn(cy, late)["output"]
    check("prairielearn", prairielearn(bo, unclear))
    assert prairielearn(bo, unclear)["gradable"] is False


def test_classroom50(graded):
    """Whole points, the names that its runner gives, and the time of the submission in UTC."""
    (_, ana, points), (_, bo, unclear), _ = graded.handed_in
    told = classroom50(ana, points, RUNNER)
    check("classroom50", told)
    assert (told["score"], told["max-score"], told["datetime"]) == (2, 4, "2026-12-10T15:00:00Z")
    assert told["review"] == told["commit"]
    now = datetime.fromisoformat("2026-12-01T00:00:00+02:00")
    now = classroom50(replace(ana, submitted=None), points, RUNNER, now)
    assert now["datetime"] == "2026-11-30T22:00:00Z"
    with pytest.raises(ValueError, match="somebody has to look at it"):
        classroom50(bo, unclear, RUNNER)
    with pytest.raises(ValueError, match="CLASSROOM is not set"):
        classroom50(ana, points, {})
    with pytest.raises(ValueError, match="whole points"):
        classroom50(ana, score(ana, Scheme(each=0.5)), RUNNER)


def test_junit(kata, tmp_path):
    """A suite for each student, whose attributes count what is in it; names do no harm."""
    done = kata("export", "junit", HERE / "results.jsonl", "--handed-out", HERE, "--out", tmp_path / "class.xml")
    assert done.returncode == 1, done.stderr  # somebody could not be judged
    suites = ElementTree.parse(tmp_path / "class.xml").getroot()  # noqa: S314 - our own
    assert suites.tag == "testsuites"
    assert [suite.get("name") for suite in suites] == ["a1", "b2", "c3"]
    for element in (suites, *suites):
        counts = [int(element.get(name)) for name in ("tests", "failures", "errors")]
        assert counts == [len(list(element.iter(tag))) for tag in ("testcase", "failure", "error")]
    for case in suites.iter("testcase"):
        assert {"classname", "name", "time"} <= set(case.attrib)
        assert all(child.get("message") and child.get("type") for child in case)
    bo = suites[1]
    assert (bo.get("errors"), bo.get("failures")) == ("3", "0")
    assert "'(' was never closed" in bo[0][0].get("message")


def test_without_values_a_result_that_is_unclear_tells_no_draw(graded):
    """No platform, and no language, is told the two seeds that disagree, nor what came out of them."""
    (_, ana, _), (_, bo, broken), _ = graded.handed_in
    said = "fixed with seed 3, present with seed 987654: ValueError: shapes (4,3) (4,)"
    bugs = {"softmax-shape": {"status": "unclear", "message": said, "tests": {}}}
    verdict = {**ana.verdict, "bugs": bugs, "clauses": {}}
    unclear = replace(
        ana, status="unclear", reason=f"softmax-shape: {said}", bugs={"softmax-shape": "unclear"}, judged=verdict
    )
    points = score(unclear, Scheme())
    for hidden in (False, True):
        with pytest.raises(ValueError, match="somebody has to look at it") as caught:
            classroom50(unclear, points, RUNNER, hide_values=hidden)
        told = [
            str(caught.value),
            class_as_junit([("a1", unclear, points)], hidden),
            as_html(feedback(unclear, points, graded.rows[2][0], hide_values=hidden)),
            json.dumps(gradescope(unclear, points, hide_values=hidden)),
            json.dumps(prairielearn(unclear, points, hide_values=hidden)),
        ]
        assert ["987654" in text or "shapes (4,3)" in text for text in told] == [not hidden] * 5
        assert ["The tests do not tell whether softmax-shape is fixed." in text for text in told] == [hidden] * 5
    assert gradescope(ana, score(ana, Scheme()), hide_values=True)["extra_data"] == {}
    assert "'(' was never closed" in gradescope(bo, broken, hide_values=True)["output"]  # of no draw


def test_marks(kata, tmp_path):
    """A row for each student, no cell a formula, and what to look at; who has no mark is told."""
    arguments = ("export", "marks", HERE / "results.jsonl", "--handed-out", HERE, "--points", "each=2,on-time=1")
    done = kata(*arguments, "--out", tmp_path / "marks.csv")
    rows = list(csv.DictReader((tmp_path / "marks.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["id"], row["points"], row["out of"]) for row in rows] == [
        ("a1", "3", "6"),
        ("b2", "", ""),
        ("c3", "5", "6"),
        ("d4", "", ""),
    ]
    assert rows[2]["name"] == "'=Cy <i>"
    assert rows[2]["look at"] == "softmax-overflow has come in"
    assert rows[3]["look at"] == "nothing was found"
    assert (rows[0]["derivative-name"], rows[0]["adam-shape"]) == ("2", "")
    assert "b2 could not be judged, and has no mark: the library cannot be imported" in done.stdout
    assert "Of d4 nothing was found, unless it is among what belongs to nobody: there is no mark." in done.stdout
    assert "Submissions that belong to nobody in the record: 1." in done.stdout
    assert done.returncode == 1
    again = kata(*arguments, "--out", tmp_path / "marks.csv")
    assert (again.returncode, "exists already" in again.stderr) == (2, True)
    assert kata(*arguments, "--out", tmp_path / "marks.csv", "--overwrite").returncode == 1


@pytest.mark.parametrize("form", ["gradescope", "prairielearn"])
def test_a_file_for_each_who_handed_in(kata, tmp_path, form):
    """By the name of the student's folder."""
    kata("export", form, HERE / "results.jsonl", "--handed-out", HERE, "--out", tmp_path / "each")
    files = sorted((tmp_path / "each").iterdir())
    assert [file.name for file in files] == ["a1-ana-nunez.json", "b2-bo-li.json", "c3-cy-i.json"]
    for file in files:
        check(form, json.loads(file.read_text(encoding="utf-8")))


def test_a_verdict_is_a_result(tmp_path, kata):
    """Of the student that is named, by address; of nobody known all bugs of the verdict count."""
    verdict = read_results(HERE / "results.jsonl").results[0].verdict
    (tmp_path / "verdict.json").write_text(json.dumps(verdict), encoding="utf-8")
    assert [len(of_verdict(verdict).given[kind]) for kind in ("bugs", "breaches")] == [2, 0]
    arguments = ("export", "gradescope", tmp_path / "verdict.json", "--handed-out", HERE)
    done = kata(*arguments, "--student", "ANA@uni.edu", "--out", tmp_path / "results.json")
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert {test["name"]: test.get("score") for test in told["tests"]}["derivative-name"] == 1
    assert told["score"] == 1
    for whose, words in (("nobody", "nobody is nobody in the record"), ("", "more than one")):
        done = kata(*arguments, "--student", whose, "--out", tmp_path / "other.json")
        assert done.returncode == 2
        assert words in done.stderr or whose == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["colours", "x"], "There is no format colours: expected marks,"),
        (["marks", "x", "grades.csv"], "marks fills in no gradebook: leave grades.csv out."),
        (["marks", "x", "--column", "Grade"], "marks fills in no gradebook: leave --column out."),
        (["moodle", HERE / "results.jsonl", "--handed-out", HERE], "Name the CSV that you exported from Moodle"),
        (["classroom50", HERE / "results.jsonl", "--handed-out", HERE], "is made of one verdict"),
        (["gradescope", "x", "--submitted", "garbage"], "--submitted garbage: expected a time, 2026-12-18T18:00."),
        (["marks", "nowhere"], "There are no results in nowhere"),
        (["marks", HERE / "results.jsonl", "--points", "colour=1"], "There is no bug 'colour'"),
        *(
            (
                ["marks", HERE / "results.jsonl", "--handed-out", HERE, *option],
                "--student and --submitted tell of a",
            )
            for option in (["--student", "a1"], ["--submitted", "2026-12-01"])
        ),
        *(
            (["marks", HERE / "results.jsonl", "--out-of", most], "expected a number of points above 0")
            for most in ("nan", "inf", "1e400", "0", "-1")
        ),
    ],
)
def test_what_cannot_be_made_is_told_in_a_sentence(kata, arguments, words):
    """And nothing is written."""
    done = kata("export", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert len(re.findall("[.:]", done.stderr)) >= 1


def test_results_of_another_class_are_refused(tmp_path):
    """By the first who is not in the record."""
    record = json.loads((HERE / "handed-out.json").read_text(encoding="utf-8"))
    record["students"] = record["students"][1:]
    (tmp_path / "handed-out.json").write_text(json.dumps(record))
    with pytest.raises(ValueError, match="a1 is in the results and not in the record"):
        gather(HERE / "results.jsonl", tmp_path, Scheme())
    record["due"] = None
    (tmp_path / "handed-out.json").write_text(json.dumps(record))
    with pytest.raises(ValueError, match="no record says until when"):
        gather(HERE / "results.jsonl", tmp_path, Scheme(on_time=1))
