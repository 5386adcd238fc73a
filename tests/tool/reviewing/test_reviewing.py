"""Reviews: every wrong fix can be shown, a line counts for what it shows, and a record tells nothing."""

import json

import pytest

from kata.bugs.clauses import load_clauses
from kata.bugs.fixes import KINDS, left_open, load_fixes
from kata.bugs.manifest import load_bugs
from kata.lines.language import checked
from kata.lines.records import new_record, read_record
from kata.reviewing.drawing import drawn_for_exam, fix_of, key, pool
from kata.reviewing.record import SCHEMA, Exam, score
from kata.reviewing.review import Review, Reviewed, Reviews, patch_of, points
from kata.reviewing.trial import tried

FIXES = load_fixes()
WRONG = [fix for fix in FIXES if not fix["right"]]
SOFTMAX = "ActivationFunctions.softmax(%s)"


def find(bug, name):
    """Return a fix by its bug and name."""
    return next(fix for fix in FIXES if key(fix) == (bug, name))


SINGLE = find("softmax-overflow", "in single precision")
CLIPPED = find("softmax-overflow", "clipped at 500")
UNIFORM = find("naive-initialization", "all zero")
LINES = {  # a fix, a line, and what comes of it
    "a right fix of another dtype": (SINGLE, SOFTMAX % "np.zeros((1, 2))" + ".dtype", "open"),
    "a right fix": (SINGLE, SOFTMAX % "[[1000.0, 0.0]]", "same"),
    "a call that it answers rightly": (CLIPPED, SOFTMAX % "[[1.0, 0.0]]", "same"),
    "a mistake of one's own": (CLIPPED, "ActivationFunctions.get('softmaxx')", "same"),
    "weights as they are drawn": (UNIFORM, "network.init(rng); network.parameters", "open"),
}


@pytest.fixture(scope="module")
def trials():
    """What comes of the zoo's own line for every wrong fix, and of the lines above, by one worker for all."""
    asked = [(fix, checked(fix["shown"])) for fix in WRONG]
    asked += [(fix, checked(line)) for fix, line, _ in LINES.values()]
    return tried(asked)


def test_the_zoo_tells_of_every_wrong_fix():
    """Its kind, of a closed list of which each occurs, why it is wrong, and a line that shows it."""
    for fix in FIXES:
        told = {"kind", "why", "shown"} & fix.keys()
        assert told == (set() if fix["right"] else {"kind", "why", "shown"}), key(fix)
    assert {fix["kind"] for fix in WRONG} == set(KINDS)
    assert len(FIXES) >= 200


def test_every_bug_has_a_clause_that_is_filled_in_different_ways():
    """It is named where right libraries differ."""
    assert left_open().keys() == load_bugs().keys()
    assert not set(left_open().values()) - load_clauses().keys()


def test_the_line_of_the_zoo_shows_every_wrong_fix(trials):
    """So nobody is asked for what cannot be shown; right fixes agree on its answer, whatever their style."""
    failed = {key(fix): trial for fix, trial in zip(WRONG, trials, strict=False) if not trial.counts}
    assert not failed, failed


@pytest.mark.parametrize("case", LINES)
def test_a_line_that_shows_nothing_does_not_count(trials, case):
    """Because all agree on the answer, or because the contract leaves it open; that clause is named."""
    trial = trials[len(WRONG) + list(LINES).index(case)]
    assert trial.outcome == LINES[case][2], trial
    if trial.outcome == "open":
        assert trial.clause.id in trial.told()


def test_nobody_meets_a_fix_twice():
    """Seeds that follow each other go through all fixes before one comes again, of all bugs or of one."""
    for bug in ("", "adam-shape"):
        number = len(pool(bug))
        assert len({key(fix_of(seed, bug)) for seed in range(3 * number, 4 * number)}) == number


def test_what_was_reviewed_does_not_come_again(tmp_path):
    """Until all have been seen: then any may."""
    reviews = Reviews()
    for number in range(len(pool("adam-shape"))):
        reviews.keep(Reviewed(reviews.next("adam-shape"), "right"))
        assert reviews.score()["fixes"] == number + 1
    assert reviews.next("adam-shape").bug.id == "adam-shape"
    assert (tmp_path / ".kata" / "reviews.json").is_file()


def test_what_is_remembered_may_be_damaged(tmp_path):
    """It is put aside, and begun anew."""
    (tmp_path / ".kata").mkdir()
    (tmp_path / ".kata" / "reviews.json").write_text('{"format": 1, "entries": [{"bug": 3}]}')
    assert Reviews().score()["fixes"] == 0
    assert (tmp_path / ".kata" / "reviews.damaged.json").is_file()


def test_points(trials):
    """To see that a fix is wrong is half of it; to show it is the rest, which a right fix does not need."""
    shows, nothing = trials[0], trials[-1]
    assert points(CLIPPED, "wrong", shows) == 1
    assert points(CLIPPED, "wrong", nothing) == points(CLIPPED, "wrong", None) == 0.5
    assert points(CLIPPED, "right", None) == points(SINGLE, "wrong", shows) == 0
    assert points(SINGLE, "right", None) == 1


def test_a_review_says_nothing_before_the_answer():
    """Neither the name, nor whether it is right."""
    told = Review(CLIPPED, 5).as_data()
    assert told.keys() == {"bug", "seed", "module", "patch"}
    assert "np.clip(Z, -500, 500)" in told["patch"]


# ---------------------------------------------------------------- the record of an exam


def test_an_exam_draws_right_and_wrong_ones_each_once():
    """By the seed alone, and no more than there are."""
    drawn = drawn_for_exam(7, 40)
    assert drawn == drawn_for_exam(7, 40) != drawn_for_exam(8, 40)
    assert len({key(fix) for fix in drawn}) == 40
    assert 10 <= sum(fix["right"] for fix in drawn) <= 30
    with pytest.raises(ValueError, match="expected 1 to 16"):
        drawn_for_exam(7, 17, "adam-shape")


def test_a_record_tells_nothing_and_is_scored_by_its_seed(tmp_path):
    """It goes on where it was left; the points come from fixes drawn anew, and from lines that are run then."""
    path = tmp_path / "record.json"
    for number in range(4):
        exam = Exam(path, seed=7, number=6, bug="softmax-overflow")
        fix = exam.next().fix
        assert exam.reached == number
        exam.answer("right" if fix["right"] else "wrong", "" if fix["right"] or number == 3 else fix["shown"])
    text = path.read_text()
    assert not [fix["name"] for fix in FIXES if f'"{fix["name"]}"' in text]
    assert not [word for word in ("why", "kind", "points") if f'"{word}"' in text]
    found = score(read_record(path, SCHEMA))
    fixes = drawn_for_exam(7, 6, "softmax-overflow")
    lost = 0.5 * (not fixes[3]["right"])
    assert (found.points, found.most) == (4 - lost, 6), found
    assert {False, True} == {fix["right"] for fix in fixes[:4]}, "the seed should draw both"


def test_a_record_that_does_not_hold_is_refused(tmp_path):
    """With a sentence: another exam's, another version's, or none at all."""
    path = tmp_path / "record.json"
    Exam(path, 7, 3).answer("right")
    with pytest.raises(ValueError, match="another exam"):
        Exam(path, 8, 3)
    record = read_record(path, SCHEMA)
    with pytest.raises(ValueError, match="draws other fixes"):
        score(record | {"digest": "0" * 16})
    with pytest.raises(ValueError, match="which is no bug"):
        score(record | {"bug": "nonsense"})
    for wrong in (
        {},
        {**record, "answers": [{"said": "maybe", "call": ""}]},
        {**record, "points": 5},
        {**record, "number": 3.0},
    ):
        with pytest.raises(ValueError, match="no record of this kind"):
            score(wrong)
    path.write_text("[")
    with pytest.raises(ValueError, match="not JSON"):
        read_record(path, SCHEMA)


def test_a_line_that_may_not_be_run_counts_as_none():
    """Whoever writes a record by hand has no more than the command."""
    fixes = drawn_for_exam(3, 8)
    place = next(number for number, fix in enumerate(fixes) if not fix["right"])
    answers = [{"said": "wrong", "call": "open('/etc/passwd')"}] * (place + 1)
    exam = {"seed": 3, "number": 8, "bug": ""}
    found = score(new_record("review", map(patch_of, fixes), **exam) | {"answers": answers})
    assert [one.points for one in found.answers] == [0.0] * place + [0.5]


def test_lines_that_take_too_long_are_told_of(monkeypatch):
    """All together: each might take its ten seconds, and nobody has decided on a zero."""
    monkeypatch.setattr("kata.reviewing.record.SECONDS", 1.5)
    fixes = drawn_for_exam(3, 8)
    exam = {"seed": 3, "number": 8, "bug": ""}
    answers = [{"said": "wrong", "call": "[sum(range(10**9)) for n in range(10**9)]"}] * 8
    with pytest.raises(ValueError, match=r"The lines take more than 1\.5 seconds"):
        score(new_record("review", map(patch_of, fixes), **exam) | {"answers": answers})


# ---------------------------------------------------------------- the command


def test_the_command_shows_a_fix_and_hears_an_answer(kata):
    """By options, for scripts: the same seed shows the same fix, and the answer is explained and remembered."""
    seed = next(seed for seed in range(99) if fix_of(seed, "softmax-overflow") == CLIPPED)
    shown = kata("review", "1", "--seed", seed)
    assert (shown.returncode, "clip" in shown.stdout) == (2, True)
    assert f"kata review softmax-overflow --seed {seed} --answer" in shown.stderr
    line = SOFTMAX % "[[600.0, 1000.0]]"
    done = kata("review", "1", "--seed", seed, "--answer", "wrong", "--call", line)
    assert done.returncode == 0, done.stderr
    for word in ("[[0. 1.]]", "[[0.5 0.5]]", "You were right.", CLIPPED["why"][:30], "So far: 1 of 1 points."):
        assert word in done.stdout, done.stdout
    told = json.loads(kata("review", "1", "--seed", seed, "--answer", "right", "--json").stdout)
    assert (told["right"], told["points"], told["kind"], told["shown_by"]) == (False, 0, "cover", CLIPPED["shown"])
    assert json.loads(kata("review", "--score", "--json").stdout)["kinds"] == {
        "cover": {"fixes": 1, "points": 0.0}
    }
    assert "0 of 1" in kata("review", "--score").stdout


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--answer", "right"], "--seed"),
        (["--seed", "3", "--answer", "maybe"], "expected right or wrong"),
        (["--seed", "3", "--call", "1"], "--answer wrong"),
        (["--seed", "3", "--answer", "wrong", "--call", "open('x')"], "open is no name"),
        (["--exam", "record.json"], "--seed"),
        (["--exam", "record.json", "--seed", "3", "--number", "1000"], "expected 1 to"),
        (["nonsense"], "no bug"),
    ],
)
def test_what_makes_no_sense_is_refused(kata, arguments, word):
    """With exit status 2, and a sentence."""
    done = kata("review", *arguments)
    assert done.returncode == 2
    assert word in done.stderr, done.stderr


def test_an_exam_says_nothing_of_what_is_right(kata, tmp_path):
    """Not on the screen, and not in JSON: it counts what was answered."""
    exam = ["review", "--exam", "record.json", "--seed", "7", "--number", "2"]
    assert json.loads(kata(*exam, "--json").stdout)["next"].keys() == {"bug", "seed", "module", "patch"}
    first = kata(*exam, "--answer", "right")
    assert "Noted: 1 of 2" in first.stdout, first
    last = kata(*exam, "--answer", "wrong", "--call", "network.cost(X, Y)")
    assert "Hand in the record" in last.stdout, last
    assert len(read_record(tmp_path / "record.json", SCHEMA)["answers"]) == 2
    assert not (tmp_path / ".kata").exists()
