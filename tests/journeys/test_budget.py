"""The budget decides how many configurations are tried, and nothing else."""

import pytest

from tests.journeys.conftest import TELCO


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_configuration_has_the_same_bytes_in_a_short_and_in_a_long_run(command, tmp_path):
    boards = []
    for budget in (10, 40):
        words = ("--target", "Churn", "--budget", budget, "--project", tmp_path / str(budget), "--json")
        said = command("auto", TELCO, *words, timeout=200)
        assert said.code == 0, said.err
        assert abs(said.json["seconds"] - budget) <= max(2.0, 0.1 * budget) or said.json["seconds"] < budget
        boards.append({one["name"]: one["artifact_hash"] for one in said.json["leaderboard"]})

    short, long = boards
    assert set(short) <= set(long)
    assert {name: long[name] for name in short} == short
    assert len(long) > len(short) > 1
