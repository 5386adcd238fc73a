"""Points: by bug, by breach, for being on time, and in part; what could not be judged is never zero in silence."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from kata.bugs.manifest import load_bugs
from kata.classroom.record import HandedOut
from kata.exports.feedback import as_markdown, feedback
from kata.exports.gathering import gather
from kata.exports.marks import as_table
from kata.exports.points import Scheme, number, read_scheme, score
from kata.exports.results import read_results
from kata.grading.results import RESULTS, SUMMARY, lines_of

HERE = Path(__file__).parent
DUE = "2026-12-18T23:59:00-05:00"


def result_of(student):
    [found] = [result for result in read_results(HERE / "results.jsonl").results if result.student == student]
    return found


def test_a_point_for_each_bug_and_breach_of_ones_own():
    """Those that came in count for nothing, nor do those that were never handed out."""
    ana, cy = (score(result_of(student), Scheme()) for student in ("a1", "c3"))
    assert [(item.name, item.points) for item in ana.items] == [
        ("softmax-shape", 0),
        ("derivative-name", 1),
        ("adam-climbs", 0),
    ]
    assert (ana.points, ana.most, cy.points, cy.most) == (1, 3, 3, 3)


def test_what_could_not_be_judged_says_why():
    """And has no mark."""
    assert "'(' was never closed" in score(result_of("b2"), Scheme()).unclear
    rows = gather(HERE / "results.jsonl", HERE, Scheme()).rows
    assert [bool(points and points.unclear) for _, _, points in rows] == [False, True, False, False]


def test_being_on_time():
    """Until the minute that was told, whatever the zone; what is not known is unclear."""
    scheme = Scheme(on_time=2)
    assert [score(result_of(student), scheme, DUE).items[-1].points for student in ("a1", "c3")] == [2, 0]
    late = replace(result_of("c3"), submitted="2026-12-19T04:59:00+00:00")
    assert score(late, scheme, DUE).items[-1].points == 2
    assert score(replace(late, submitted=None), scheme, DUE).items[-1].status == "unclear"
    assert len(score(late, Scheme(), DUE).items) == 3
    called = replace(late, late=True)  # by the platform: the time may be that of a file, long before
    assert score(called, scheme, DUE).items[-1].points == 0


def test_points_for_every_bug():
    """They are read from the command line, though no file can have so long a name."""
    given = ",".join(f"{bug}=2.50" for bug in load_bugs()) + ",each=1,breach=1,tests=1,exam=1,on-time=1,partial"
    assert len(given) > 255
    assert read_scheme(given).bugs == dict.fromkeys(load_bugs(), 2.5)


def test_points_in_part():
    """The share of a bug's tests that pass, of one that is not fixed."""
    result = result_of("a1")
    tests = dict.fromkeys("abc", "passed") | {"d": "failed"}
    verdict = {**result.verdict, "bugs": {"softmax-shape": {"message": "", "tests": tests}}}
    told = score(replace(result, judged=verdict), Scheme(partial=True, each=2))
    assert [item.points for item in told.items] == [1.5, 2, 0]
    assert told.out_of(10) == 7


STUDENT = HandedOut("a1", "Ana", None, "en", "a1-ana", ["softmax-shape"], [], "0" * 64, {})
JUDGED = {
    "target": "adam-shape", "file": "test_adam_shape.py", "points": 7, "caught": 3, "wrong": "",
    "libraries": {"right": 6, "wrong": 9, "other": 11},
    "tests": [
        {"name": "test_one", "property": False, "status": "valid", "others": ["binary-cost"], "ending": None},
        {"name": "test_two", "property": True, "status": "flaky", "others": [],
         "ending": {"message": "assert 1 == 2"}},
        {"name": "test_many", "property": True, "status": "beyond", "others": [], "ending": None},
    ],
}  # fmt: skip


def test_points_for_tests():
    """The share of the dojo's points, for each bug or clause; by another name than the bug's own points."""
    result = replace(result_of("a1"), dojo=[JUDGED])
    (item,) = [item for item in score(result, Scheme(tests=2)).items if item.kind == "tests"]
    assert (item.name, item.status, item.points, item.most) == ("adam-shape", "present", 1.4, 2)
    whole = replace(result, dojo=[JUDGED | {"points": 10}])
    assert score(whole, read_scheme("tests=3")).items[-1].points == 3
    (told,) = csv.DictReader(as_table([(STUDENT, result, score(result, Scheme()))]).splitlines())
    assert (told["tests"], told["adam-shape"]) == ("0.7", "")


def test_points_for_exams():
    """The share that was right; of a record that cannot be scored nobody knows."""
    right, odd = (
        {"file": f"{kind}.json", "kind": kind, "seed": 1, "points": points, "reason": reason, "digest": kind}
        for kind, points, reason in (("review", 0.75, ""), ("diagnosis", 0.0, "The record is no record."))
    )
    copy = right | {"file": "copy.json", "points": None, "reason": "It does not count."}
    result = replace(result_of("a1"), records=[right, odd, copy])
    items = [item for item in score(result, Scheme(exam=4)).items if item.kind == "exam"]
    assert [(item.name, item.status, item.points) for item in items] == [
        ("review.json", "present", 3),
        ("diagnosis.json", "unclear", 0),
    ]
    told = as_markdown(feedback(result, score(result, Scheme()), STUDENT))
    assert "75% of it is right." in told
    assert "The record is no record." in told
    assert "It does not count." in told
    (row,) = csv.DictReader(as_table([(STUDENT, result, score(result, Scheme()))]).splitlines())
    assert row["look at"].count("diagnosis.json") == 1
    for words in ("see whether it is the one that you gave", "1 in all: copy.json"):
        assert words in row["look at"]


def test_tests_are_told_of():
    """On the student's page: what they are worth, and why some do not count; in their language."""
    result = replace(result_of("a1"), dojo=[JUDGED])
    told = as_markdown(feedback(result, score(result, Scheme()), STUDENT)).replace("\\", "")
    assert "test_adam_shape.py | not complete | 0.7 / 1" in told
    assert "1 of 2 tests pass on every right library, and 3 of 9 wrong libraries are caught." in told
    assert "They also fail on 1 of 11 libraries with another bug." in told
    assert "flaky: assert 1 == 2" in told
    assert "test_many" not in told
    broken = replace(result, dojo=[JUDGED | {"tests": [], "wrong": "SyntaxError: line 3\n  def"}])
    assert "test_adam_shape.py  SyntaxError: line 3\n" in as_markdown(
        feedback(broken, score(broken, Scheme()), STUDENT)
    )


def test_a_scheme_is_typed_or_in_a_file(tmp_path):
    """In the same words; bugs as they are typed elsewhere."""
    expected = Scheme(each=1, breach=0.5, on_time=1, partial=True, bugs={"adam-shape": 2})
    assert read_scheme("breach=0.5, on-time=1,partial,adam=2") == expected
    file = tmp_path / "points.toml"
    file.write_text("format = true\n", encoding="utf-8")
    with pytest.raises(ValueError, match="expected format = 1"):
        read_scheme(str(file))
    file.write_text("format = 1\nbreach = 0.5\non-time = 1\npartial = true\n[bugs]\nadam-shape = 2\n")
    assert read_scheme(str(file)) == expected
    assert read_scheme(None) == Scheme()
    assert [read_scheme(f"partial={said}").partial for said in ("true", "false")] == [True, False]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("colour=2", "There is no bug 'colour'"),
        ("each=1,each=2", "each is there twice"),
        ("1=2,softmax-overflow=3", "softmax-overflow is there twice"),
        ("each=-1", "each = -1.0: expected a number of points"),
        ("each=many", "each = many: expected a number"),
        ("each", "each = True: expected a number"),
        ("each=nan", "expected a number"),
        ("partial=no", "--points partial=no: partial = no: expected true or false."),
        ("partial=1", "partial = 1.0: expected true or false"),
        ("each=false", "each = False: expected a number"),
        ("nothing.toml", "There is no file nothing.toml"),
    ],
)
def test_what_is_no_scheme_is_told_in_a_sentence(given, words):
    """Whatever was typed."""
    with pytest.raises(ValueError) as caught:
        read_scheme(given)
    assert words in str(caught.value)


def test_a_file_that_is_no_scheme(tmp_path):
    """With its name."""
    file = tmp_path / "points.toml"
    for text, words in (
        ("each = ", "is no TOML"),
        ("colour = 1", "colour is unknown"),
        ("bugs = 1", "a table of bugs"),
        ('partial = "no"', "partial = no: expected true or false"),
    ):
        file.write_text(text)
        with pytest.raises(ValueError, match=words):
            read_scheme(str(file))


@pytest.fixture
def folder(tmp_path):
    """A folder of results like the example, to be changed."""
    for name in (RESULTS, SUMMARY):
        (tmp_path / name).write_bytes((HERE / name).read_bytes())
    return tmp_path


def test_what_the_summary_names_counts(folder):
    """Lines of other submissions stay in the journal, and one that was not written to its end is none."""
    journal = folder / RESULTS
    first, *rest = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.write_text("".join([*rest, first]) + first[:500], encoding="utf-8")
    results = read_results(folder)
    assert [result.student for result in results.results] == ["a1", "b2", "c3"]
    assert results.results[0].submission.endswith("exercise.zip"), (
        "the last line of a1 is of an earlier submission"
    )
    assert results.unmatched == 1
    assert [one.submission for one in read_results(journal).results] == [one.submission for one in results.results]


def test_a_grading_that_is_not_complete_is_none(folder):
    """Without a summary, or with that of other results: nobody can tell who has handed in."""
    (folder / SUMMARY).unlink()
    with pytest.raises(ValueError, match="is not complete: give the command `kata grade` once more"):
        gather(folder, HERE, Scheme())
    for text in ("{", "[]", '{"results": [{}]}', (HERE / SUMMARY).read_text(encoding="utf-8").replace("a1", "a9")):
        (folder / SUMMARY).write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=r"summary\.json does not go with results\.jsonl: give the command"):
            gather(folder, HERE, Scheme())


def test_what_are_no_results(folder):
    """A journal of another form is refused, and so is a folder without one, or another file."""
    with pytest.raises(ValueError, match="There are no results"):
        read_results(folder / "nowhere")
    with pytest.raises(ValueError, match="is no file of results"):
        read_results(folder / SUMMARY)
    (folder / RESULTS).write_text("{}\n")
    with pytest.raises(ValueError, match="line 1, is no result"):
        read_results(folder)


def test_without_a_record_each_submission_is_a_row_of_its_own(folder):
    """By the name of what was handed in; with a record nobody knows whose they are, and nobody has nothing."""
    journal, summary = folder / RESULTS, json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    summary["results"] = [result.as_data() for result in lines_of(journal) if result.student is None]
    (folder / SUMMARY).write_text(json.dumps(summary | {"unmatched": []}), encoding="utf-8")
    graded = gather(folder, None, Scheme())
    assert [(handed.id, result is None) for handed, result, _ in graded.rows] == [("stranger.zip", False)]
    assert graded.unmatched == 0
    with pytest.raises(ValueError, match="was graded without the record: grade it once more, with --handed-out"):
        gather(folder, HERE, Scheme())


def test_each_has_a_file_of_its_own_without_a_record(folder):
    """Names that are alike in plain letters are of different people; who is like nobody has a plain one."""
    names = ["李明 tarea.zip", "王芳 tarea.zip", "Ana-Li.zip", "Ana Li.zip", "ana li.zip", "bo.zip"]
    summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    line = summary["results"][0] | {"student": None, "verdict": None}
    lines = [line | {"submission": name} for name in names]
    (folder / RESULTS).write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    (folder / SUMMARY).write_text(json.dumps(summary | {"results": lines, "unmatched": []}), encoding="utf-8")
    folders = [handed.folder for handed, _, _ in gather(folder, None, Scheme()).rows]
    assert len(set(folders)) == 6
    assert folders[-1] == "bo-zip"
    assert [handed.folder for handed, _, _ in gather(folder, None, Scheme()).rows] == folders


def test_verdicts_stay_on_disk():
    """Each is read when it is asked for: those of ten thousand students would not fit."""
    result = result_of("a1")
    assert len(result.broken) > 1
    assert result.judged is None
    assert result.verdict["bugs"]["softmax-shape"]["status"] == "present"


@pytest.mark.parametrize(("value", "text"), [(3.0, "3"), (2.5, "2.5"), (2 / 3, "0.67"), (0, "0"), (10, "10")])
def test_points_are_written_short(value, text):
    """With two places at most."""
    assert number(value) == text
