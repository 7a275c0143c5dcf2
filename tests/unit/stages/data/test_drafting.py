"""One reading gives the same columns, notes and bytes as two."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mlworkbench.base.errors import Cancelled
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import columns, drafting, version
from mlworkbench.stages.data.source import Source

CELLS = [
    "0",
    "1",
    "2",
    "1.0",
    "0.5",
    "-7",
    "007",
    "",
    " ",
    "NA",
    "true",
    "False",
    "x",
    "2026-01-31",
    "2026-01-31 09:05:30",
    "31.01.2026",
]
CELLS += ["01.02.2026", "9007199254740993", "1e400", "+1", " 1 ", "가", "inf"]


def source(rows: list[list[str | None]], piece: int) -> Source:
    def read():
        for start in range(0, len(rows), piece):
            cells = [pa.array(column, pa.string()) for column in zip(*rows[start : start + piece], strict=True)]
            yield pa.RecordBatch.from_arrays(cells, names=names)

    names = [f"c{place}" for place in range(len(rows[0]))]
    return Source(tuple(names), len(rows), True, read)


def same(given: Source, folder: Path) -> bool:
    decided = drafting.decide_and_write(given, folder / "one.parquet", Silent())
    sure = columns.decide(given, Silent())
    version.write(given, sure.columns, folder / "two.parquet", Silent())
    return decided == sure and (folder / "one.parquet").read_bytes() == (folder / "two.parquet").read_bytes()


@settings(max_examples=150, deadline=None)
@given(
    some.integers(1, 3).flatmap(
        lambda width: some.lists(some.lists(some.sampled_from(CELLS), min_size=width, max_size=width), min_size=1)
    ),
    some.integers(1, 4),
)
def test_one_reading_gives_what_two_give(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str | None]], piece: int
) -> None:
    assert same(source(rows, piece), tmp_path_factory.mktemp("draft"))


@pytest.mark.parametrize("late", ["1.5", "x", "NA", "2026-01-31", "9007199254740993", "007"])
@pytest.mark.parametrize("early", ["1", "0", "2026-01-30", ""])
def test_a_column_that_changes_its_mind_late(early: str, late: str, tmp_path: Path) -> None:
    rows: list[list[str | None]] = [[early, "a"]] * 50 + [[late, "b"]] + [["3", "c"]]

    assert same(source(rows, 10), tmp_path)


def test_stopping_leaves_no_thread_behind(tmp_path: Path) -> None:
    class Stopped(Silent):
        def progress(self, fraction: float, key: str, **facts: object) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        drafting.decide_and_write(source([["1"]] * 10, 2), tmp_path / "one.parquet", Stopped())
