"""A grading on real clusters with recorded verdicts: all get theirs, once, whoever dies on the way."""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest
from distributed.security import Security
from tool.collecting.packing import zipped
from waiting import INTERRUPTIBLE, in_time, limit, until

from benchmarks.handed import write_record
from benchmarks.recorded import MARK, make_class, recorded
from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.classroom.record import read as read_record
from kata.grading.cluster import ClusterError, check_versions, differing, local_cluster, there
from kata.grading.complete import read_complete
from kata.grading.dispatch import Dispatch
from kata.grading.grading import Options, grade
from kata.grading.judging import described
from kata.grading.results import REPORT, RESULTS, Journal, lines_of


@pytest.fixture(scope="module")
def client():
    """Two workers that all tests share which leave them alive."""
    with local_cluster(2) as client:
        yield client


class Lent:
    """A cluster that is there, for who wants to begin one; it counts how often."""

    def __init__(self, client):
        self.client, self.times = client, 0

    def __call__(self):
        """Give itself, which can be entered."""
        return self

    def __enter__(self):
        self.times += 1
        return self.client

    def __exit__(self, *_):
        pass


def graded(folder, cluster, **options):
    """Grade a recorded class, and return the summary and the lines of the results."""
    record = read_record(folder / "handed-out.json")
    out = folder / "results"
    summary = grade(folder / "submissions", out, record, cluster, judging=recorded, **options)
    return summary, [*lines_of(out / RESULTS)]


def told_by(lines):
    """Return what lines say of each student."""
    return {one.student: one.bugs for one in lines}


def test_nobody_else_is_listened_to(client):  # noqa: ARG001 - of its processes
    """Every port of scheduler and workers is one of this machine only, and talks by TLS or of nothing."""
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    ports = [place.laddr for one in family for place in one.net_connections() if place.status == "LISTEN"]
    assert len(ports) >= 3
    assert {place.ip for place in ports} == {"127.0.0.1"}


def test_all_get_their_verdict_once(tmp_path, client):
    """And what is told of it adds up."""
    expected = make_class(tmp_path, 40)
    seen = []
    summary, lines = graded(tmp_path, Lent(client), on_progress=lambda progress: seen.append(progress.done))
    assert told_by(lines) == expected
    assert len(lines) == 40
    given = [bugs[bug] for bugs in expected.values() for bug in [*load_bugs()][:4]]
    assert summary["totals"] == {kind: given.count(kind) for kind in ("fixed", "present", "unclear")}
    assert seen == sorted(seen)
    assert seen[-1] == 40
    assert (tmp_path / "results" / "report.html").is_file()


def test_what_is_done_is_left_alone(tmp_path, client):
    """Nothing is judged again, and no cluster begun; a torn line is judged again, and no other."""
    expected = make_class(tmp_path, 10)
    cluster = Lent(client)
    _, lines = graded(tmp_path, cluster)
    graded(tmp_path, cluster)
    assert cluster.times == 1
    results = tmp_path / "results" / RESULTS
    results.write_bytes(results.read_bytes()[:-100])
    _, again = graded(tmp_path, cluster)
    assert cluster.times == 2
    assert told_by(again) == expected
    assert len(again) == len(lines) == 10


def test_the_rate_is_that_of_this_run(tmp_path, client):
    """What an earlier run has done makes nothing faster."""
    make_class(tmp_path, 6)
    graded(tmp_path, Lent(client))
    results = tmp_path / "results" / RESULTS
    results.write_bytes(results.read_bytes()[:-1])
    seen = []
    graded(tmp_path, Lent(client), on_progress=lambda told: seen.append((told.done, told.rate is None)))
    assert seen[0] == (5, True)
    assert seen[-1] == (6, False)


def test_what_has_changed_is_judged_again(tmp_path, client):
    """Another text of a student is, and its line is the last; the others stay as they are."""
    make_class(tmp_path, 5)
    graded(tmp_path, Lent(client))
    make_class(tmp_path / "other", 1, seed=9)
    (tmp_path / "other" / "submissions" / "s00000.zip").replace(tmp_path / "submissions" / "s00000.zip")
    summary, lines = graded(tmp_path, Lent(client))
    assert len(lines) == 6
    assert lines[-1].student == "s00000"
    assert len(summary["results"]) == 5


def test_what_was_handed_in_before_does_not_count(tmp_path, client):
    """Where the first submission comes back after another, or is gone: complete is what is there now."""
    expected = make_class(tmp_path, 3)
    other = make_class(tmp_path / "other", 1, seed=9)
    place, second = tmp_path / "submissions" / "s00000.zip", tmp_path / "other" / "submissions" / "s00000.zip"
    first, told = place.read_bytes(), []
    for content in (first, second.read_bytes(), first):
        place.write_bytes(content)
        os.utime(place, (1, 1))  # not even newer
        graded(tmp_path, Lent(client))
        told.append(told_by(read_complete(tmp_path / "results").results)["s00000"])
    assert told == [expected["s00000"], other["s00000"], expected["s00000"]]
    place.unlink()
    (tmp_path / "submissions" / "nobody.zip").write_bytes(first)
    summary, _ = graded(tmp_path, Lent(client))
    complete = read_complete(tmp_path / "results")
    assert [one.student for one in complete.results] == ["s00001", "s00002"]
    assert (summary["without_submission"], complete.unmatched) == (["s00000"], ["nobody.zip"])


def test_when_it_was_handed_in_is_as_it_is_now(tmp_path, client):
    """The same text, handed in once more and late, is late: its line is new, and nothing is judged for it."""
    make_class(tmp_path, 2)
    cluster = Lent(client)
    first, second = (tmp_path / "submissions" / name for name in ("s00000.zip", "s00001.zip"))
    for place in (first, second):
        os.utime(place, (1e9, 1e9))
    graded(tmp_path, cluster)
    os.utime(first, (2e9, 2e9))
    graded(tmp_path, cluster)
    told = {one.student: one.submitted[:4] for one in read_complete(tmp_path / "results").results}
    assert told == {"s00000": "2033", "s00001": "2001"}
    assert cluster.times == 1


def test_a_grading_is_complete_when_all_are_judged(tmp_path, client):
    """Called off in between it has neither summary nor report, whatever was there; without and with the record."""
    make_class(tmp_path, 4)
    out = tmp_path / "results"

    def call_off(progress):
        if progress.done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        graded(tmp_path, Lent(client), on_progress=call_off)
    with pytest.raises(ValueError, match="is not complete"):
        read_complete(out)
    grade(tmp_path / "submissions", out, None, Lent(client), judging=recorded)
    assert [one.student for one in read_complete(out).results] == [None] * 4
    with pytest.raises(KeyboardInterrupt):
        graded(tmp_path, Lent(client), on_progress=call_off)
    assert not (out / REPORT).exists()
    with pytest.raises(ValueError, match="is not complete"):
        read_complete(out)
    graded(tmp_path, Lent(client))
    complete = read_complete(out)
    assert sorted(one.student for one in complete.results) == [f"s0000{number}" for number in range(4)]
    assert complete.unmatched == []


def test_the_same_text_is_judged_once(tmp_path, client):
    """And counts for all who have it, those who come later, too."""
    expected = make_class(tmp_path, 4)
    submissions = tmp_path / "submissions"
    for copy in ("s00001", "s00002"):
        (submissions / f"{copy}.zip").write_bytes((submissions / "s00000.zip").read_bytes())
    asked = []

    cluster = Lent(client)
    submit = client.submit
    client.submit = lambda *arguments, **named: asked.append(1) or submit(*arguments, **named)
    try:
        summary, lines = graded(tmp_path, cluster)
        (submissions / "s00003.zip").write_bytes((submissions / "s00000.zip").read_bytes())
        _, later = graded(tmp_path, cluster)
    finally:
        del client.submit
    assert len(asked) == 2
    assert {name: told_by(lines)[name] for name in ("s00000", "s00001", "s00002")} == dict.fromkeys(
        ("s00000", "s00001", "s00002"), expected["s00000"]
    )
    assert later[-1].bugs == expected["s00000"]
    assert summary["equal"] == [{"names": ["s00000", "s00001", "s00002"], "different": False, "corrected": False}]


def test_what_is_unclear_for_one_alone_is_so_whoever_came_first(tmp_path, client):
    """The same text, of two with other bugs: that it is clear for the first says nothing of the second."""
    make_class(tmp_path, 2)
    asked, stands, *others = load_bugs()
    told = {"bugs": {asked: "unclear", stands: "present", **dict.fromkeys(others, "fixed")}}
    text = zipped({"exercise/adam.py": MARK + json.dumps(told | {"seconds": 0, "deadly": False}).encode()})
    write_record(tmp_path, "recorded", [("s00000", [stands], []), ("s00001", [asked], [])])
    for student in ("s00000", "s00001"):
        (tmp_path / "submissions" / f"{student}.zip").write_bytes(text)
        graded(tmp_path, Lent(client))
    lines = lines_of(tmp_path / "results" / RESULTS)
    told = {one.student: (one.status, one.reason) for one in lines}
    assert told == {"s00000": ("judged", None), "s00001": ("unclear", f"{asked}: ")}


def test_what_cannot_be_judged_is_unclear(tmp_path, client):
    """With the reason, and is judged again when that is asked for."""
    make_class(tmp_path, 3)
    (tmp_path / "submissions" / "s00001.zip").write_bytes(b"no zip")
    (tmp_path / "submissions" / "s00002.zip").write_bytes(zipped({"exercise/adam.py": b"no record"}))
    summary, lines = graded(tmp_path, Lent(client))
    unclear = {one.student: one.reason for one in lines if one.status == "unclear"}
    assert "damaged" in unclear["s00001"]
    assert "the worker failed" in unclear["s00002"]
    assert {name for name, _ in summary["first"][:2]} == {"s00001", "s00002"}
    _, again = graded(tmp_path, Lent(client), options=Options(again=True))
    assert len(again) == 5


def test_what_kills_its_workers_is_given_up(tmp_path):
    """After some of them, with the reason, while all others get their verdicts."""
    expected = make_class(tmp_path, 12, deadly=1)
    _, lines = graded(tmp_path, lambda: local_cluster(2))
    assert told_by(lines) == expected
    assert len(lines) == 12
    (lost,) = [one for one in lines if one.status == "unclear"]
    assert lost.reason == "its worker was lost 3 times"


def test_a_worker_that_is_killed(tmp_path):
    """What it had is judged by another; nothing is doubled."""
    expected = make_class(tmp_path, 20, deadly=1, once=True)
    summary, lines = graded(tmp_path, lambda: local_cluster(2))
    assert summary["losses"] >= 1
    assert told_by(lines) == expected
    assert len(lines) == 20


def test_a_grading_that_is_killed(tmp_path, client):
    """It leaves no process behind, and the next one goes on."""
    expected = make_class(tmp_path, 20, seconds=0.1)
    command = [sys.executable, "-m", "benchmarks", "run-grading", tmp_path]
    child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, **INTERRUPTIBLE)
    results = tmp_path / "results" / RESULTS
    until(lambda: results.exists() and results.read_bytes().count(b"\n") >= 4)
    family = psutil.Process(child.pid).children(recursive=True)
    child.kill()
    child.wait(limit())
    assert not psutil.wait_procs(family, timeout=limit(60))[1]
    done = results.read_bytes().count(b"\n")
    assert done < 20
    _, lines = graded(tmp_path, Lent(client))
    assert told_by(lines) == expected
    assert results.read_bytes().count(b"\n") == 20


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """A folder with what TLS needs, for all who may talk to each other."""
    folder, security = tmp_path_factory.mktemp("tls"), Security.temporary()
    (folder / "ca.pem").write_text(security.tls_ca_file)
    (folder / "cert.pem").write_text(security.tls_client_cert)
    (folder / "key.pem").write_text(security.tls_client_key)
    return folder


@pytest.fixture
def elsewhere(tmp_path, certificates):
    """Start scheduler and worker in processes of their own, talking by TLS; give the scheduler and its address."""
    file = tmp_path / "scheduler.json"
    tls = [f"--tls-{name}={certificates / path}" for name, path in
           (("ca-file", "ca.pem"), ("cert", "cert.pem"), ("key", "key.pem"))]  # fmt: skip
    common = {"cwd": ROOT, "env": os.environ | {"PYTHONPATH": str(ROOT)}, "stderr": subprocess.DEVNULL}
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "tls://127.0.0.1:0"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard"]
    started = [
        subprocess.Popen([*scheduler, *tls, "--no-dashboard", f"--scheduler-file={file}"], **common),
        subprocess.Popen([*worker, *tls, f"--scheduler-file={file}", f"--local-directory={tmp_path}"], **common),
    ]
    try:
        until(lambda: file.exists() and file.read_text().endswith("}"))
        yield started[0], json.loads(file.read_text())["address"]
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_scheduler_that_is_gone(tmp_path, elsewhere, certificates, client):
    """By TLS a scheduler elsewhere is talked to; when it is killed that is told, and what is done is kept."""
    expected = make_class(tmp_path, 20, seconds=0.2)
    scheduler, address = elsewhere
    assert address.startswith("tls://")

    def kill(progress):
        if progress.done == 5:
            scheduler.kill()

    with pytest.raises(ClusterError, match="gone"):
        graded(tmp_path, lambda: there(address, certificates), on_progress=kill)
    assert 5 <= len([*lines_of(tmp_path / "results" / RESULTS)]) < 20
    _, lines = graded(tmp_path, Lent(client))
    assert told_by(lines) == expected
    assert len(lines) == 20


def test_a_scheduler_that_cannot_be_reached(tmp_path):
    """A sentence within seconds, for TLS and on this machine; in the clear nobody talks to another machine."""
    began = time.monotonic()
    with pytest.raises(ClusterError, match="cannot be reached"), there("tcp://127.0.0.1:9", None):
        pass
    assert in_time(time.monotonic() - began, 30)
    with pytest.raises(ClusterError, match="has to be tls"), there("tcp://192.0.2.1:8786", None):
        pass
    with pytest.raises(ClusterError, match=r"There is no .*ca\.pem"), there("tls://192.0.2.1:8786", tmp_path):
        pass
    with pytest.raises(ClusterError, match="--tls"), there("tls://192.0.2.1:8786", None):
        pass


def test_a_worker_of_another_version(client):
    """Is named before anything is judged."""
    check_versions(client, described())
    with pytest.raises(ClusterError, match=r"has numpy .*, and this is 0\.1"):
        check_versions(client, described() | {"numpy": "0.1"})
    assert differing({"netkata": "1"}, {"netkata": "2"}) == "netkata 2, and this is 1"
    assert "other tests" in differing({"tool": "1"}, {"tool": "2"})


def test_no_more_is_handed_over_than_is_judged(client):
    """Who waits with a worker that is lost would be lost with it."""
    most = []

    class Watched(Dispatch):
        def _hand_over(self, one):
            super()._hand_over(one)
            most.append(len(self._under_way))

    work = [
        (
            str(number),
            {"files": {"adam.py": b'RECORDED = {"seconds": 0.02, "deadly": false, "bugs": {}}'}, "seed": 1},
        )
        for number in range(20)
    ]
    done = [name for some in Watched(client, recorded).run(work) for name, _, _ in some]
    assert sorted(done) == sorted(name for name, _ in work)
    assert max(most) == 2


def test_a_disk_that_is_full(tmp_path, client, monkeypatch):
    """Ends the grading with the error; what was written before is kept."""
    expected = make_class(tmp_path, 12)
    append, times = Journal.append, []

    def full(journal, lines):
        if len(times) > 2:
            raise OSError(28, "No space left on device", str(journal.path))
        if lines:
            times.append(1)
        append(journal, lines)

    monkeypatch.setattr(Journal, "append", full)
    with pytest.raises(OSError, match="No space"):
        graded(tmp_path, Lent(client))
    monkeypatch.undo()
    done = len([*lines_of(tmp_path / "results" / RESULTS)])
    assert 0 < done < 12
    _, lines = graded(tmp_path, Lent(client))
    assert told_by(lines) == expected
    assert len(lines) == 12


def test_summary_and_report_are_whole(tmp_path, client):
    """The summary is JSON with a line for each student; the page has no script, and a stranger's text is text."""
    make_class(tmp_path, 2)
    evil = '<script>alert("x")</script>.zip'
    (tmp_path / "submissions" / evil.replace("/", "")).write_bytes(b"x")
    (tmp_path / "submissions" / "s00001.zip").write_bytes(b"x")
    with suppress(OSError):  # a system may have no such names
        (tmp_path / "submissions" / "not-\udcfa-utf-8.zip").write_bytes(b"x")
        (tmp_path / "submissions" / "\x1b[31mred.zip").write_bytes(b"x")
    summary, _ = graded(tmp_path, Lent(client))
    assert json.loads((tmp_path / "results" / "summary.json").read_text()) == json.loads(json.dumps(summary))
    page = (tmp_path / "results" / "report.html").read_text()
    assert "<script" not in page
    assert "\x1b" not in page
    assert "&lt;script&gt;" in page
    assert "It is unclear: s00001.zip is damaged, and cannot be read" in page
    assert "Es incierta: s00001.zip está dañado y no se puede leer" in page
    assert page.count('lang="es"') == page.count('lang="en"') - 1
