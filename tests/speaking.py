"""Commands in a process that speaks another language: one for all of them, as its start is what takes the time.

What the commands are made with asks for its words once, when it is loaded. A request is a line of JSON: the words
of a command, and the folder to work in. So is the answer: how the command ended, and what it showed.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def speaker(code):
    """Give a function that types a command there, in the folder that the test is in."""
    environment = os.environ | {"KATA_LANG": code, "COLUMNS": "200", "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen(
        [sys.executable, __file__, code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
    ) as process:

        def run(*arguments):
            asked = {"words": [*map(str, arguments)], "folder": str(Path.cwd())}
            process.stdin.write(json.dumps(asked | {"exercise": os.environ["KATA_EXERCISE"]}) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield run
        process.stdin.close()


def answer():
    """Answer requests, until there are no more."""
    from kata.words.language import settle

    settle(["kata"])
    from typed import run_typed

    for line in sys.stdin:
        asked = json.loads(line)
        os.chdir(asked["folder"])
        done = run_typed(asked["words"], environment={"KATA_EXERCISE": asked["exercise"]})
        sys.__stdout__.write(json.dumps(done) + "\n")
        sys.__stdout__.flush()


if __name__ == "__main__":
    answer()
