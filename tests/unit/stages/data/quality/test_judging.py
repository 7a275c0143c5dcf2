"""What looks like trouble and is none: ratios, sorted files, overlapping classes, names of things."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from mlworkbench.base.records import Finding
from mlworkbench.selftest import finders
from mlworkbench.stages.data.quality import FINDERS, Planted, people, ranges, subject
from mlworkbench.stages.data.quality.finders import labels

ROWS = 600


def told(finder: str, folder: Path, cells: Mapping[str, Sequence[object]]) -> list[Finding]:
    looked_at = finders.subject(folder, Planted(cells, "", ()), target=False)
    try:
        return FINDERS[finder].find(looked_at)
    finally:
        looked_at.close()


def ratio() -> list[float]:
    """Above zero but for two rows, in which the divisor was next to nothing."""
    return [0.5 + (n * 37 % 101) / 50 for n in range(ROWS - 2)] + [-477.12, -0.004]


def sizes() -> list[float]:
    return [40.0 + n * 37 % 101 for n in range(ROWS)]


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("total liabilities / total assets", True),
        ("(current assets - inventories) / long-term liabilities", True),
        ("[(cash + receivables)] * 365", True),
        ("Wind speed (m/s)", False),
        ("Solar Radiation (MJ/m2)", False),
        ("speed km/h", False),
        ("long-term liabilities", False),
        ("net-weight", False),
    ],
)
def test_a_ratio_is_told_from_a_unit(name: str, formula: bool) -> None:
    assert ranges.is_formula(name) is formula


@pytest.mark.parametrize("name", ["total costs / total sales", "x12"])
def test_a_ratio_that_crosses_zero_is_not_impossible(name: str, tmp_path: Path) -> None:
    assert told("impossible", tmp_path, {name: ratio(), "size": sizes()}) == []


def test_a_wrong_sign_is_told_as_a_warning_where_the_name_says_nothing(tmp_path: Path) -> None:
    spoilt = [-one if n in (7, 301, 555) else one for n, one in enumerate(sizes())]

    (found,) = told("impossible", tmp_path, {"x12": spoilt, "y": sizes()[::-1]})

    assert (found.columns, found.rows, found.severity, found.reason.key) == (("x12",), 3, "warning", "data.found_lone_sign")


def test_a_negative_price_stays_a_problem(tmp_path: Path) -> None:
    spoilt = [-one if n == 7 else one for n, one in enumerate(sizes())]

    (found,) = told("impossible", tmp_path, {"price": spoilt, "y": sizes()[::-1]})

    assert (found.severity, found.reason.key) == ("problem", "data.found_negative")


def test_a_mark_in_nine_of_ten_cells_is_still_a_mark(tmp_path: Path) -> None:
    cells = [-200.0 if n % 11 else 40.0 + n * 37 % 101 for n in range(ROWS)]

    (found,) = told("sentinels", tmp_path, {"level": cells, "y": sizes()})

    assert found.rows == sum(one == -200 for one in cells)


@pytest.mark.parametrize(
    ("values", "about_people", "are"),
    [
        (["Anna Novak", "John Smith", "Mary Okafor", "Wei Tanaka"], False, True),
        (["Braund, Mr. Owen Harris", "Heikkinen, Miss. Laina", "Allen, Mr. William Henry"], True, True),
        (["김민수", "이서연", "박지훈", "최하은"], False, True),
        (["Adair County, IA", "Allen County, IA", "Benton County, IA", "Clay County, IA", "Dallas County, IA"], True, False),
        (["Red Table 4", "Oak Lamp 12", "Steel Valve 7"], True, False),
        (["english", "中文"], False, False),
        ([], True, False),
    ],
)
def test_names_of_people_are_told_from_those_of_things(values: list[str], about_people: bool, are: bool) -> None:
    assert people.are_named(values, about_people) is are


def dated(restarts: bool) -> dict[str, Sequence[object]]:
    """Two shops one after the other; their months begin anew, or go on."""
    months = [n % (ROWS // 2) if restarts else n for n in range(ROWS)]
    days = np.datetime64("2001-01-01") + np.array(months)
    return {
        "shop": ["Seoul" if n < ROWS // 2 else "Busan" for n in range(ROWS)],
        "day": [str(day) for day in days],
        "sales": [(10 if n < ROWS // 2 else 30) + n * 37 % 23 for n in range(ROWS)],
    }


@pytest.mark.parametrize(
    ("restarts", "key", "severity"), [(True, "data.found_drifting_sorted", "info"), (False, "data.found_drifting", "warning")]
)
def test_a_sorted_file_is_told_from_one_that_follows_time(restarts: bool, key: str, severity: str, tmp_path: Path) -> None:
    found = {one.columns[0]: one for one in told("drift", tmp_path, dated(restarts))}

    assert (found["sales"].reason.key, found["sales"].severity) == (key, severity)


def overlapping(rows: int, flipped: int) -> tuple["np.ndarray[tuple[int], np.dtype[np.int64]]", ...]:
    """Probabilities of two classes that are right on average, labels drawn from them, and rows whose label was turned."""
    chance = np.random.default_rng(3)
    high = 1 / (1 + np.exp(-chance.normal(0, 6, rows)))
    label = (chance.random(rows) < high).astype(np.int64)
    turned = chance.choice(rows, flipped, replace=False)
    label[turned] = 1 - label[turned]
    return np.column_stack([1 - high, high]), label, turned


def test_labels_are_not_wrong_where_classes_only_overlap() -> None:
    probability, label, _ = overlapping(20_000, 0)

    suspects = labels.suspicious(probability, label)

    doubtful = (probability.argmax(axis=1) != label) & (probability.max(axis=1) >= 0.9)
    assert doubtful.sum() > 50
    assert len(suspects) < 0.2 * doubtful.sum()


def test_turned_labels_are_found_beside_overlap() -> None:
    probability, label, turned = overlapping(20_000, 200)

    suspects = labels.suspicious(probability, label)

    clear = turned[probability[turned].max(axis=1) >= 0.98]
    assert len(clear) > 100
    assert np.isin(clear, suspects).mean() >= 0.95
    doubtful = np.flatnonzero((probability.argmax(axis=1) != label) & (probability.max(axis=1) >= 0.9))
    assert np.isin(suspects, turned).mean() >= 0.65 > 1.5 * np.isin(doubtful, turned).mean()


def test_what_was_found_in_a_sample_says_how_many_rows_were_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = {"level": [n % 13 + (20 if n >= 300 else 0) for n in range(ROWS)], "size": sizes()}
    (whole,) = told("drift", tmp_path / "whole", cells)
    monkeypatch.setattr(subject, "MOST_ROWS", 300)

    (sampled,) = told("drift", tmp_path / "sampled", cells)

    assert [one.value for one in whole.evidence] == ["100 %"]
    assert [one.value for one in sampled.evidence] == ["100 %", "n = 300 / 600"]
