"""The proofs: what shows that the tests tell the bugs apart, run anew, and the figures of the last run for pages.

A proof is kept, as `docs/proof/NAME.json`, only if it holds in full: nothing failed, and nothing was skipped for
want of something. What a page says of a proof it reads there, so that no figure is typed.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from xml.etree import ElementTree

import typer

from book.outcomes import CONTENTS
from kata import ROOT
from kata.__main__ import orderly_end
from kata.bugs.clauses import load_clauses
from kata.bugs.manifest import load_bugs
from kata.confined.processes import end_family
from kata.proof.matrix import draw
from kata.terminal import fail, say

FORMAT = 1
FOLDER = ROOT / "docs" / "proof"
PICTURE = ROOT / "docs" / "matrix.svg"
RIGHT, WRONG = "test_a_right_fix_is_accepted", "test_a_wrong_fix_is_rejected"
SEEN = "test_a_breach_is_seen_by_a_test_of_its_clause"
ZOO = {"right_fixes": RIGHT, "wrong_fixes": WRONG, "planted": SEEN}
ATTACK = "test_an_attack_is_caught"
KILLED, LISTED = "test_a_mutant_is_found_out", "test_a_mutant_is_equivalent"
FLAKES, PYTORCH = "test_no_verdict_differs", "test_every_test_of_what_it_offers_passes"
GOOD = {"passed", "xfailed"}  # on `original` each bug is expected to show itself

Result = dict[str, Any]


class Proof(NamedTuple):
    """How a proof is run, how often each outcome came up in its result, and what a page may show of it."""

    run: Callable[[], Result]
    outcomes: Callable[[Result], Counter[str]]
    figures: Callable[[Result], dict[str, int]]
    draw: Callable[[], None] = lambda: None


class Row(NamedTuple):
    """Of a bug: the tests that ask about it, its fixes in the zoo, its module and the mutants killed there."""

    bug: str
    tests: int
    right_fixes: int
    wrong_fixes: int
    module: str
    killed: int


# ------------------------------------------------------------------------------------------- the matrix


def run_matrix() -> Result:
    """Return what `kata matrix` says of all variants."""
    command = [sys.executable, "-m", "kata", "matrix", "--all", "--sample=32", "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own
    if not done.stdout:
        raise RuntimeError(f"kata matrix ended with exit status {done.returncode}")
    return {"matrix": json.loads(done.stdout)}


def matrix_outcomes(result: Result) -> Counter[str]:
    """Count the tests, and what breaks the rule."""
    matrix = result["matrix"]
    broken = [
        f"{breach['test']} {breach['outcome']} instead of {breach['expected']}"
        for breach in matrix["breaches"] + matrix["disagreements"]
    ]
    return Counter({"passed": len(matrix["tests"])}) + Counter(broken)


def matrix_figures(result: Result) -> dict[str, int]:
    """Count variants, tests by their marks, and runs."""
    matrix = result["matrix"]
    tests = matrix["tests"].values()
    marked, waiting = (sum(bool(test[what]) for test in tests) for what in ("bugs", "waits"))
    return {
        "variants": matrix["variants"],
        "tests": len(tests),
        "tests_of_bugs": marked - waiting,
        "tests_that_wait": waiting,
        "tests_of_none": len(tests) - marked,
        "runs": matrix["runs"],
        "breaches": len(matrix["breaches"]),
        "sample": len(matrix["sample"]),
        "differences": len(matrix["disagreements"]),
    }


def draw_matrix(path: Path = PICTURE) -> None:
    """Draw the matrix of the last run, without a run."""
    draw(kept("matrix")["matrix"], path)


# ------------------------------------------------------------------------------------------- suites of pytest


def run_suites(**suites: list[str]) -> Result:
    """Run pytest with the arguments of each suite; return their summaries."""
    return {"suites": {name: _run_pytest(arguments) for name, arguments in suites.items()}}


def _run_pytest(arguments: list[str]) -> Result:
    with tempfile.TemporaryDirectory(prefix="kata-") as name:
        junit, coverage = Path(name, "junit.xml"), Path(name, "coverage.json")
        command = [sys.executable, "-m", "pytest", "-q", f"--junit-xml={junit}", f"--cov-report=json:{coverage}"]
        settings = os.environ | {"COVERAGE_FILE": str(Path(name, "coverage"))}
        with subprocess.Popen(command + arguments, cwd=ROOT, env=settings) as tests:  # noqa: S603 - our own
            try:
                status = tests.wait()
            finally:
                end_family(tests.pid)  # whatever ends this process
        suite = summary(junit) if junit.exists() else {"tests": {}}
        if status and not objection(_outcomes(suite)):
            raise RuntimeError(f"pytest ended with exit status {status}")
        if coverage.exists():
            totals = json.loads(coverage.read_text(encoding="utf-8"))["totals"]
            kinds = ("num_statements", "covered_lines", "num_branches", "covered_branches")
            suite["coverage"] = {kind: totals[kind] for kind in kinds}
    return suite


def summary(junit: Path) -> Result:
    """Reduce the JUnit XML of pytest to what is kept.

    That is how often each outcome came up, of each test function and in each group, which is what stands before a
    colon in the id of a parameter: a bug, or a module; and the numbers that tests recorded.
    """
    tests: dict[str, Counter[str]] = {}
    groups: dict[str, dict[str, Counter[str]]] = {}
    recorded: dict[str, dict[str, int]] = {}
    cases = ElementTree.parse(junit).iter("testcase")  # noqa: S314 - pytest has just written it
    for case in sorted(cases, key=lambda case: case.get("name", "")):  # side by side they end in any order
        name, outcome = case.get("name", ""), _outcome(case)
        function, _, parameters = name.partition("[")
        tests.setdefault(function, Counter())[outcome] += 1
        group, colon, _ = parameters.partition(":")
        if colon:
            groups.setdefault(group, {}).setdefault(function, Counter())[outcome] += 1
        for found in case.iter("property"):
            if (value := found.get("value", "")).isdigit():
                recorded.setdefault(name, {})[found.get("name", "")] = int(value)
    return {"tests": tests, "groups": groups, "recorded": recorded}


def _outcome(case: ElementTree.Element) -> str:
    """Return how a test ended, with the reason if it could not run."""
    for said in case:
        if said.get("type") == "pytest.xfail":
            return "xfailed"
        if said.tag == "failure":
            return "failed"
        if said.tag == "skipped":
            return f"skipped: {said.get('message')}"
        if said.tag == "error":
            errors = [line[1:].strip() for line in (said.text or "").splitlines() if line.startswith("E ")]
            return f"error: {errors[-1] if errors else said.get('message')}"
    return "passed"


def _outcomes(*suites: Result) -> Counter[str]:
    counts: Counter[str] = Counter()
    for suite in suites:
        for outcomes in suite["tests"].values():
            counts.update(outcomes)
    return counts


def suite_outcomes(result: Result) -> Counter[str]:
    """Count the outcomes of all tests of all suites."""
    return _outcomes(*result["suites"].values())


def library_figures(result: Result) -> dict[str, int]:
    """Count the expected failures, and what the tests reach of `fixed`."""
    suites = result["suites"]
    coverage = suites["fixed"]["coverage"]
    return {
        "expected_failures": _outcomes(suites["original"])["xfailed"],
        "passed_on_original": _outcomes(suites["original"])["passed"],
        "passed_on_fixed": _outcomes(suites["fixed"])["passed"],
        "lines": coverage["covered_lines"],
        "branches": coverage["covered_branches"],
    }


def run_with_content(name: str, *arguments: str) -> Result:
    """Run all of a suite of which else a share is run, and say of what content its outcomes are."""
    before = CONTENTS[name]()
    result = run_suites(**{name: [*arguments, "--every"]})
    if CONTENTS[name]() != before:
        raise RuntimeError("what its outcomes are of was changed meanwhile")
    return {"content": before, **result}


def stands(name: str) -> bool:
    """Whether a proof that is kept was run with the content of today."""
    return bool(kept(name).get("content") == CONTENTS[name]())


def zoo_figures(result: Result) -> dict[str, int]:
    """Count the fixes as people write them, and the planted breaches of the contract."""
    tests = result["suites"]["zoo"]["tests"]
    return {name: tests[test]["passed"] for name, test in ZOO.items()}


def page_figures(result: Result) -> dict[str, int]:
    """Count the pages that were looked at."""
    return {"pages": len(result["content"])}


def attack_figures(result: Result) -> dict[str, int]:
    """Count the attacks behind the strongest wall, and the walls."""
    tried = {wall: sum(tests[ATTACK].values()) for wall, tests in result["suites"]["attacks"]["groups"].items()}
    return {"attacks": max(tried.values()), "walls": len(tried)}


def mutant_figures(result: Result) -> dict[str, int]:
    """Count the mutants, found out by a test or listed as equivalent."""
    tests = result["suites"]["mutants"]["tests"]
    killed, listed = tests[KILLED]["passed"], tests[LISTED]["passed"]
    return {"mutants": killed + listed, "killed": killed, "listed": listed}


def flake_figures(result: Result) -> dict[str, int]:
    """Count the seeds, the properties and how often one was run."""
    recorded = result["suites"]["flakes"]["recorded"][FLAKES]
    return {f"flake_{name}": number for name, number in recorded.items()}


def adapter_figures(result: Result) -> dict[str, int]:
    """Count the tests that pass on PyTorch, and those of what it does not offer."""
    recorded = result["suites"]["adapters"]["recorded"][PYTORCH]
    return {f"pytorch_{name}": number for name, number in recorded.items()}


def dojo_figures(result: Result) -> dict[str, int]:
    """Count the libraries that our own tests met in the dojo, over all bugs, and the tests."""
    recorded = result["suites"]["dojo"]["recorded"].values()
    return {f"dojo_{what}": sum(bug[what] for bug in recorded) for what in ("right", "wrong", "tests")}


LIBRARIES = {
    "original": ["--subject=original", "--cov=original"],
    "fixed": ["--subject=fixed", "--cov=fixed", "--cov-fail-under=100"],
}


def _suites(figures: Callable[[Result], dict[str, int]], **suites: list[str]) -> Proof:
    return Proof(partial(run_suites, **suites), suite_outcomes, figures)


def _whole(figures: Callable[[Result], dict[str, int]], name: str, *arguments: str) -> Proof:
    return Proof(partial(run_with_content, name, *arguments), suite_outcomes, figures)


PROOFS: dict[str, Proof] = {  # in the order of the time they take
    "libraries": _suites(library_figures, **LIBRARIES),
    "adapters": _suites(adapter_figures, adapters=["tests/adapters"]),
    "dojo": _suites(dojo_figures, dojo=["tests/dojo", "-n", "2"]),
    "pages": _whole(page_figures, "pages", "tests/browser/test_site.py", "-k=whole", "-n2"),
    "zoo": _whole(zoo_figures, "zoo", "tests/zoo", "-n2"),
    "attacks": _whole(attack_figures, "attacks", "tests/attacks", "--wall=all", "-n4"),
    "matrix": Proof(run_matrix, matrix_outcomes, matrix_figures, draw_matrix),
    "flakes": _suites(flake_figures, flakes=["tests/flakes"]),
    "mutants": _suites(mutant_figures, mutants=["tests/mutants", "-n", "2"]),
}


# ------------------------------------------------------------------------------------------- what is kept


def objection(outcomes: Counter[str]) -> str:
    """Return why a result with these outcomes proves nothing, or an empty text."""
    wrong = [f"{outcome} ({count:,})" for outcome, count in outcomes.items() if outcome not in GOOD]
    return "; ".join(wrong) or ("" if outcomes else "there are no tests")


def keep(name: str, result: Result, seconds: float) -> None:
    """Write a result, with the day, the time it took, and what it was found with."""
    stamp = {
        "format": FORMAT,
        "date": datetime.now(UTC).date().isoformat(),
        "seconds": round(seconds),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": version("numpy"),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps(stamp | result, indent=1, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def kept(name: str) -> Result:
    """Return the last result of a proof; raise ValueError if it is of another format."""
    path = FOLDER / f"{name}.json"
    result: Result = json.loads(path.read_text(encoding="utf-8"))
    if result.get("format") != FORMAT:
        raise ValueError(f"{path}: format {result.get('format')!r}: expected {FORMAT}")
    return result


def figures(thousands: str = ",") -> dict[str, str]:
    """Return the figures of the last runs by name, as a text shows them, with this between thousands."""
    numbers: dict[str, int] = {"bugs": len(load_bugs()), "clauses": len(load_clauses())}
    words: dict[str, str] = {}
    for name, proof in PROOFS.items():
        result = kept(name)
        numbers |= proof.figures(result) | {f"{name}_{what}": result[what] for what in ("seconds", "cores")}
        words |= {f"{name}_{what}": result[what] for what in ("date", "python", "numpy")}
    return words | {name: f"{number:,}".replace(",", thousands) for name, number in numbers.items()}


def rows() -> list[Row]:
    """Return what was proved of each bug, in the order of the list."""
    tests = kept("matrix")["matrix"]["tests"].values()
    asked = Counter(test["bugs"][0] for test in tests if test["bugs"] and not test["waits"])
    fixes, mutants = (kept(name)["suites"][name]["groups"] for name in ("zoo", "mutants"))
    return [
        Row(
            bug.id,
            asked[bug.id],
            fixes[bug.id][RIGHT]["passed"],
            fixes[bug.id][WRONG]["passed"],
            bug.module,
            mutants[bug.module][KILLED]["passed"],
        )
        for bug in load_bugs().values()
    ]


app = typer.Typer(add_completion=False)


@app.command()
def main(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help=", ".join(PROOFS))] = None,
) -> None:
    """Run the proofs named, or all of them, and keep the figures of those that hold."""
    chosen = names or list(PROOFS)
    if unknown := [name for name in chosen if name not in PROOFS]:
        raise fail(f"there is no proof {', '.join(unknown)}: expected some of {', '.join(PROOFS)}")
    with orderly_end():
        broken = [name for name in chosen if not _prove(name)]
    raise typer.Exit(1 if broken else 0)


def _prove(name: str) -> bool:
    """Run a proof, keep its result if it holds, and say so."""
    proof, began = PROOFS[name], time.monotonic()
    try:
        result = proof.run()
        why = objection(proof.outcomes(result))
    except RuntimeError as error:
        why = str(error)
    if why:
        say(f"{name} is not kept: {why}", err=True)
        return False
    keep(name, result, time.monotonic() - began)
    proof.draw()
    say(f"{name} holds, and is kept. Tests: {proof.outcomes(result).total():,}.")
    return True


if __name__ == "__main__":
    app()
