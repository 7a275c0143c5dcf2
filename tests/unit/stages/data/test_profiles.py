"""Figures equal those of pandas and numpy; estimates are marked and near; what is stored comes back."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

from mlworkbench.base.records import Column, ColumnProfile, Profile
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import counting, profiles, read_profile, run
from mlworkbench.stages.data.importing import run as import_file
from mlworkbench.stages.data.profiles import kind_of_text, profile_columns

ROWS = 5000


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, Path, Profile]:
    """A table with everything in it, imported from CSV."""
    chance = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "price": np.where(chance.random(ROWS) < 0.1, np.nan, chance.normal(1e6, 3, ROWS)),
            "count": chance.poisson(4, ROWS),
            "flag": chance.integers(0, 2, ROWS),
            "city": chance.choice(["Seoul", "Busan", "대구", None], ROWS),
            "day": pd.Timestamp("2020-01-01") + pd.to_timedelta(chance.integers(0, 900, ROWS), unit="D"),
            "code": [f"K{number}" for number in chance.integers(0, 2000, ROWS)],
        }
    )
    folder = tmp_path_factory.mktemp("profile")
    frame.to_csv(folder / "file.csv", index=False)
    run({"path": str(folder / "file.csv"), "name": "x"}, folder, Silent())
    return frame, folder / "data.parquet", read_profile(folder / "profile.json")


@pytest.mark.parametrize("name", ["price", "count", "flag"])
def test_figures_of_numbers_are_exact(table: tuple[pd.DataFrame, Path, Profile], name: str) -> None:
    frame, _, profile = table
    found, column = profile.column(name), frame[name].dropna()

    assert (found.missing, found.distinct) == (int(frame[name].isna().sum()), column.nunique())
    assert (found.minimum, found.maximum) == (column.min(), column.max())
    assert found.mean == pytest.approx(column.mean(), rel=1e-14)
    assert found.sd == pytest.approx(column.std(), rel=1e-12)
    assert found.quantiles == pytest.approx(column.quantile([0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]).tolist(), rel=1e-14)
    assert found.bins == tuple(np.histogram(column, 20, (column.min(), column.max()))[0])
    assert found.approximate == ()


def test_top_lists_the_most_frequent_values_and_few_values_whole(table: tuple[pd.DataFrame, Path, Profile]) -> None:
    frame, _, profile = table

    assert [(top.value, top.count) for top in profile.column("city").top] == list(frame["city"].value_counts().items())
    assert {int(top.value): top.count for top in profile.column("count").top} == frame["count"].value_counts().to_dict()
    assert len(profile.column("code").top) == 20
    assert profile.column("code").top[0].count == frame["code"].value_counts().iloc[0]
    assert profile.column("day").top[0].value == f"{frame['day'].mode()[0]:%Y-%m-%d}"


def test_types_and_dates(table: tuple[pd.DataFrame, Path, Profile]) -> None:
    frame, _, profile = table

    assert [column.type for column in profile.columns] == ["number", "number", "flag", "category", "date", "text"]
    assert profile.column("day").minimum == frame["day"].min().value // 1000
    assert profile.column("code").distinct == frame["code"].nunique()


def test_a_profile_comes_back_as_it_was_stored(table: tuple[pd.DataFrame, Path, Profile], tmp_path: Path) -> None:
    profile = table[2]

    profiles.write_profile(profile, tmp_path / "profile.json")

    assert read_profile(tmp_path / "profile.json") == profile


def columns_of(profile: Profile) -> tuple[Column, ...]:
    return tuple(Column(column.name, column.type, integer=column.name in ("count", "flag")) for column in profile.columns)


def test_counting_on_disk_equals_counting_in_memory(
    table: tuple[pd.DataFrame, Path, Profile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path, profile = table
    monkeypatch.setattr(counting, "IN_MEMORY", 0)

    found, repeated = profile_columns(path, columns_of(profile), tmp_path, Silent())

    assert alike(found, profile.columns)
    assert repeated == 0


def test_beyond_the_exact_rows_estimates_are_marked_and_near(
    table: tuple[pd.DataFrame, Path, Profile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame, path, profile = table
    monkeypatch.setattr(profiles, "EXACT_ROWS", ROWS // 3)
    monkeypatch.setattr(counting, "FEW", 500)

    found, repeated = profile_columns(path, columns_of(profile), tmp_path, Silent())

    assert repeated == -1
    price, exact = found[0], profile.columns[0]
    assert set(price.approximate) == {"distinct", "quantiles", "top"}
    assert (price.missing, price.minimum, price.maximum, price.bins) == (exact.missing, exact.minimum, exact.maximum, exact.bins)
    assert price.mean == pytest.approx(exact.mean, rel=1e-14)
    assert price.sd == pytest.approx(exact.sd, rel=1e-12)
    assert price.distinct == pytest.approx(exact.distinct, rel=0.1)
    assert price.quantiles[3] == pytest.approx(exact.quantiles[3], rel=1e-5)
    assert alike(found[1:4], profile.columns[1:4])
    assert (found[5].approximate, found[5].missing) == (price.approximate, 0)
    assert found[5].top[0].count % 4 == 0


def test_few_different_values_are_counted_exactly_beyond_the_exact_rows(
    table: tuple[pd.DataFrame, Path, Profile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path, profile = table
    monkeypatch.setattr(profiles, "EXACT_ROWS", 1)

    assert alike(profile_columns(path, columns_of(profile), tmp_path, Silent())[0], profile.columns)


def alike(some: tuple[ColumnProfile, ...], others: tuple[ColumnProfile, ...]) -> bool:
    """The same but for the last digits of sums, added in another order, and for meanings, which the findings bring."""
    plain = [[replace(one, mean=None, sd=None, meaning=None) for one in columns] for columns in (some, others)]
    sums = [[(one.mean or 0.0, one.sd or 0.0) for one in columns] for columns in (some, others)]
    return plain[0] == plain[1] and np.allclose(sums[0], sums[1], rtol=1e-12, atol=0)


def test_wide_and_narrow_reading_give_the_same(
    table: tuple[pd.DataFrame, Path, Profile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path, profile = table
    monkeypatch.setattr(profiles, "CELLS_AT_ONCE", 1)

    assert alike(profile_columns(path, columns_of(profile), tmp_path, Silent())[0], profile.columns)


@pytest.mark.parametrize(
    ("distinct", "rows", "kind"),
    [
        (0, 10, "text"),
        (1, 10, "category"),
        (50, 60, "category"),
        (51, 60, "text"),
        (900, 20_000, "category"),
        (1001, 10**6, "text"),
    ],
)
def test_few_texts_are_a_category(distinct: int, rows: int, kind: str) -> None:
    assert kind_of_text(counting.Counts(distinct, ()), rows) == kind


def test_long_texts_are_no_category_and_shortened_in_lists(tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("x,y\n" + "a,{0}\nb,{0}\n".format("long " * 100) * 30)

    import_file({"path": str(tmp_path / "file.csv"), "name": "x"}, tmp_path, Silent())

    short, long = read_profile(tmp_path / "profile.json").columns
    assert (short.type, long.type) == ("category", "text")
    assert len(long.top[0].value) == 201


@pytest.mark.parametrize(
    "cells", [["1e308", "-1e308", "1e308"], ["1.7e308", "1.7e308"], ["5e-324", "0"], ["1", "1.0000000000000002"], ["7"]]
)
def test_extreme_numbers_never_break_the_profile(cells: list[str], tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("x\n" + "\n".join(cells))

    import_file({"path": str(tmp_path / "file.csv"), "name": "x"}, tmp_path, Silent())

    (column,) = read_profile(tmp_path / "profile.json").columns
    assert (column.minimum, column.maximum) == (min(map(float, cells)), max(map(float, cells)))
    assert "NaN" not in json.dumps(json.loads((tmp_path / "profile.json").read_text()))


def test_names_that_differ_in_case_only_are_kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "IN_MEMORY", 0)
    lines = [f"x{number % 3},y{number % 5}" for number in range(100)]
    (tmp_path / "file.csv").write_text("a,A\n" + "\n".join(lines))

    import_file({"path": str(tmp_path / "file.csv"), "name": "x"}, tmp_path, Silent())

    assert [column.distinct for column in read_profile(tmp_path / "profile.json").columns] == [3, 5]


def test_the_stored_file_holds_no_names_of_libraries_types(tmp_path: Path, table: tuple[pd.DataFrame, Path, Profile]) -> None:
    assert parquet.ParquetFile(table[1]).metadata.metadata in (None, {})
    assert isinstance(table[2].columns[0], ColumnProfile)


@pytest.mark.parametrize(
    "texts",
    [
        [f"K{number * 7919 % 1000}" for number in range(1000)],
        [*(f"K{number}" for number in range(900)), *(f"K{number}" for number in range(0, 900, 30)), None],
        [*(f"K{number}" for number in range(150)), "K1", None, "é", "é"],
        [None, None],
    ],
)
def test_varied_texts_are_counted_as_others_are(texts: list[str | None], tmp_path: Path) -> None:
    pd.DataFrame({"other": 1, "code": pd.Series(texts, dtype="object")}).to_parquet(tmp_path / "data.parquet")
    with closing(counting.Table(tmp_path / "data.parquet", tmp_path)) as table:
        assert table.of_varied_text(1) == table.of_text(1)


def test_a_column_that_differs_in_most_of_its_first_rows_is_said_to_vary(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [f"K{number}" for number in range(100)], "half": ["a", "b"] * 50})
    frame.to_parquet(tmp_path / "data.parquet")
    with closing(counting.Table(tmp_path / "data.parquet", tmp_path)) as table:
        assert [table.varies(0), table.varies(1)] == [True, False]
