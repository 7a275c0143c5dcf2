"""The budget decides how many configurations are tried, and nothing else. How well it is kept: tests/benchmarks/budget.py."""

import pytest

from tests.journeys.conftest import TELCO


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_configuration_has_the_same_bytes_in_a_short_and_in_a_long_run(command, tmp_path):
    boards = []
    for budget in (10, 40):
        words = ("--target", "Churn", "--budget", budget, "--project", tmp_path / str(budget), "--json")
        said = command("auto", TELCO, *words, timeout=280)
        assert said.code == 0, said.err
        tried = [one for one in said.json["leaderboard"] if not one["name"].endswith("refit") and "ensemble" not in one["name"]]
        boards.append({one["name"]: one["artifact_hash"] for one in tried})

    short, long = boards
    shared = set(short) & set(long)
    assert {name: long[name] for name in shared} == {name: short[name] for name in shared}
    assert shared in (set(short), set(long))  # one is the beginning of the other: a fixed order
    assert "baseline 0" in shared
