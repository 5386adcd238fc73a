"""The recipe in docs/reference/adapters.md works as it stands there."""

import json
import re
import shutil
import subprocess
import sys

from waiting import limit

from kata import ROOT
from kata.bugs.manifest import load_bugs

FIXED = {"softmax-overflow", "softmax-shape", "binary-metrics"}
CHECKOUT = ("kata", "original", "fixed", "tests", "bugs.toml", "pyproject.toml")


def test_the_recipe(tmp_path):
    """Its file and its line put scikit-learn under the tests, with the verdict that it tells of."""
    recipe = (ROOT / "docs" / "reference" / "adapters.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", recipe, flags=re.DOTALL)
    file, line = [block for block in blocks if ">>>" not in block][:2]  # and a recipe for a single file
    for name in CHECKOUT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    (tmp_path / "kata" / "adapters" / "scikit_learn.py").write_text(file, encoding="utf-8")
    registry = tmp_path / "kata" / "subject" / "registry.py"
    with registry.open("a", encoding="utf-8") as text:
        text.write(line.strip().rpartition("\n")[2] + "\n")  # without the import that it needs elsewhere
    command = [sys.executable, "-m", "kata", "judge", "scikit_learn", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=limit(300))
    judged = json.loads(done.stdout)
    statuses = {bug: said["status"] for bug, said in judged["bugs"].items()}
    assert statuses == {bug: "fixed" if bug in FIXED else "unclear" for bug in load_bugs()}
    assert judged["broken"] == []
    verdicts = re.search(r"`kata judge scikit_learn` finds (.*?) fixed and the other bugs\s+unclear", recipe)
    assert set(re.findall(r"`(.*?)`", verdicts[1])) == FIXED
