"""Every finder: silent on clean data, finds what is planted in its sample, and survives columns without sense."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from mlworkbench.base.records import Finding, Rule
from mlworkbench.base.words import LANGUAGES, speaking, tr
from mlworkbench.selftest import finders
from mlworkbench.stages import data
from mlworkbench.stages.data.quality import FINDERS, Finder, Planted

ALL = [pytest.param(finder, id=finder.name) for finder in FINDERS]
ROWS = 400


def found(finder: Finder, folder: Path, planted: Planted, target: bool = True) -> list[Finding]:
    subject = finders.subject(folder, planted, target)
    try:
        return finder.find(subject)
    finally:
        subject.close()


def noise(rows: int, seed: int) -> Iterator[int]:
    """A plain generator of numbers without pattern, the same everywhere."""
    state = seed
    for _ in range(rows):
        state = (1_103_515_245 * state + 12_345) % (1 << 31)
        yield state >> 8


def clean(rows: int = ROWS) -> dict[str, Sequence[object]]:
    """Nothing is wrong with this table: columns that have nothing to do with each other, and an even target."""
    return {
        "width": [one % 100_000 / 7 + 30 for one in noise(rows, 1)],
        "도시": [("서울", "부산", "대구", "광주")[one % 4] for one in noise(rows, 2)],
        "weight": [one % 100_000 / 11 + 50 for one in noise(rows, 3)],
        "score": [one % 100_000 / 13 for one in noise(rows, 4)],
        "bought": [("no", "yes")[one % 2] for one in noise(rows, 5)],
    }


@pytest.mark.parametrize("finder", ALL)
def test_it_is_silent_on_clean_data(finder: Finder, tmp_path: Path) -> None:
    rules = (Rule("range", "width", 0.0), Rule("filled", "도시"), Rule("rows", low=100))

    alarms = [one for one in found(finder, tmp_path, Planted(clean(), "", (), "bought", rules=rules)) if one.rows]

    assert alarms == []


@pytest.mark.parametrize("finder", ALL)
def test_it_finds_what_is_planted_and_tells_it_in_both_languages(finder: Finder, tmp_path: Path) -> None:
    planted = finder.sample()

    alarms = found(finder, tmp_path, planted)

    hit = next(one for one in alarms if (one.kind, one.columns) == (planted.kind, planted.columns))
    assert hit.rows > 0
    assert hit.evidence
    assert all(one.row is None or one.row >= 1 for one in hit.evidence)
    for language in LANGUAGES:
        with speaking(language):
            assert tr(hit.reason.key, **hit.reason.facts)
            assert all(tr(remedy.reason.key, **remedy.reason.facts) for remedy in hit.remedies)


@pytest.mark.parametrize("finder", ALL)
def test_what_it_offers_can_be_done(finder: Finder, tmp_path: Path) -> None:
    planted = finder.sample()
    known = {"exclude", "stratify", *(kind.name for kind in data.CHANGES)}

    kinds = {remedy.kind for one in found(finder, tmp_path, planted) for remedy in one.remedies}

    assert kinds <= known


@pytest.mark.parametrize("finder", ALL)
def test_it_works_without_a_target_unless_it_needs_one(finder: Finder, tmp_path: Path) -> None:
    planted = finder.sample()

    alarms = found(finder, tmp_path, planted, target=False)

    assert finder.needs_target == (planted.target is not None)
    assert bool(alarms) != finder.needs_target


ODD: Mapping[str, Sequence[object]] = {
    "비어 있음": [None] * 40,
    "constant": [7] * 40,
    "한 글자": ["가"] * 39 + [None],
    "WIDTH": [None] * 39 + [1.5],
    "width": list(range(40)),
    "file_row_number": [n % 3 for n in range(40)],
    'quoted "name", 100 %': [n % 2 for n in range(40)],
    "when": [f"2026-01-{1 + n % 28:02d}" for n in range(40)],
    "만든 날짜": [None] * 20 + [f"2026-02-{1 + n % 28:02d}" for n in range(20)],
    "target": ["yes" if n % 5 else "아니오" for n in range(40)],
}
ALONE: Mapping[str, Sequence[object]] = {"x": [1]}


@pytest.mark.parametrize("target", ["target", "비어 있음", "constant", None])
@pytest.mark.parametrize("finder", ALL)
def test_it_survives_columns_without_sense(finder: Finder, target: str | None, tmp_path: Path) -> None:
    if finder.needs_target and target is None:
        pytest.skip("it is not asked without a target")
    rules = (Rule("unique", "constant"), Rule("allowed", "when", values=("2026-01-01",)), Rule("filled", "gone"))
    planted = Planted(ODD, "", (), target, task="multiclass", rules=rules, holdout_rows=5)

    alarms = found(finder, tmp_path, planted)

    assert all(one.rows <= 40 for one in alarms)


@pytest.mark.parametrize("finder", ALL)
def test_it_survives_a_single_cell(finder: Finder, tmp_path: Path) -> None:
    assert [one for one in found(finder, tmp_path, Planted(ALONE, "", (), "x", task="regression")) if one.rows] == []
