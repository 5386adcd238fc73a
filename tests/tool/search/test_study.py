"""The search over architectures: whatever becomes of its workers, every network is tried, and counted once."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from unittest import mock

import psutil
import pytest
from waiting import INTERRUPTIBLE, children_of, limit, none_left

from kata.digits.by_name import find_digits
from kata.installing import install_command
from kata.report.networks import NETWORKS
from kata.training.lesson import Training
from kata.training.plan import Plan

pytest.importorskip("optuna", reason="the search takes Optuna, of the extra `search`")

import optuna

from kata.search.begin import begin_search, join_search
from kata.search.candidates import LAYERS, WIDTHS, candidates
from kata.search.storage import open_storage, shown
from kata.search.study import Search

COMMAND = [sys.executable, "-m", "kata", "search"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "KATA_STORAGE"}
NUMBER = 8
SMALL = ("--trials", str(NUMBER), "--epochs", "1")
GRACE = ("--grace", f"{limit(3):.0f}")
DATABASE = os.environ.get("KATA_SEARCH_STORAGE")  # the URL of one that can be filled with studies

signals = pytest.mark.skipif(os.name != "posix", reason="there are no such signals on Windows")


def run(*arguments):
    """Run the command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=limit(300)
    )


def start(*arguments):
    """Start the command, its output in a pipe."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **INTERRUPTIBLE,
    )


def without_time(data):
    """Return what a search found, but not how long it took."""
    return [{name: value for name, value in one.items() if name != "seconds"} for one in data["trials"]]


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A search by one process, one training at a time, as data."""
    path = tmp_path_factory.mktemp("search") / "search.journal"
    done = run(*SMALL, "--workers", "1", "--json", "--storage", str(path))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(params=["journal", "sqlite", "database"])
def place(request, tmp_path):
    """Return storage and study for a search, of every kind."""
    if request.param == "database" and not DATABASE:
        pytest.skip("no database is at hand: give its URL with KATA_SEARCH_STORAGE")
    name = f"test-{uuid.uuid4()}"
    return {
        "journal": (str(tmp_path / "a folder" / "search.journal"), name),
        "sqlite": (f"sqlite:///{tmp_path / 'search.db'}", name),
        "database": (DATABASE, name),
    }[request.param]


@pytest.fixture
def opened():
    """Return how a storage is opened, as another process would, and close it in the end."""
    storages = []

    def open_it(name):
        storages.append(open_storage(name))
        return storages[-1]

    yield open_it
    for storage in storages:
        if isinstance(storage, optuna.storages.RDBStorage):
            storage.scoped_session.remove()
            storage.engine.dispose()


def kept(storage, study):
    """Return all trials of a study as Optuna has them, and how many there are in each state."""
    trials = storage.get_all_trials(storage.get_study_id_from_name(study))
    return trials, Counter(trial.state.name for trial in trials)


def test_what_is_searched(alone):
    """The report's five networks first, under their names; then others in the range; seeds and ranking as told."""
    tried = alone["trials"]
    assert [one["index"] for one in tried] == list(range(NUMBER)) == [one["seed"] for one in tried]
    assert [one["network"] for one in tried] == [*NETWORKS, *[""] * (NUMBER - len(NETWORKS))]
    for one, network in zip(tried, NETWORKS.values(), strict=False):
        assert (784, *one["widths"], 10) == network.sizes
    for one in tried:
        assert LAYERS[0] <= len(one["widths"]) <= LAYERS[1]
        assert all(WIDTHS[0] <= width <= WIDTHS[1] for width in one["widths"])
        assert one["parameters"] == Plan("fixed", sizes=(784, *one["widths"], 10)).parameters
        assert 0.6 < one["validation_accuracy"] < 1
        assert 0.6 < one["test_accuracy"] < 1
        assert (one["epoch"], one["validation_rows"], one["failure"]) == (1, 1_333, "")
    scores = [tried[index]["validation_accuracy"] for index in alone["ranking"]]
    assert scores == sorted(scores, reverse=True)
    assert len(set(alone["ranking"])) == NUMBER
    assert alone["format"] == 1


def test_the_networks_follow_from_the_seed():
    """More of them begin with the same; with another seed they are others, but for the report's."""
    few, many, others = (list(islice(candidates(seed), number)) for seed, number in ((3, 9), (3, 40), (4, 40)))
    assert many[:9] == few
    assert [one.widths for one in others[:5]] == [one.widths for one in many[:5]]
    assert len({one.widths for one in [*many, *others]}) == 75


@signals
def test_one_of_several_processes_is_killed(place, alone, opened):
    """Exactly the wanted number is complete, each network once, and all is as if one process had done it alone.

    The workers come before there is a search, and wait for it.
    """
    storage, study = place
    where = ("--storage", storage, "--study", study, "--workers", "1", *GRACE)
    workers = [start("--worker", *where) for _ in range(2)]
    first = start(*SMALL, "--json", *where)
    children = children_of(workers[0])  # it is in the middle of a trial
    workers[0].kill()
    for child in children:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    output, errors = first.communicate(timeout=limit(300))
    assert (first.returncode, workers[0].wait(limit()), workers[1].wait(limit())) == (0, -signal.SIGKILL, 0), (
        errors
    )
    for worker in workers:
        worker.communicate(timeout=limit())
    trials, states = kept(opened(storage), study)
    complete = [trial for trial in trials if trial.state.name == "COMPLETE"]
    assert sorted(trial.user_attrs["index"] for trial in complete) == list(range(NUMBER))
    assert set(states) == {"COMPLETE", "FAIL"}
    assert sorted(trial.number for trial in trials) == list(range(len(trials)))
    assert without_time(json.loads(output)) == without_time(alone)


@signals
def test_ctrl_c_and_going_on(tmp_path, alone, opened):
    """What is done is kept, what is under way is given back at once, nothing trains on; then the rest is done."""
    storage = str(tmp_path / "search.journal")
    arguments = (*SMALL, "--workers", "2", "--storage", storage)
    with start(*arguments) as child:
        assert child.stdout.readline().startswith(f"1 of {NUMBER}: ")
        children = psutil.Process(child.pid).children(recursive=True)
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=limit())
        assert child.returncode == 130
    assert none_left(children)
    states = kept(opened(storage), "search")[1]
    assert states["RUNNING"] == 0
    assert 1 <= states["COMPLETE"] < NUMBER
    done = run(*arguments, "--json")
    assert without_time(json.loads(done.stdout)) == without_time(alone)
    assert done.stderr.count(f" of {NUMBER}: ") == NUMBER - states["COMPLETE"]
    assert kept(opened(storage), "search")[1]["COMPLETE"] == NUMBER


def test_a_search_can_be_made_larger(tmp_path, alone, opened):
    """The first trials stay as they are; then it says where the report's networks stand, and draws them."""
    storage, picture = str(tmp_path / "search.journal"), tmp_path / "search.svg"
    assert run("--trials", "5", "--epochs", "1", "--storage", storage).returncode == 0
    before, _ = kept(opened(storage), "search")
    done = run(*SMALL, "--storage", storage, "--picture", str(picture))
    assert (done.returncode, done.stderr) == (0, "")
    after, states = kept(opened(storage), "search")
    assert after[:5] == before
    assert states == {"COMPLETE": NUMBER}
    assert [trial.value for trial in after] == [one["validation_accuracy"] for one in alone["trials"]]
    assert done.stdout.count(f" of {NUMBER}: ") == NUMBER - 5
    assert f"The best of {NUMBER} networks" in done.stdout
    drawn = picture.read_text(encoding="utf-8")
    for name in NETWORKS:
        assert name in done.stdout
        assert name in drawn
    assert f"{NUMBER} networks" in drawn
    assert "the report's five" in drawn
    assert {path.suffix for path in tmp_path.iterdir()} == {".svg", ".journal"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--epochs", "2"), "was begun with 1 epochs, not 2: name another one with --study"),
        (("--epochs", "1", "--seed", "7"), "was begun with seed 0, not 7: name another one with --study"),
        (("--epochs", "1", "--data", "nowhere"), "no digits 'nowhere'"),
        (("--worker", "--epochs", "1"), "leave out --epochs"),
        (("--picture", "search.gif"), "expected a picture's name that ends in .svg, .png, .pdf"),
    ],
)
def test_a_search_of_another_setting(tmp_path, arguments, sentence):
    """One sentence, exit status 2, and the trials are as they were."""
    path = tmp_path / "search.journal"
    storage = open_storage(str(path))
    begin_search(storage, "search", trials=5, seed=0, epochs=1, data="embedded")
    before = kept(storage, "search")
    done = run("--storage", str(path), *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert kept(storage, "search") == before


@pytest.mark.parametrize(
    ("storage", "sentence"),
    [
        ("foo://user:geheim@host/db", "foo://host/db is none that Optuna knows"),
        ("://user:geheim", "is none that Optuna knows"),
        ("sqlite+nosuch://user:geheim@host/db", "is none that Optuna knows"),
        ("sqlite+aiosqlite:///search.db", "needs a driver that is not installed"),
        ("sqlite://", "name a file"),
        ("sqlite:///{folder}/missing/search.db", "unable to open database file"),
        ("sqlite:///{folder}/text", "file is not a database"),
        ("{folder}/text", "holds no journal of Optuna"),
    ],
)
def test_a_storage_that_cannot_be_used(tmp_path, storage, sentence):
    """One sentence that names it without the password, and what is there stays as it is."""
    (tmp_path / "text").write_text("no journal\n" * 99)
    with pytest.raises(OSError) as caught:
        open_storage(storage.format(folder=tmp_path))
    assert sentence in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert (tmp_path / "text").read_text() == "no journal\n" * 99


def test_a_storage_that_cannot_be_reached_ends_the_command():
    """Exit status 2, and no traceback."""
    done = run("--storage", "foo://user:geheim@host/db")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The storage foo://host/db is none")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("postgresql://user:geheim@host:5432/db?password=geheim", "postgresql://host/db"),
        ("mysql+pymysql://user:geh@eim@host/db", "mysql+pymysql://host/db"),
        ("postgresql://user:geheim@host:port/db", "postgresql://..."),
        ("folder/search.journal", "folder/search.journal"),
    ],
)
def test_no_password_is_shown(name, expected):
    """Neither a password nor a part of it, however it is written."""
    assert shown(name) == expected


def test_without_optuna():
    """It says what to install."""
    code = (
        "import sys; sys.modules['optuna'] = None; sys.argv = ['kata', 'search']; from kata.cli import run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=limit()
    )
    assert done.returncode == 2
    assert done.stderr == f"`kata search` needs the package optuna: {install_command('search')}\n"


def made_up(plan, **_):
    """Return a training that takes no time, its accuracies made of the widths."""
    score = sum(plan.sizes) / 2000
    return Training([{"accuracy": score / 2, "validation_accuracy": score}], best=1, rows=6_667)


def begun(storage, study="search", trials=5):
    """Return a search of that many networks."""
    return begin_search(storage, study, trials=trials, seed=0, epochs=1, data="embedded")


def test_many_workers_at_once(place, opened):
    """As four processes, with two trainings each: they begin a search together, and no network is tried twice."""
    storage, study = place
    find_digits("embedded")  # imports the library, which several threads cannot do at the same time
    made, barrier = [], threading.Barrier(4, timeout=limit())

    def train(plan, **_):
        made.append(plan.seed)
        return made_up(plan)

    def work(there):
        barrier.wait()
        begun(there, study, trials=20).run(2)

    with mock.patch("kata.search.study.run_training", train), ThreadPoolExecutor(4) as threads:
        list(threads.map(work, [opened(storage) for _ in range(4)]))
    assert sorted(made) == list(range(20))
    trials, states = kept(opened(storage), study)
    assert states == {"COMPLETE": 20}
    assert [trial.user_attrs["index"] for trial in trials] == list(range(20))


def test_tables_are_made_by_several_at_once(tmp_path, opened):
    """Whoever comes too late to make them uses those that are there."""
    for attempt in range(3):
        name, barrier = f"sqlite:///{tmp_path / str(attempt)}.db", threading.Barrier(4, timeout=limit())

        def open_it(_, name=name, barrier=barrier):
            barrier.wait()
            return opened(name)

        with ThreadPoolExecutor(4) as threads:
            storages = list(threads.map(open_it, range(4)))
        storages[0].create_new_study([optuna.study.StudyDirection.MAXIMIZE], "one")
        assert [study.study_name for study in storages[3].get_all_studies()] == ["one"]


def test_a_worker_that_gives_no_sign_is_taken_for_dead(place, opened):
    """Its network is tried again, and what it finds after all is not counted."""
    storage, study = place
    first, other = begun(opened(storage), study, trials=6), join_search(opened(storage), study, grace=0.1)

    def train(plan, **_):
        if plan.seed == 0 and threading.current_thread() is late:
            other.run(1)  # all of it, while this one is silent
        return made_up(plan)

    told = []
    with mock.patch.multiple("kata.search.study", run_training=train, BEAT=0.1):
        late = threading.Thread(target=first._work, args=(lambda *news: told.append(news),))
        late.start()
        late.join(limit())
    trials, states = kept(opened(storage), study)
    assert told == []
    assert states == {"COMPLETE": 6, "FAIL": 1}
    assert trials[0].state.name == "FAIL"
    assert [one.index for one in other.results().tried] == list(range(6))


def test_a_worker_that_gives_signs_is_left_alone(tmp_path, opened):
    """However long its training takes."""
    storage, study = str(tmp_path / "search.journal"), "search"
    first, other = begun(opened(storage)), join_search(opened(storage), study, grace=limit(2))
    made = []

    def train(plan, **_):
        made.append(plan.seed)
        time.sleep(limit(5) if plan.seed == 0 else 0)
        return made_up(plan)

    quick = mock.patch.multiple("kata.search.study", run_training=train, BEAT=0.1)
    with quick, ThreadPoolExecutor(2) as threads:
        list(threads.map(Search.run, (first, other), (1, 1)))
    assert sorted(made) == list(range(5))
    assert kept(opened(storage), study)[1] == {"COMPLETE": 5}


def test_of_two_trials_of_a_network_the_first_counts(place, opened):
    """The other one is ended before it runs."""
    storage, study = place
    there = opened(storage)
    search = begun(there, study)
    number = there.get_study_id_from_name(study)
    for trial in there.get_all_trials(number):
        there.create_new_trial(number, trial)
    with mock.patch("kata.search.study.run_training", made_up):
        search.run(2)
    trials, _ = kept(there, study)
    assert [trial.state.name for trial in trials] == ["COMPLETE"] * 5 + ["FAIL"] * 5


def test_a_search_that_was_not_made_to_its_end(tmp_path, opened):
    """Its maker died: the next one goes on, and nothing is there twice."""
    there = opened(str(tmp_path / "search.journal"))
    with (
        mock.patch.object(there, "set_study_user_attr", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        begun(there, trials=7)
    with mock.patch("kata.search.begin.PATIENCE", 0.2):
        with pytest.raises(ValueError, match="There is no search 'search'"):
            join_search(there, "search")
        with mock.patch("kata.search.study.run_training", made_up):
            begun(there, trials=7).run(1)
    assert kept(there, "search")[1] == {"COMPLETE": 7}


def test_a_failed_training_is_a_failed_trial(tmp_path, monkeypatch, opened):
    """It is told, with status 1, it has no rank, and it is not tried again."""
    from typer.testing import CliRunner

    from kata.cli import app

    made = []

    def train(plan, **_):
        made.append(plan.seed)
        return Training(failure="MemoryError in epoch 1: too much") if plan.seed == 6 else made_up(plan)

    monkeypatch.setattr("kata.search.study.run_training", train)
    path = str(tmp_path / "search.journal")
    for _ in range(2):
        done = CliRunner().invoke(app, ["search", *SMALL, "--storage", path])
        assert done.exit_code == 1, done.output
        assert "failed: MemoryError in epoch 1: too much" in done.output
    assert sorted(made) == list(range(NUMBER))
    assert kept(opened(path), "search")[1] == {"COMPLETE": NUMBER - 1, "FAIL": 1}
    data = json.loads(CliRunner().invoke(app, ["search", *SMALL, "--storage", path, "--json"]).stdout)
    assert 6 not in data["ranking"]
    assert data["trials"][6]["failure"] == "MemoryError in epoch 1: too much"
