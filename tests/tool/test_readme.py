"""The README is true: its commands are those that CI runs, its table is bugs.toml, its output is the real one."""

import html
import json
import re
import shutil

import typer

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.bugs.pages import page
from kata.cli import app

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```sh\n(.*?)\n```", README, flags=re.DOTALL)
FRESH = [command for command in COMMANDS if "venv --without-pip" in command]  # what runs in a fresh clone
FAILURE = README.partition("```text\n")[2].partition("\n```")[0]
NAME = "([a-z]+(?:-[a-z]+)*)"  # of a command


def test_the_commands_for_a_fresh_clone():
    """One ends in `kata compare`; one shows the book; the last ends in tox, and is what CI runs."""
    first, book, last = FRESH
    assert first.endswith(".venv/bin/kata compare")
    assert book == f"{last} -e book"
    assert last.endswith(".venv/bin/tox")
    assert last in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert first in (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def test_the_commands_it_names_are_there():
    """With the options that it shows."""
    named = set(re.findall(rf"`kata {NAME}", README)) | set(re.findall(rf"^kata {NAME}", README, re.MULTILINE))
    commands = typer.main.get_group(app).commands
    assert named <= set(commands), named - set(commands)
    for line in re.findall(r"kata [a-z]+ [^`\n]*--[^`\n]*", README):
        options = set(re.findall(r"--[a-z-]+", line)) - {"--help"}
        known = {option for parameter in commands[line.split()[1]].params for option in parameter.opts}
        assert options <= known, line


def test_the_table_is_the_list_of_bugs():
    """Ids with their pages, titles, sections and symptoms, in the order of the list."""
    rows = [tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in README.splitlines()]
    expected = [
        (f"[`{bug.id}`](docs/bugs/{number:02}-{bug.id}.md)", bug.title, bug.report, bug.symptom)
        for number, bug in enumerate(load_bugs().values(), 1)
    ]
    assert [row for row in rows if row and row[0].startswith("[`")] == expected


def test_what_it_links_and_lists_is_there():
    """Files and folders, in links and in the layout."""
    links = re.findall(r"\]\(([^)]+)\)", README)
    listed = re.findall(r"^\| (`[^|]+) \|", README.partition("## Layout")[2], flags=re.MULTILINE)
    paths = links + [path for cell in listed for path in re.findall(r"`([^`]+)`", cell)]
    assert len(paths) > 10
    for path in paths:
        assert (ROOT / path.partition("#")[0]).exists(), path


def test_the_failure_it_shows_is_the_real_one(kata, tmp_path):
    """Line by line, as `kata test` prints it."""
    shutil.copytree(ROOT / "original", tmp_path / "exercise")
    told = kata("test", "softmax-overflow", COLUMNS="120").stdout
    flat = [" ".join(line.split()) for line in told.splitlines()]
    assert " ".join(FAILURE.split()) in " ".join(flat), told


def test_the_picture_is_of_what_kata_watch_says():
    """Made anew by docs/watch_picture.py when the words change: what was learnt of one bug, and the next."""
    picture = (ROOT / "docs" / "watch.svg").read_text(encoding="utf-8")
    words = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", picture.partition("</defs>")[2])).split())
    learnt = f"binary-cost is fixed. {page('binary-cost').sections['Remember']}"
    for said in (learnt, "adam-shape", load_bugs()["adam-shape"].symptom, "3 of 12 fixed"):
        assert said in words, words


def test_the_container_is_set_up_by_the_readmes_own_commands():
    """In Codespaces and VS Code a student finds everything installed, and the two libraries compared."""
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    install, compare = container["postCreateCommand"].rsplit(" && ", 1)
    first, _, last = FRESH
    assert last.startswith(install + " && ")
    assert first.endswith(" && " + compare)
