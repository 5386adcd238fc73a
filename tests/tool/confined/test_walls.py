"""Behind a wall a library can do all that an honest one does, and nothing to anybody else."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

from kata import PACKAGE, ROOT
from kata.confined import walls
from kata.confined.surroundings import KERNELS
from kata.confined.walls import SHUT_IN, WALLS, environment, seen, strongest

HERE = Path(__file__).parent
MAY = {
    "linalg": "np.float64(3.0)",
    "lazy imports": "'lazy'",
    "threads": "np.float64(300.0)",
    "the readable folder": "'x = 1\\n'",
    "the names in it": "['library.py']",
    "/dev/null": "1",
    "its own figures": "True",
    "a signal to itself": "None",
    "memory": "'MemoryError'",
}
linux = pytest.mark.skipif(sys.platform != "linux", reason="there are no walls but on Linux")


@pytest.fixture(scope="module")
def ends_of(tmp_path_factory):
    """Return a function that tries all that may be tried behind a wall, once, and returns how each ended."""
    folder = tmp_path_factory.mktemp("readable")
    (folder / "library.py").write_text("x = 1\n", encoding="utf-8")
    probes = tmp_path_factory.mktemp("probes")
    shutil.copy(HERE / "wall_probes.py", probes)

    @cache
    def run(name):
        wall, places = WALLS[name], [folder, probes]
        if reason := wall.lacking():
            pytest.skip(reason)
        home = "-" if name == "process" else str(Path.home())
        told = json.dumps(wall.inside(places))
        probe = [sys.executable, str(probes / "wall_probes.py"), str(SHUT_IN.parent), told]
        done = subprocess.run(
            wall.command([*probe, str(folder), str(ROOT / "bugs.toml"), home], places),
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@linux
@pytest.mark.parametrize("name", WALLS)
def test_an_honest_library_notices_nothing(ends_of, name):
    """It computes, in threads too, imports what it needs, and hears of too large an array as ever."""
    ends = ends_of(name)
    assert {what: ends[what] for what in MAY} == {what: ["done", value] for what, value in MAY.items()}


@linux
@pytest.mark.parametrize("name", WALLS)
def test_all_else_is_refused(ends_of, name):
    """By an exception: files that are not its own, writing, the network, other processes, children."""
    ends = ends_of(name)
    done = {what: how for what, (end, how) in ends.items() if end == "done"}
    assert done.keys() == {*MAY, "environment"}
    assert len(ends) > len(MAY) + (15 if name == "process" else 30)


@pytest.mark.parametrize("name", KERNELS)
def test_numpy_computes_there_with_the_kernels_that_somebody_has_asked_for(name, monkeypatch):
    """Others round otherwise, and two processes would not agree in the last bit."""
    monkeypatch.delenv(name, raising=False)
    assert name not in environment()
    monkeypatch.setenv(name, "Haswell")
    assert environment()[name] == "Haswell"


@linux
@pytest.mark.parametrize("name", WALLS)
def test_the_environment_has_no_secrets(ends_of, name, monkeypatch):
    """It is made anew, of a few names."""
    monkeypatch.setenv("TOKEN", "secret")
    assert "TOKEN" not in environment()
    assert set(json.loads(ends_of(name)["environment"][1].replace("'", '"'))) <= {
        *environment(),
        "PWD",
        "LC_CTYPE",
    }


def test_a_text_has_the_same_hash_in_every_process():
    """So that a library orders a set as it did before, and no test tells one process from another by it."""
    command = [sys.executable, "-c", "print(hash('library'))"]
    hashes = {subprocess.check_output(command, env=environment()) for _ in range(3)}
    assert len(hashes) == 1, "expected the same hash each time"


@linux
def test_in_a_container_without_namespaces_landlock_is_chosen():
    """The kernel refuses namespaces there, to root as well; Landlock needs no right."""
    if reason := WALLS["landlock"].lacking():
        pytest.skip(reason)
    code = """
from kata.confined.walls import WALLS, strongest
print(bool(WALLS["namespaces"].lacking()), strongest().name)
"""
    done = subprocess.run(
        [sys.executable, HERE / "wall_container.py", SHUT_IN.parent, sys.executable, "-c", code],
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["True", "landlock"], done.stderr


@linux
@pytest.mark.skipif(not (shutil.which("setpriv") and Path("/usr/bin/python3").exists()), reason="no setpriv")
def test_an_ordinary_user_can_shut_in_as_root_can():
    """No right is needed: the trial of a wall succeeds, and the hidden file stays hidden."""
    if os.getuid() != 0 or WALLS["landlock"].lacking():
        pytest.skip("only root can become somebody else")
    with tempfile.TemporaryDirectory() as folder:  # that of pytest is closed to others
        Path(folder).chmod(0o755)
        trial = shutil.copy(SHUT_IN, folder)
        user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        command = [*user, "/usr/bin/python3", "-I", "-S", trial, "2000000000", "/etc/passwd"]
        told = subprocess.run([*command, "/usr\n/lib"], capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        assert "can be read" in subprocess.run(command, capture_output=True, text=True).stderr


def test_what_is_required_and_not_there_is_told(monkeypatch):
    """In a sentence, with what is lacking; a better wall is as good."""
    for name in ("namespaces", "landlock"):
        monkeypatch.setattr(WALLS[name], "lacking", lambda: "it is not for us")
    assert strongest().name == "process"
    with pytest.raises(RuntimeError, match="namespaces: it is not for us; landlock: it is not for us"):
        strongest("landlock")
    monkeypatch.setattr(WALLS["namespaces"], "lacking", lambda: "")
    assert strongest("landlock").name == "namespaces"
    with pytest.raises(RuntimeError, match="no wall 'moat'"):
        strongest("moat")


def test_elsewhere_there_is_another_process_and_no_more(monkeypatch):
    """On macOS and Windows, said plainly."""
    monkeypatch.setattr(walls.sys, "platform", "darwin")
    for name in ("namespaces", "landlock"):
        assert walls._tried(WALLS[name]) == "it needs Linux, and this is darwin"
    assert WALLS["process"].lacking() == ""
    assert WALLS["process"].command(["python"]) == ["python"]


def test_a_package_installed_from_a_wheel_shows_a_worker_its_own_files_only(tmp_path, monkeypatch):
    """There `fixed` lies among the packages."""
    packages = tmp_path / "lib" / "site-packages"
    for file in ("kata/__init__.py", "kata/subject/worker.py", "kata/content/fixed/adam.py", "numpy/__init__.py"):
        (packages / file).parent.mkdir(parents=True, exist_ok=True)
        (packages / file).touch()
    monkeypatch.setattr(walls, "PACKAGE", packages / "kata")
    monkeypatch.setattr(walls, "ROOT", packages / "kata" / "content")
    monkeypatch.setattr(walls.sys, "path", [str(packages)])
    shown = [path.relative_to(packages).as_posix() for path in seen([]) if packages in path.parents]
    assert {"numpy", "kata/__init__.py", "kata/subject"} <= set(shown)
    assert not {"kata", "kata/content"} & set(shown)
    assert packages not in seen([])


@pytest.mark.parametrize(
    ("modules", "among"),
    [("kata.pipe.worker, kata.subject.own", "pipe/worker.py"), ("kata.sparring.runner", "sparring/runner.py")],
    ids=["a library", "a student's tests"],
)
def test_all_that_a_worker_imports_is_shown(modules, among):
    """Behind `namespaces` nothing else of ours is there: a worker that imports one file more cannot start."""
    code = f"""if True:
        import sys, {modules}
        print(*(module.__file__ for name, module in sys.modules.items() if name.partition(".")[0] == "kata"))"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    shown = seen([])
    imported = [Path(file) for file in done.stdout.split()]
    assert PACKAGE / among in imported
    hidden = [file.name for file in imported if file not in shown and not {*file.parents} & {*shown}]
    assert hidden == [], f"a worker imports {hidden}, and `OURS` in kata/confined/walls.py does not show it"


def test_a_submission_in_the_checkout_shows_itself_only():
    """And one that holds the checkout is shown without it."""
    assert ROOT / "fixed" in seen([ROOT / "fixed"])
    hidden = {ROOT, PACKAGE, ROOT / "bugs.toml", *ROOT.parents}
    assert not hidden & {*seen([ROOT / "fixed"]), *seen([ROOT.parent])}
