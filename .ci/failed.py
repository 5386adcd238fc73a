"""Print once more what the commands of tox said that failed: a long log may be cut before its end.

It is given the file of `tox --result-json`.
"""

import json
import sys
from pathlib import Path

LINES = 60  # of what a command printed last


def main(results: Path) -> None:
    """Print the last lines of each command that failed, environment by environment."""
    for name, told in json.loads(results.read_text(encoding="utf-8"))["testenvs"].items():
        for command in (*told.get("setup", ()), *told.get("test", ())):
            if command["retcode"]:
                said = f"{command['output']}\n{command['err']}".strip().splitlines()
                print(f"\n{name}: {' '.join(command['command'])}: status {command['retcode']}")
                print("\n".join(said[-LINES:]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
