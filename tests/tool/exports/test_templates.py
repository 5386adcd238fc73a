"""What judges elsewhere: workflows that their platforms accept, an autograder that always gives a result."""

import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from waiting import limit

from kata.bugs.variants import build
from kata.exports.templates import requirement

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("platform", "file", "schema"),
    [("github", "netkata.yml", "vendor.github-workflows"), ("gitlab", ".gitlab-ci.yml", "vendor.gitlab-ci")],
)
def test_a_workflow_has_the_form_of_its_platform(kata, platform, file, schema):
    """By the schema that the platform publishes; what is typed into it stays one word of the shell."""
    done = kata(
        "template", platform, "--points", "each=2", "--hide-values", "--install", "netkata @ git+https://x y"
    )
    assert (done.returncode, done.stdout) == (0, f"Wrote {file}.\n")
    text = Path(file).read_text(encoding="utf-8")
    assert "@INSTALL@" not in text
    assert "--quiet 'netkata @ git+https://x y'" in text
    assert "--points each=2 --hide-values --out" in text
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, file],
        capture_output=True,
        text=True,
        timeout=limit(120),
    )
    assert checked.returncode == 0, checked.stdout
    assert kata("template", platform).returncode == 2  # it is there
    assert kata("template", platform, "--overwrite").returncode == 0


@pytest.mark.parametrize("install", ["net: kata", "netkata #1", "- x", "'a' \"b\""])
@pytest.mark.parametrize(("platform", "file"), [("github", "netkata.yml"), ("gitlab", ".gitlab-ci.yml")])
def test_what_is_installed_is_no_part_of_the_form(kata, platform, file, install):
    """A colon or a hash in it means something in YAML, and is a part of one word of the shell all the same."""
    kata("template", platform, "--install", install)
    told = json.dumps(yaml.safe_load(Path(file).read_text(encoding="utf-8")))
    assert json.dumps(f"-m pip install --quiet {shlex.quote(install)}\n")[1:-1] in told


def test_whom_gradescope_cannot_tell_is_named(kata, tmp_path):
    """It tells by the address who has handed in: without one a submission is nobody's, and that is told before."""
    data = json.loads((HERE / "handed-out.json").read_text(encoding="utf-8"))
    first, *others = data["students"]
    (tmp_path / "handed-out.json").write_text(json.dumps(data | {"students": [first | {"email": None}, *others]}))
    done = kata("template", "gradescope", "--handed-out", tmp_path)
    assert f"by the address who has handed in, and the record has none of {first['id']}." in done.stdout


def test_what_is_installed_is_this_version(monkeypatch):
    """If it was released; of one that was not the newest is taken."""
    for version, expected in (("1.2.3", "netkata==1.2.3"), ("0.1.dev3+g12", "netkata"), ("1.0+x", "netkata")):
        monkeypatch.setattr("kata.exports.templates.installed_version", lambda version=version: version)
        assert requirement() == expected


def test_the_autograder_of_classroom50_is_python(kata):
    """Whatever was typed is a string in it."""
    kata("template", "classroom50", "--points", "each=2", "--install", "net'kata")
    text = Path("autograder.py").read_text(encoding="utf-8")
    compile(text, "autograder.py", "exec")
    assert '"net\'kata"' in text
    assert "['--points', 'each=2']" in text


@pytest.fixture
def autograder(kata, tmp_path):
    """The folder of Gradescope's image, with what its build and its harness put there."""
    wheel = tmp_path / "netkata-1.0-py3-none-any.whl"
    wheel.write_bytes(b"a wheel")
    points = tmp_path / "points.toml"
    points.write_text("each = 2\n")
    done = kata("template", "gradescope", "--handed-out", HERE, "--install", wheel, "--points", points)
    assert done.returncode == 0, done.stderr
    root = tmp_path / "autograder"
    with zipfile.ZipFile("autograder.zip") as file:
        file.extractall(root / "source")
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in file.infolist()}
    assert modes == {
        "handed-out.json": 0o644,
        wheel.name: 0o644,
        "run_autograder": 0o755,
        "setup.sh": 0o755,
    }
    bin_folder = root / "netkata" / "bin"
    bin_folder.mkdir(parents=True)
    for name in ("kata", "python"):
        script = f'#!/bin/sh\nexec "{sys.executable}" {"-m kata" if name == "kata" else ""} "$@"\n'
        (bin_folder / name).write_text(script)
        (bin_folder / name).chmod(0o755)
    metadata = {"users": [{"email": "d4"}], "created_at": "2026-12-01T14:22:32.365935-07:00"}
    (root / "submission_metadata.json").write_text(json.dumps(metadata))
    (root / "submission").mkdir()
    return root


def graded(root):
    """Run the autograder as Gradescope does; return what it shows of it."""
    done = subprocess.run(
        ["bash", root / "source" / "run_autograder"],  # noqa: S607
        env={**os.environ, "AUTOGRADER": str(root)},
        capture_output=True,
        text=True,
        timeout=limit(300),
    )
    return json.loads((root / "results" / "results.json").read_text(encoding="utf-8")), done


@pytest.mark.skipif(sys.platform == "win32", reason="Gradescope runs on Linux")
def test_the_autograder_of_gradescope(autograder):
    """It finds the library wherever it lies among the files, and whose it is."""
    for script in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", autograder / "source" / script], check=True)  # noqa: S607
    setup = (autograder / "source" / "setup.sh").read_text()
    assert "/autograder/source/netkata-1.0-py3-none-any.whl" in setup
    build(autograder / "submission" / "my work" / "exercise", {"adam-shape"})
    shown, done = graded(autograder)
    scores = {test["name"]: test.get("score") for test in shown["tests"]}
    assert scores["adam-shape"] == 0, done.stderr
    assert scores["binary-metrics"] == 2
    assert shown["score"] == 3


@pytest.mark.skipif(sys.platform == "win32", reason="Gradescope runs on Linux")
def test_the_autograder_gives_a_result_whatever_happens(autograder):
    """For no library, and for somebody who is not in the record: a sentence each."""
    shown, _ = graded(autograder)
    assert "There is no library among your files" in shown["output"]
    (autograder / "submission" / "adam.py").write_text("(")
    (autograder / "submission_metadata.json").write_text(
        '{"users": [{"email": "x@y"}], "created_at": "2026-12-01"}'
    )
    shown, done = graded(autograder)
    assert "could not be judged" in shown["output"]
    assert "x@y is nobody in the record" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Gradescope runs on Linux")
def test_the_autograder_takes_nobody_for_a_group(autograder):
    """What several have handed in together is nobody's: each has bugs of their own."""
    build(autograder / "submission" / "exercise", set())
    metadata = {"users": [{"email": "d4"}, {"email": "d5"}], "created_at": "2026-12-01T14:22:32-07:00"}
    (autograder / "submission_metadata.json").write_text(json.dumps(metadata))
    shown, done = graded(autograder)
    assert shown["score"] == 0
    assert "handed this in together" in shown["output"]
    assert "d4 d5" in done.stdout


@pytest.mark.parametrize("name", ["github", "gitlab", "classroom50"])
def test_values_are_hidden_in_all_that_is_shown(kata, name):
    """What tests say of the draws is in no file of the judge itself that a platform keeps or shows."""
    kata("template", name, "--hide-values", "--out", "template")
    text = Path("template").read_text(encoding="utf-8")
    exports = re.findall(r"export \w+ .*|\*\[.*", text)
    assert exports
    assert all("--hide-values" in line for line in exports), exports
    assert "--junit" not in text


def test_points_of_a_file_are_put_into_words(kata, tmp_path):
    """All of them: the file is not there where the template is read."""
    scheme = {"each": "2", "breach": "3", "tests": "4", "exam": "5", "on-time": "6", "adam-shape": "7"}
    lines = [f"{name} = {value}" for name, value in scheme.items()]
    (tmp_path / "points.toml").write_text("\n".join([*lines[:-1], "[bugs]", lines[-1]]))
    kata("template", "github", "--points", tmp_path / "points.toml", "--out", "template")
    told = re.search(r"--points (\S+)", Path("template").read_text(encoding="utf-8"))[1].strip("'")
    assert dict(one.split("=") for one in told.split(",")) == scheme


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["moodle"], "There is no template for moodle: expected github"),
        (["gradescope"], "name the record with --handed-out"),
        (["gradescope", "--handed-out", HERE, "--install", "gone.whl"], "There is no file gone.whl"),
        (["github", "--install", "a\nb"], "expected what pip installs, in one line"),
        (["github", "--points", "colour=1"], "There is no bug 'colour'"),
    ],
)
def test_what_cannot_be_made_is_told_in_a_sentence(kata, arguments, words):
    """And nothing is written."""
    done = kata("template", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
