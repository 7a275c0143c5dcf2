"""Checks of the changes of data: each is made of its own sample, and its effect is not nothing."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.records import Column
from mlworkbench.base.report import Silent
from mlworkbench.selftest.part import Check, hold

if TYPE_CHECKING:
    from mlworkbench.stages.data import ChangeKind

ROWS, DAY = 60, 86_400_000_000
COLUMNS = (
    Column("번호", "number", integer=True),
    Column("키", "number"),
    Column("몸무게 (kg)", "number"),
    Column("도시", "category"),
    Column("가입일", "date"),
    Column("해지일", "date"),
    Column("시각", "category"),
)


def checks(folder: Path) -> Iterator[Check]:
    from mlworkbench.stages.data import CHANGES

    for one in CHANGES:
        yield Check(f"change {one.name}", partial(change, one, folder / f"{one.name}-change"))


def change(one: "ChangeKind", folder: Path) -> str:
    from pyarrow import parquet

    from mlworkbench.stages import data

    folder.mkdir(parents=True, exist_ok=True)
    parquet.write_table(table(), folder / "before.parquet")
    (folder / "hash.key").write_bytes(bytes(range(32)))
    spec = {
        "data": str(folder / "before.parquet"),
        "columns": [asdict(column) for column in COLUMNS],
        "rows": ROWS,
        "name": "sample",
        "kind": one.name,
        "params": _params(one, folder),
        "secret": str(folder / "hash.key"),
    }
    told = data.change(spec, folder, Silent())
    hold(bool(told["effect"]), f"{one.name} does nothing to its sample")
    return f"{told['rows']} rows, {len(told['columns'])} columns"


def _params(one: "ChangeKind", folder: Path) -> dict[str, Any]:
    """The sample's choices; the files it names are written."""
    (folder / "append.csv").write_text("번호,도시\n60,새 도시\n61,서울\n", "utf-8")
    (folder / "join.csv").write_text("번호,점수\n1,5\n2,7\n", "utf-8")
    chosen = dict(one.sample)
    return chosen | ({"path": str(folder / chosen["path"])} if "path" in chosen else {})


def table() -> Any:
    """Numbers with gaps and a sentinel, Hangul, dates before 1970."""
    import pyarrow as pa

    from mlworkbench.stages.data import version

    numbers = range(ROWS)
    cells = {
        "번호": list(numbers),
        "키": [None if n % 11 == 0 else -999.0 if n % 17 == 0 else 150.0 + n for n in numbers],
        "몸무게 (kg)": [45.0 + n % 40 for n in numbers],
        "도시": [("서울", " 서울 ", "서울시", "Busan", None)[n % 5] for n in numbers],
        "가입일": [(n - 20) * 400 * DAY for n in numbers],
        "시각": [f"{n % 24}:{n % 60:02d}" for n in numbers],
        "해지일": [None if n % 7 == 0 else (20_000 + 31 * n) * DAY for n in numbers],
    }
    return pa.table(cells, schema=version.schema_of(COLUMNS))
