"""`python -m experiments`."""

import json
import os
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer

from experiments import arithmetic, atlas, chain, recipes, why
from experiments.laboratory import Laboratory
from kata.confined.supervision import GIB
from kata.digits.by_name import find_digits
from kata.places import kept_folder
from kata.terminal import fail, new_console, say
from kata.training.kept import Runs

PROCESSES = os.cpu_count() or 1
RESULTS = Path(__file__).with_name("results")
MEMORY = 4 * GIB  # a matrix of 7,850 x 7,850, of which a bug asks for several, takes a quarter of one
EXPERIMENTS: dict[str, ModuleType] = {"why": why, "atlas": atlas, "chain": chain, "recipes": recipes}

app = typer.Typer(no_args_is_help=True, add_completion=False, help="What the bugs do to a training, measured.")

DataOption = Annotated[str, typer.Option("--data", metavar="DIGITS", help="embedded, full, or a folder.")]
SeedsOption = Annotated[int, typer.Option("--seeds", min=2, help="Seeds for each case.")]
ResultsOption = Annotated[Path, typer.Option("--results", metavar="FOLDER", help="Where the results are written.")]
RUNS = kept_folder() / "runs"
RunsOption = Annotated[Path, typer.Option("--runs", metavar="FOLDER", help="Where finished runs are kept.")]
ProcessesOption = Annotated[int, typer.Option("--processes", min=1, help="Trainings at the same time.")]


def keep(name: str, result: dict[str, Any], folder: Path) -> None:
    """Write a result as data, as Markdown and as a picture."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_stem(name, result)}.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    path.with_suffix(".md").write_text(as_page(name, result), encoding="utf-8")
    EXPERIMENTS[name].draw(result, path.with_suffix(".svg"))


def as_page(name: str, result: dict[str, Any]) -> str:
    """Return a result as a page of Markdown."""
    title, _, about = (EXPERIMENTS[name].__doc__ or "").partition("\n\n")
    told = "\n".join(EXPERIMENTS[name].tell(result))
    picture = f"![{title}]({_stem(name, result)}.svg)"
    return f"# {title.rstrip('.')}\n\n{about}\n{told}\n\n{picture}\n"


def _stem(name: str, result: dict[str, Any]) -> str:
    return f"{name}-{Path(result['data']).name}"


def _add(name: str, experiment: ModuleType) -> None:
    """Make a command of an experiment."""

    def command(
        data: DataOption = "embedded",
        seeds: SeedsOption = 5,
        results: ResultsOption = RESULTS,
        runs: RunsOption = RUNS,
        processes: ProcessesOption = PROCESSES,
    ) -> None:
        try:
            digits = find_digits(data)
        except (ValueError, FileNotFoundError) as error:
            raise fail(str(error)) from error
        console = new_console()
        laboratory = Laboratory(data, digits, Runs(runs, memory=MEMORY), processes, console)
        result = experiment.run(laboratory, seeds)
        keep(name, result, results)
        say("\n".join(experiment.tell(result)))

    app.command(name, help=(experiment.__doc__ or "").partition("\n\n")[0])(command)


for _name, _experiment in EXPERIMENTS.items():
    _add(_name, _experiment)


@app.command("arithmetic")
def check_arithmetic() -> None:
    """Check what the report's figures say by themselves."""
    say("\n".join(arithmetic.tell(arithmetic.check())))


if __name__ == "__main__":
    app()
