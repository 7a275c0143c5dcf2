"""Every kind of change: what it says it did it did, rows keep their order, and bad choices are answered with words."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Column
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import CHANGES, ChangeKind, attempt, change, version

EVERY = pytest.mark.parametrize("kind", CHANGES, ids=lambda kind: kind.name)
COLUMNS = (
    Column("번호", "number", integer=True),
    Column("키", "number"),
    Column("몸무게 (kg)", "number"),
    Column("도시", "category"),
    Column("가입일", "date"),
    Column("해지일", "date"),
    Column("회원", "flag", integer=True),
    Column("시각", "category"),
)
CITIES = ("서울", " 서울 ", "서울시", "Busan", None, "대전")
ROWS = 240


def table() -> "pa.Table":
    """Whole numbers, fractions, gaps, a sentinel, Hangul, dates before 1970, a flag; the rows are numbered."""
    numbers = range(ROWS)
    heights = [None if n % 11 == 0 else -999.0 if n % 17 == 0 else 150 + n % 50 + 0.5 * (n % 2) for n in numbers]
    joined = [None if n % 13 == 0 else datetime(1960 + n % 60, 1 + n % 12, 1 + n % 28, n % 24) for n in numbers]
    left = [None if n % 7 == 0 else datetime(2024, 1 + n % 12, 1 + n % 28) for n in numbers]
    return pa.table(
        {
            "번호": list(numbers),
            "키": heights,
            "몸무게 (kg)": [None if n % 19 == 0 else 45.0 + n % 40 for n in numbers],
            "도시": [CITIES[n % len(CITIES)] for n in numbers],
            "가입일": pa.array(joined, pa.timestamp("us")),
            "해지일": pa.array(left, pa.timestamp("us")),
            "회원": [None if n % 23 == 0 else n % 2 for n in numbers],
            "시각": [None if n % 29 == 0 else f"{n % 24}:{n % 60:02d}" for n in numbers],
        },
        schema=version.schema_of(COLUMNS),
    )


@pytest.fixture
def spec(tmp_path: Path) -> "dict[str, Any]":
    pq.write_table(table(), tmp_path / "before.parquet", row_group_size=100)
    points = "".join(f"{number},{number % 7},2024-03-{1 + number % 28:02d}\n" for number in range(0, ROWS, 2))
    (tmp_path / "join.csv").write_text("번호,점수,날\n" + points, "utf-8")
    more = "".join(f"{number},{number % 90},새 도시\n" for number in range(ROWS, ROWS + 30))
    (tmp_path / "append.csv").write_text("번호,키,도시\n" + more, "utf-8")
    secret = tmp_path / "hash.key"
    secret.write_bytes(b"k" * 32)
    columns = [asdict(column) for column in COLUMNS]
    data = str(tmp_path / "before.parquet")
    return {"data": data, "columns": columns, "rows": ROWS, "name": "sample", "secret": str(secret)}


def asked(spec: dict[str, Any], kind: ChangeKind, params: dict[str, Any] | None = None) -> dict[str, Any]:
    """A sample names its file without a folder."""
    chosen = dict(kind.sample) if params is None else dict(params)
    paths = {name: str(Path(spec["data"]).parent / chosen[name]) for name, sort in kind.sorts.items() if sort == "path"}
    return {**spec, "kind": kind.name, "params": chosen | paths}


def made(spec: dict[str, Any], folder: Path) -> tuple[dict[str, Any], "pa.Table"]:
    folder.mkdir()
    told = change(spec, folder, Silent())
    return told, pq.read_table(folder / "data.parquet")


@EVERY
def test_the_effect_it_tells_is_the_effect_it_has(kind: ChangeKind, spec: dict[str, Any], tmp_path: Path) -> None:
    told, after = made(asked(spec, kind), tmp_path / "out")
    before, effect = table(), dict(told["effect"])

    assert effect
    assert after.num_rows == told["rows"] == ROWS - effect.pop("rows_removed", 0) + effect.pop("rows_added", 0)
    names, old = [column["name"] for column in told["columns"]], before.column_names
    renamed = set(told["renamed"].values())
    assert after.column_names == names
    assert len(set(names) - set(old) - renamed) == effect.pop("columns_added", 0)
    assert len(set(old) - set(names) - set(told["renamed"])) == effect.pop("columns_removed", 0)
    assert len(renamed) == effect.pop("columns_renamed", 0)
    changed, emptied = 0, 0
    for name in set(names) & set(old) if after.num_rows == ROWS else ():
        pairs = list(zip(texts(before, name), texts(after, name), strict=True))
        changed += sum(one != other for one, other in pairs)
        emptied += sum(one is not None and other is None for one, other in pairs)
    assert (changed, emptied) == (effect.pop("cells_changed", 0), effect.pop("cells_emptied", 0))
    assert not effect


def texts(rows: "pa.Table", name: str) -> list[str | None]:
    """Cells as text, whole numbers without a point: a column may have another type now."""
    values = rows.column(name).to_pylist()
    return [
        None if one is None else f"{one:g}" if isinstance(one, float) else str(one).replace(" 00:00:00", "") for one in values
    ]


@EVERY
def test_rows_stay_in_their_order(kind: ChangeKind, spec: dict[str, Any], tmp_path: Path) -> None:
    _, after = made(asked(spec, kind), tmp_path / "out")
    numbers = after.column("번호").to_pylist()

    assert numbers == sorted(numbers)


@EVERY
def test_the_same_change_gives_the_same_bytes(kind: ChangeKind, spec: dict[str, Any], tmp_path: Path) -> None:
    one, _ = made(asked(spec, kind), tmp_path / "one")
    two, _ = made(asked(spec, kind), tmp_path / "two")

    assert (one["data_file"], one["profile_file"]) == (two["data_file"], two["profile_file"])


@EVERY
def test_trying_it_tells_the_same_effect_and_keeps_nothing(kind: ChangeKind, spec: dict[str, Any], tmp_path: Path) -> None:
    before = digest_file(Path(spec["data"]))
    tried = tmp_path / "tried"
    tried.mkdir()

    told = attempt(asked(spec, kind), tried, Silent())

    assert told["effect"] == made(asked(spec, kind), tmp_path / "out")[0]["effect"]
    assert not list(tried.iterdir())
    assert digest_file(Path(spec["data"])) == before
    assert told["before"]["rows"]


@EVERY
def test_other_columns_keep_type_and_cells(kind: ChangeKind, spec: dict[str, Any], tmp_path: Path) -> None:
    told, after = made(asked(spec, kind), tmp_path / "out")

    found = {column["name"]: column for column in told["columns"]}
    assert found["회원"]["type"] == "flag"
    assert found["가입일"]["type"] == "date"
    kept = table().filter(pa.array([number in set(after.column("번호").to_pylist()) for number in range(ROWS)]))
    assert after.column("가입일").to_pylist()[: kept.num_rows] == kept.column("가입일").to_pylist()


@EVERY
def test_bad_choices_are_answered_with_words_and_nothing_is_left(kind: ChangeKind, spec: dict[str, Any], tmp_path: Path) -> None:
    for place, params in enumerate(wrong(kind)):
        out = tmp_path / f"out{place}"
        out.mkdir()
        with pytest.raises(InputError) as refused:
            change(asked(spec, kind, params), out, Silent())
        assert tr(refused.value.key, **refused.value.facts)
        assert not list(out.iterdir()), params


def wrong(kind: ChangeKind) -> list[dict[str, Any]]:
    """Unknown parameters; columns that are not there; values of another sort."""
    found: list[dict[str, Any]] = [{**kind.sample, "nonsense": 1}]
    for name, sort in kind.sorts.items():
        if sort in ("column", "columns"):
            found.append({**kind.sample, name: "없음" if sort == "column" else ["없음"]})
        if sort in ("columns", "texts", "rows", "aggregates", "mapping"):
            found.append({**kind.sample, name: 3})
        if sort in ("formula", "query"):
            found += [{**kind.sample, name: words} for words in ("(", "nope(", "없음 + 1")]
        if sort == "bound":
            found.append({**kind.sample, name: "three"})
    return found


@EVERY
def test_a_column_without_any_value_is_survived(kind: ChangeKind, spec: dict[str, Any], tmp_path: Path) -> None:
    """Either it is made or refused with words; most figures of nothing are nothing."""
    empty = table().set_column(1, "키", pa.nulls(ROWS, pa.float64()))
    pq.write_table(empty, spec["data"])

    try:
        told, after = made(asked(spec, kind), tmp_path / "out")
    except InputError as refused:
        assert tr(refused.key, **refused.facts)
        return
    assert after.num_rows == told["rows"] > 0


def test_the_key_of_hashes_is_in_no_file_of_the_version(spec: dict[str, Any], tmp_path: Path) -> None:
    told, after = made(asked(spec, CHANGES["hash_columns"]), tmp_path / "out")

    hashed = after.column("도시").to_pylist()
    assert hashed[0] == hashed[6]
    assert hashed[0] != hashlib.sha256("서울".encode()).hexdigest()[:32]
    assert hashed[4] is None
    assert "k" * 32 not in str(told)
    Path(spec["secret"]).write_bytes(b"x" * 32)
    assert made(asked(spec, CHANGES["hash_columns"]), tmp_path / "other")[1].column("도시").to_pylist()[0] != hashed[0]
