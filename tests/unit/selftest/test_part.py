"""A check that fails says so in words, by name, and does not keep the others from running."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mlworkbench import selftest
from mlworkbench.base.errors import InputError
from mlworkbench.selftest.part import Check, attempt, hold


def fine() -> str:
    return "3 rows"


def broken() -> str:
    hold(1 + 1 == 3, "sums are wrong")
    return "unreachable"


def buggy() -> str:
    raise KeyError("libmissing.so\nsecond line")


def refused() -> str:
    raise InputError("params.not_a_flag", name="marker", found="2")


def test_what_holds_tells_what_it_saw() -> None:
    outcome = attempt(Check("step keep", fine))

    assert (outcome.name, outcome.ok, outcome.detail) == ("step keep", True, "3 rows")


def test_what_does_not_hold_says_why() -> None:
    outcome = attempt(Check("step keep", broken))

    assert (outcome.ok, outcome.detail) == (False, "sums are wrong")


def test_a_bug_is_told_on_one_line_with_its_place() -> None:
    outcome = attempt(Check("step keep", buggy))

    assert not outcome.ok
    assert outcome.detail.startswith("KeyError: ")
    assert "test_part.py:" in outcome.detail
    assert "\n" not in outcome.detail


def test_an_error_of_ours_is_told_as_a_sentence() -> None:
    assert attempt(Check("params", refused)).detail == 'marker: "2" is not yes or no.'


@pytest.mark.parametrize(("as_json", "told"), [(False, "FAILED  second  sums are wrong"), (True, '"ok": false')])
def test_one_failure_fails_all_and_the_rest_still_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], as_json: bool, told: str
) -> None:
    def some(folder: Path) -> Iterator[Check]:
        yield from (Check("first", fine), Check("second", broken), Check("third", fine))

    monkeypatch.setattr(selftest, "checks", some)

    code = selftest.main(as_json)

    out = capsys.readouterr().out
    assert code == 1
    assert told in out
    assert "third" in out
