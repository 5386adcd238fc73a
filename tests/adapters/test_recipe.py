"""The recipe in docs/reference/adapters.md works as it stands there."""

import re

from kata import ROOT
from kata.bugs.manifest import load_bugs
from kata.judging.trial import run_tests
from kata.judging.verdict import verdict
from kata.subject import registry

FIXED = {"softmax-overflow", "softmax-shape", "binary-metrics"}
PLUGIN = """
from kata import adapters
from kata.subject import registry

adapters.__path__.append({folder!r})
{line}"""


def test_the_recipe(tmp_path, monkeypatch):
    """Its file and its line put scikit-learn under the tests, with the verdict that it tells of."""
    recipe = (ROOT / "docs" / "reference" / "adapters.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", recipe, flags=re.DOTALL)
    file, line = (block for block in blocks if ">>>" not in block)
    (tmp_path / "scikit_learn.py").write_text(file, encoding="utf-8")
    (tmp_path / "recipe.py").write_text(PLUGIN.format(folder=str(tmp_path), line=line), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p recipe")
    adapter = registry.Adapter("kata.adapters.scikit_learn", "sklearn")
    monkeypatch.setitem(registry.ADAPTERS, "scikit_learn", adapter)
    judged = verdict(run_tests("scikit_learn"))
    statuses = {bug: said["status"] for bug, said in judged["bugs"].items()}
    assert statuses == {bug: "fixed" if bug in FIXED else "unclear" for bug in load_bugs()}
    assert judged["broken"] == []
    verdicts = re.search(r"`kata judge scikit_learn` finds (.*?) fixed and the other bugs\s+unclear", recipe)
    assert set(re.findall(r"`(.*?)`", verdicts[1])) == FIXED
