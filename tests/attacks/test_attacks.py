"""The attacks: no submission can forge a verdict, or keep the judge from giving one, or leave anything behind.

An attack is an entry of a TOML file beside this one; `attempt.py` says what it may hold, and `payload.py` is what
its code can use. Each is tried behind the strongest wall that this machine has (`--wall all`: behind each that it
has), on a judge that has judged others before and judges one more afterwards; those on the command meet a judge of
their own, and with `--alone` all do. What a wall does not promise to stop (`promised_by`) is tried as well, and
counted by itself.

Where all of it is proved with the judge as it is, a share is tried, each day another one (`shares.py`); `--every`
tries all. At the end stand the figures: attacks tried, forged, without a verdict. `-k WORD` tries some attacks
only, and `--figures FILE` keeps what came of each.
"""

import pytest
from attacks.attempt import KEYS, attempt, load_attacks

from kata.confined.walls import WALLS


def test_an_attack_is_caught(attack, wall, shared, tmp_path, record_property):
    """There is a verdict in time, it calls nothing fixed that is not, and all is as it was before."""
    outcome = attempt(attack, wall, tmp_path, shared)
    promised = wall in attack.get("promised_by", WALLS)
    runs = attack.get("runs", True)
    told = {"wall": wall, "attack": f"{attack['kind']}: {attack['name']}", "promised": promised}
    told |= {"wrong": outcome.wrong, "ran": outcome.ran or not runs}
    told |= {name: getattr(outcome, name) for name in ("status", "seconds", "processor")}
    record_property("outcome", told)
    if outcome.wrong and not promised:
        pytest.xfail(f"the wall {wall!r} does not promise to stop this: {outcome.wrong}")
    assert not outcome.wrong, str(outcome)
    if wall == "process":  # where files can be written
        assert outcome.ran == runs, f"whether its code is carried out\n{outcome}"


def test_there_are_attacks_enough():
    """At least sixty, none twice, each with what it tries and nothing that is not known."""
    attacks = list(load_attacks())
    assert len(attacks) >= 60
    assert len({(attack["kind"], attack["name"]) for attack in attacks}) == len(attacks)
    for attack in attacks:
        assert "gettempdir" not in attack.get("code", ""), "what lies there belongs to others: TMP is the judge's"
        assert {"name", "tries"} <= set(attack) <= KEYS, attack["name"]
        assert set(attack.get("promised_by", ())) <= set(WALLS)
