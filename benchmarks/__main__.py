"""`python -m benchmarks`."""

import typer

from benchmarks.grading import faults, many, rate, run
from benchmarks.latency import latency
from benchmarks.training import training

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Measure NetKata, side by side with others.")


@app.callback()
def main() -> None:
    """Take the name of a benchmark."""


app.command()(latency)
app.command()(training)
app.command()(faults)
app.command()(many)
app.command()(rate)
app.command("run-grading", hidden=True)(run)

if __name__ == "__main__":
    app()
