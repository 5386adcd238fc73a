"""Three public libraries: the verdict is what somebody found who read their code, and mended they pass."""

import os
import subprocess
import tarfile
import tomllib
from io import BytesIO
from pathlib import Path

import pytest

from kata.bugs.manifest import load_bugs
from kata.judging.trial import run_tests
from kata.judging.verdict import verdict

HERE = Path(__file__).parent
KNOWN = {
    library["name"]: library for library in tomllib.loads((HERE / "public.toml").read_text("utf-8"))["library"]
}
STATUSES = ("present", "fixed", "not asked")
MEND = """

from pathlib import Path

from kata.subject.loading import load_file

published = load


def load(folder: Path):
    subject = published(folder)
    load_file(folder / "mended_public.py").{name}(subject)
    return subject
"""


@pytest.fixture(params=KNOWN)
def public(request, tmp_path):
    """Return what is known of a library, and a folder with its code and our adapter."""
    known = KNOWN[request.param]
    variable = f"KATA_{known['name'].upper()}"
    clone = os.environ.get(variable)
    if not clone:
        pytest.skip(f"{known['source']} is not at hand: clone it, and give the folder in {variable}")
    command = ["git", "-C", clone, "archive", "--format=tar", known["commit"], *known["needs"]]
    archived = subprocess.run(command, capture_output=True, check=False)
    if archived.returncode:
        pytest.skip(f"{clone} lacks what is asked of it: {archived.stderr.decode(errors='replace').strip()}")
    with tarfile.open(fileobj=BytesIO(archived.stdout)) as archive:
        archive.extractall(tmp_path, filter="data")
    adapter = (HERE / f"{known['name']}.py").read_text(encoding="utf-8")
    (tmp_path / "adapter.py").write_text(adapter, encoding="utf-8")
    return known, tmp_path


def test_what_is_known_is_known_of_every_bug():
    """Of each library and each bug one of three statuses, with a reason; and of a present one, the place."""
    for known in KNOWN.values():
        assert list(known["bugs"]) == list(load_bugs())
        for bug, said in known["bugs"].items():
            assert said["status"] in STATUSES, bug
            assert said["why"], bug
            assert said["place"] or said["status"] == "not asked", bug


def test_the_places_are_there(public):
    """Each is a file of the library, or a line of one."""
    known, folder = public
    places = [said["place"] for said in known["bugs"].values()]
    places += [":".join(text.split(":")[:2]) for text in known["otherwise"]]
    for place in places:
        file, _, line = place.partition(":")
        found = [path for path in folder.rglob("*.py") if str(path).endswith(f"/{file}")]
        if line.isdecimal():
            assert len(found) == 1, place
            assert len(found[0].read_text(encoding="utf-8").splitlines()) >= int(line), place


def test_the_verdict_is_what_reading_finds(public):
    """Each bug that is there is present, and none that is not; what was not asked, or in part only, is unclear."""
    known, folder = public
    judged = verdict(run_tests(f"adapter:{folder}"))
    assert judged["incomplete"] == ""
    for bug, said in known["bugs"].items():
        right = {"present": {"present"}, "fixed": {"fixed"}, "not asked": {"unclear"}}[said["status"]]
        if said.get("partly"):
            right = right | {"unclear"}
        assert judged["bugs"][bug]["status"] in right, (bug, judged["bugs"][bug])
    assert judged["broken"], "its other defects are seen, too"


def test_mended_it_passes_every_test_of_what_it_has(public):
    """The adapter itself makes no test fail: no bug is present, and nothing is broken."""
    known, folder = public
    mended = (HERE / "mended_public.py").read_text(encoding="utf-8")
    (folder / "mended_public.py").write_text(mended, encoding="utf-8")
    with (folder / "adapter.py").open("a", encoding="utf-8") as adapter:
        adapter.write(MEND.format(name=known["name"]))
    judged = verdict(run_tests(f"adapter:{folder}"))
    statuses = {bug: said["status"] for bug, said in judged["bugs"].items()}
    assert (judged["incomplete"], judged["broken"]) == ("", [])
    for bug, said in known["bugs"].items():
        if said["status"] == "not asked":
            assert statuses[bug] == "unclear", bug
        else:
            assert statuses[bug] in ({"fixed", "unclear"} if said.get("partly") else {"fixed"}), bug
