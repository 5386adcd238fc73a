"""What a project says of itself in several places is the same in all of them."""

import re
import tomllib
from importlib.metadata import version

from packaging.requirements import Requirement
from packaging.version import Version

from kata import ROOT

TEXT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(TEXT)


def read(name):
    """Return the text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_dependency_has_its_reason():
    """On its line, whether users need it, or maintainers only."""
    project = PROJECT["project"]
    lists = [
        PROJECT["build-system"]["requires"],
        project["dependencies"],
        *project["optional-dependencies"].values(),
        *PROJECT["dependency-groups"].values(),
    ]
    named = [named for wanted in lists for named in wanted if isinstance(named, str)]
    assert len(named) > 30
    for requirement in named:
        lines = [line for line in TEXT.splitlines() if f'"{requirement}"' in line]
        assert lines, requirement
        assert all("#" in line.rpartition('"')[2] for line in lines), requirement


def test_tox_installs_the_groups_that_there_are():
    """Each of them somewhere, and no other."""
    named = re.findall(r"^dependency_groups = (.+)$", read("tox.ini"), re.MULTILINE)
    assert {name for line in named for name in line.split(", ")} == set(PROJECT["dependency-groups"])


def test_ruff_is_the_same_before_a_commit():
    """The pinned one is in the range that `tox -e lint` takes from."""
    (pinned,) = re.findall(r"ruff-pre-commit\n +rev: v(\S+)", read(".pre-commit-config.yaml"))
    (wanted,) = PROJECT["dependency-groups"]["lint"]
    assert Requirement(wanted).specifier.contains(pinned)


def test_the_licence_is_the_same_in_the_citation():
    """And so is the name of those who made it."""
    citation = read("CITATION.cff")
    assert f"\nlicense: {PROJECT['project']['license']}\n" in citation
    (name,) = re.findall(r"^  - name: (.+)$", citation, re.MULTILINE)
    assert name in read("LICENSE")


def test_the_version_is_one_that_is_ordered():
    """Whether it comes from a tag, from the commits since, or from a folder without a history."""
    assert Version("0.1.dev0") <= Version(version("netkata"))
    assert Version(PROJECT["tool"]["hatch"]["version"]["fallback-version"]).is_devrelease


def test_the_fragments_are_named_as_towncrier_reads_them():
    """Another file would be left out of the changelog without a word."""
    kinds = "|".join(kind["directory"] for kind in PROJECT["tool"]["towncrier"]["type"])
    names = [path.name for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md"]
    wrong = [name for name in names if not re.fullmatch(rf"\+[a-z0-9-]+\.({kinds})\.md", name)]
    assert not wrong
