"""Diagnoses: every fault can be seen, a seed stands for one library, and a record tells nothing."""

import json
from contextlib import nullcontext

import pytest

from kata.diagnosis.diagnosis import MOST_CALLS, Diagnoses, numbers_of, points
from kata.diagnosis.faults import load_faults, texts
from kata.diagnosis.record import SCHEMA, score
from kata.diagnosis.sealed import CORRECTED, DECOYS, LISTED, MOST_FAULTS, Sealed, sealed
from kata.diagnosis.session import Session
from kata.diagnosis.symptoms import DIGITS, PLAN, as_data, symptoms
from kata.lines.answers import same
from kata.lines.language import checked
from kata.lines.records import read_record
from kata.lines.shelf import shelf

FAULTS = {fault.name: fault for fault in load_faults()}
SEED = 7


@pytest.fixture(scope="module")
def library():
    """The library of a seed, for all tests that look at one."""
    with sealed(SEED) as library:
        yield library


@pytest.fixture
def drawn(library, monkeypatch):
    """Let commands have that library, which takes them a while to draw; a record of it is scored by it, too."""
    for module in ("sealed", "record"):
        monkeypatch.setattr(f"kata.diagnosis.{module}.sealed", lambda _: nullcontext(library))


def test_every_fault_shows_by_its_line():
    """Alone in a library, which then answers otherwise than the corrected one, as has to be for it to be found."""
    with shelf() as books:
        books.put(CORRECTED, {})
        for fault in FAULTS.values():
            books.put(fault.name, texts([fault]))
        answers = books.ask([([CORRECTED, fault.name], checked(fault.shown)) for fault in FAULTS.values()])
    unseen = [name for name, both in zip(FAULTS, answers, strict=True) if same(*both) or not both[0].given]
    assert not unseen


def test_a_fault_has_words_and_a_change():
    """For the list before, and the explanation after."""
    for fault in FAULTS.values():
        assert fault.says, fault.name
        assert not fault.says.endswith("."), fault.name
        assert fault.contract, fault.name
        assert {line[0] for line in fault.change().splitlines()} & {"-", "+"}, fault.name
    assert len({fault.says for fault in FAULTS.values()}) == len(FAULTS) >= 40


def test_a_seed_stands_for_one_library(library):
    """Whose faults each show by their lines, and whose decoys do not; some of both are in the list."""
    with sealed(SEED) as again:
        assert (again.faults, again.listed) == (library.faults, library.listed)
    assert 1 <= len(library.faults) <= MOST_FAULTS
    decoys = [fault for fault in library.listed if fault not in library.faults]
    assert len(decoys) >= DECOYS
    assert len(library.listed) <= LISTED
    assert [library.listed[number - 1] for number in library.numbers] == [
        fault for fault in library.listed if fault in library.faults
    ]
    questions = [([library.name, CORRECTED], fault.shown) for fault in library.listed]
    told = [same(*both) for both in library.books.ask(questions)]
    assert told == [fault in decoys for fault in library.listed]


def test_the_symptoms_are_those_of_a_training(library):
    """Epochs as the library tells of them, a matrix counted here, and its own figures; beside a right one's."""
    this, corrected = map(as_data, symptoms(library))
    for told in (this, corrected):
        assert not told["failure"]
        assert len(told["epochs"]) == PLAN.epochs
        assert sum(map(sum, told["confusion"])) == DIGITS["t10k"]
        assert told["reported"].keys() == {"sensitivity", "specificity", "precision", "accuracy", "f1"}
        json.dumps(told, allow_nan=False)
    assert corrected["epochs"][-1]["accuracy"] > 0.8, "what a right library comes to should look right"
    assert this != corrected


def test_a_training_that_fails_is_a_symptom(library):
    """It is told by its exception, and there is no curve."""
    broken = Sealed(0, (FAULTS["softmax-shape"],), library.listed, library.books, library.name)
    this, _ = map(as_data, symptoms(broken))
    assert "ValueError in epoch 1" in this["failure"]
    assert (this["epochs"], this["confusion"], this["reported"]) == ([], None, {})


def test_points():
    """What was found less what was named wrongly, never below 0; and twelve calls take three tenths of it."""
    assert points([2, 5], [2, 5], 0) == 1
    assert points([2, 5], [2], 0) == points([2, 5], [2, 5, 6], 0) == 0.5
    assert points([2], [3, 4], 0) == points([2], [2, 3], 3) == 0
    assert points([2], [2], MOST_CALLS) == pytest.approx(0.7)


def test_numbers_are_read_and_others_refused():
    """In any order, with commas or without."""
    assert numbers_of(" 5, 2 5", 9) == (2, 5)
    for text in ("", "0", "10", "two", "-1"):
        with pytest.raises(ValueError, match="expected numbers from 1 to 9"):
            numbers_of(text, 9)


def test_calls_count_on_when_a_diagnosis_is_taken_up_again(library):
    """A session that was left has as many fewer, and one that is over begins anew."""
    assert [answer.raised for answer in Session(library).ask("network.cost(X, Y)", "1 / 0")] == [False, True]
    session = Session(library)
    assert session.left == MOST_CALLS - 2
    with pytest.raises(ValueError, match="10 of 12 are left"):
        session.ask(*["X"] * 11)
    assert session.name(tuple(library.numbers)).points == pytest.approx(0.95)
    assert Session(library).left == MOST_CALLS
    assert Diagnoses().score() == {"libraries": 1, "points": pytest.approx(0.95)}


@pytest.mark.usefixtures("drawn")
def test_a_record_tells_nothing_and_is_scored_by_its_seed(library, tmp_path):
    """It goes on where it was left, is over once something is named, and what it is worth is not in it."""
    path = tmp_path / "record.json"
    Session(library, path).ask("network.cost(X, Y)")
    Session(library, path).name((library.numbers[0],))
    assert not [name for name in FAULTS if name in path.read_text()]
    record = read_record(path, SCHEMA)
    assert record.keys() == {"format", "record", "netkata", "seed", "digest", "calls", "named"}
    found = score(record)
    assert (found.faults, found.calls) == (tuple(library.numbers), 1)
    assert found.points == points(library.numbers, [library.numbers[0]], 1)
    with pytest.raises(ValueError, match="is over"):
        Session(library, path)
    with pytest.raises(ValueError, match="draws other faults"):
        score(record | {"digest": "0" * 16})
    with pytest.raises(ValueError, match="no record of this kind"):
        score(record | {"calls": ["X"] * (MOST_CALLS + 1)})
    path.write_text(json.dumps(record | {"seed": SEED + 1, "named": []}))
    with pytest.raises(ValueError, match="another exam"):
        Session(library, path)


@pytest.mark.usefixtures("drawn")
def test_the_command_by_options(kata, library):
    """Calls are answered and counted, and once something is named all is explained, in words and in JSON."""
    asked = kata("diagnose", "--seed", SEED, "--call", "np.ones(2)", "--call", "network")
    assert asked.returncode == 0, asked.stderr
    for word in ("[1. 1.]", "<FeedForward>", "Calls that are left: 10."):
        assert word in asked.stdout, asked.stdout
    right = ",".join(map(str, library.numbers))
    done = kata("diagnose", "--seed", SEED, "--named", right)
    for fault in library.faults:
        assert fault.name not in asked.stdout
        assert fault.shown[:40] in done.stdout
    assert "0.95 of 1 point, after 2 calls" in done.stdout, done.stdout
    told = json.loads(kata("diagnose", "--seed", SEED, "--named", right, "--json").stdout)
    assert (told["points"], told["found"]) == (1, library.numbers)
    assert {fault["name"] for fault in told["faults"]} == {fault.name for fault in library.faults}


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--call", "X"], "--seed"),
        (["--exam", "record.json"], "--seed"),
        (["--seed", "7", "--call", "open('x')"], "open is no name"),
        (["--seed", "7", "--named", "10"], "expected numbers from 1 to 9"),
        (["--seed", "7", *["--call", "X"] * 13], "12 of 12 are left"),
    ],
)
def test_what_makes_no_sense_is_refused(kata, arguments, word):
    """With exit status 2, and a sentence."""
    done = kata("diagnose", *arguments)
    assert done.returncode == 2
    assert word in done.stderr, done.stderr


@pytest.mark.usefixtures("drawn")
def test_the_command_shows_the_symptoms_and_the_list(kata, library):
    """Where there is no terminal it says how to go on; in JSON it has no name of a fault."""
    shown = kata("diagnose", "--seed", SEED)
    assert (shown.returncode, f"kata diagnose --seed {SEED} --call" in shown.stderr) == (2, True)
    for word in ("It reports: sensitivity", "A right one:", library.listed[0].says):
        assert word in shown.stdout, shown.stdout
    told = json.loads(kata("diagnose", "--seed", SEED, "--json").stdout)
    assert told["listed"] == [fault.says for fault in library.listed]
    assert not [name for name in FAULTS if name in json.dumps(told)]
