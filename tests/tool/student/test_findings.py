"""Findings: what is told of a bug whose own tests could not ask about it."""

import json

from kata.bugs.variants import module_text


def test_an_error_that_is_no_symptom_is_told_in_full(kata, tmp_path):
    """Its lines and the call, why it says nothing of the bug, where to look, and the call as a snippet."""
    assert kata("start")[0] == 0
    text = module_text("optimizer", present=()).replace("rows = order[", "rows = ordre[")
    (tmp_path / "exercise" / "optimizer.py").write_text(text, encoding="utf-8")
    (said,) = json.loads(kata("test", "gradient-norm", "--json").stdout)
    first, line, tried, *_, why = said["message"].splitlines()
    place = line.strip().partition(",")[0]
    assert said["status"] == "unclear"
    assert first == "NameError: name 'ordre' is not defined"
    assert tried.startswith("tried ")
    assert why.split() == ["why", *["a", "step", "that", "ends", "in", "an", "error", "does", "not", "tell"]]
    assert said["look_at"] == f"exercise/{place}"
    assert "optimizer.fit(" in said["snippet"]
