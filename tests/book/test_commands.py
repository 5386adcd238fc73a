"""The page on the commands: all that `--help` tells is there, in sections that the site shows."""

import re

import pytest
import typer
from sphinx.cmd.build import build_main
from typer.testing import CliRunner

from book.commands import markdown
from kata import ROOT
from kata.cli import app


def all_commands(group, before=""):
    """Return the commands by what is typed behind the program's name, those within others, too."""
    found = {}
    for name, command in group.commands.items():
        found[f"{before}{name}"] = command
        if hasattr(command, "commands"):
            found |= all_commands(command, f"{before}{name} ")
    return found


COMMANDS = all_commands(typer.main.get_group(app))
CONF = """
project = "a page with a command line"
extensions = ["myst_parser", "book.commands"]
smartquotes = True
"""


@pytest.fixture(scope="module")
def sections():
    """Return the part of the page on each command, by what is typed."""
    parts = re.split(r"^#+ `?(.+?)`?\n", markdown("kata", app), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def told(*arguments):
    """Return what a command says with `--help`, on a wide terminal."""
    environment = {"COLUMNS": "300", "TERMINAL_WIDTH": "300", "NO_COLOR": "1"}
    ended = CliRunner().invoke(app, [*arguments, "--help"], prog_name="kata", env=environment)
    assert ended.exit_code == 0, ended.output
    return ended.output


def options(text):
    """Return the names of options that a list of them begins its lines with, in a frame or not."""
    return set(re.findall(r"^[│|\s*`]*(--[a-z][a-z0-9-]*)", text, re.MULTILINE))


def test_every_command_has_a_section(sections):
    """And the program itself, and each group of commands, under the names that `kata --help` has for them."""
    panels = set(re.findall(r"╭─ (For .+?) ─", told()))
    assert len(panels) > 2
    assert set(sections) == {"kata", *(f"kata {name}" for name in COMMANDS), *panels}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_there(sections, command):
    """All that `--help` lists, but for `--help`, and no other."""
    assert options(sections[f"kata {command}"]) == options(told(*command.split())) - {"--help"}


def test_every_option_of_the_program_is_there(sections):
    """With `--help`, for all commands."""
    assert options(sections["kata"]) == options(told())
    assert "--help" in options(sections["kata"])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_word_of_the_help_is_there(sections, command):
    """Of what the command does, and of each argument and option; only what is set as code looks different."""
    help_of = COMMANDS[command]
    texts = [help_of.help, *(parameter.help for parameter in help_of.params)]
    shown = set(re.findall(r"[\w-]+", sections[f"kata {command}"]))
    for text in texts:
        missing = set(re.findall(r"[\w-]+", text)) - shown
        assert not missing, f"{missing} of {text!r}"


def test_defaults_limits_and_variables_are_there(sections):
    """Of options that have them."""
    assert "`--rate FLOAT`\n: The learning rate at the beginning. Default: `0.002`." in sections["kata train"]
    seed = "`--seed INT`\n: Of the first weights and the order of the digits. Default: `0`."
    assert seed in sections["kata train"]
    assert "At least 0.5." in sections["kata judge"]
    assert "environment variable `KATA_STORAGE`" in sections["kata search"]
    assert "Default" not in sections["kata judge"]


def test_the_site_shows_them_in_order(tmp_path):
    """What stands before the directive comes first, and dashes of options stay two."""
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    (tmp_path / "index.md").write_text("# Title\n\nBefore.\n\n```{commands} kata kata.cli:app\n```\n", "utf-8")
    build = ["--builder=html", "--fail-on-warning", "--quiet", str(tmp_path), str(tmp_path / "site")]
    assert build_main(build) == 0
    shown = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    expected = ["<p>Before.", *(f'id="{name}"' for name in ("kata", "for-students", "kata-start", "kata-watch"))]
    places = [shown.find(text) for text in expected]
    assert -1 not in places
    assert places == sorted(places)
    assert ">--random</span>" in shown
    assert "–random" not in shown


def test_the_page_is_that_of_kata():
    """It has the directive, for the program that is installed."""
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert "```{commands} kata kata.cli:app\n```" in page
