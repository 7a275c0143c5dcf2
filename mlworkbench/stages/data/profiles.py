"""The figures of every column of a dataset version, and their way to JSON and back."""

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mlworkbench.base.digest import canonical
from mlworkbench.base.records import Column, ColumnProfile, ColumnType, Profile, Top
from mlworkbench.base.report import Report
from mlworkbench.stages.data import counting, moments
from mlworkbench.stages.data.conversion import Values

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import FileMetaData, ParquetFile
    from pydantic import TypeAdapter

EXACT_ROWS = 10_000_000
CELLS_AT_ONCE = 20_000_000
COLUMNS_AT_ONCE = 200
THREADS = 2
LARGE = 1_000_000
CATEGORIES = 50
CATEGORY_SHARE = 0.05
MOST_CATEGORIES = 1_000
Chunks = Callable[[str], Iterable["pa.ChunkedArray"]]


def profile_columns(
    parquet: Path, columns: tuple[Column, ...], work: Path, report: Report
) -> tuple[tuple[ColumnProfile, ...], int]:
    """Figures in the columns' order, and the number of rows that repeat another (-1 beyond 10 million rows: not counted).

    Missing, minimum, maximum, mean, sd and bins are exact; distinct, quantiles and top are exact up to 10 million rows.
    """
    from concurrent.futures import ThreadPoolExecutor

    from pyarrow import parquet as pq

    made: dict[int, ColumnProfile] = {}
    pool = ThreadPoolExecutor(THREADS, "profile")
    with pq.ParquetFile(parquet) as file, closing(counting.Table(parquet, work)) as table, pool:
        rows = file.metadata.num_rows
        for some in _portions(columns, rows):
            named = tuple(columns[place] for place in some)
            chunks = _by_group(file, parquet) if rows > EXACT_ROWS else _alone(parquet) if rows > LARGE else _whole(file, named)
            waiting = [pool.submit(_profile, Measured(columns[place], place, file.metadata, chunks, table)) for place in some]
            try:
                for place, figures in zip(some, waiting, strict=True):
                    report.progress(len(made) / len(columns), "data.profiling", column=columns[place].name)
                    made[place] = figures.result()
            finally:  # a cancel does not wait for the rest
                for figures in waiting:
                    figures.cancel()
        profiles = [made[place] for place in range(len(columns))]
        repeated = _repeated(profiles, rows, table)
    return tuple(profiles), repeated


def _portions(columns: tuple[Column, ...], rows: int) -> list[list[int]]:
    """Places of columns that are read together. Large ones are read one by one anyway, texts first, for they take longest."""
    if rows > LARGE:
        return [sorted(range(len(columns)), key=lambda place: columns[place].type not in ("category", "text"))]
    at_once = max(1, min(COLUMNS_AT_ONCE, CELLS_AT_ONCE // max(rows, 1)))
    return [list(range(first, min(first + at_once, len(columns)))) for first in range(0, len(columns), at_once)]


def _repeated(profiles: list[ColumnProfile], rows: int, table: counting.Table) -> int:
    """No row repeats another where one column holds no value twice."""
    if rows > EXACT_ROWS:
        return -1
    return 0 if any(one.distinct == rows for one in profiles) else table.duplicates(len(profiles))


def _whole(file: "ParquetFile", columns: tuple[Column, ...]) -> Chunks:
    table = file.read(columns=[column.name for column in columns])
    return lambda name: [table.column(name)]


def _alone(parquet: Path) -> Chunks:
    """Every column read when it is asked for, by whoever asks: large ones are read side by side."""
    from pyarrow import parquet as pq

    def chunks(name: str) -> "Iterable[pa.ChunkedArray]":
        with pq.ParquetFile(parquet) as file:
            return [file.read(columns=[name], use_threads=False).column(0)]

    return chunks


def _by_group(file: "ParquetFile", parquet: Path) -> Chunks:
    """Piece by piece, from a file opened for each reader: one that is shared between threads locks up."""
    from pyarrow import parquet as pq

    metadata = file.metadata

    def chunks(name: str) -> "Iterable[pa.ChunkedArray]":
        with pq.ParquetFile(parquet, metadata=metadata) as own:
            for group in range(metadata.num_row_groups):
                yield own.read_row_group(group, columns=[name], use_threads=False).column(name)

    return chunks


class Measured:
    """One column on its way to a profile."""

    def __init__(self, column: Column, place: int, stored: "FileMetaData", chunks: Chunks, table: counting.Table) -> None:
        self.column, self.place, self.rows, self.table = column, place, stored.num_rows, table
        self._stored = stored
        self._chunks = chunks
        self._sorted: Values | None = None
        self._held: Iterable[pa.ChunkedArray] | None = None

    def chunks(self) -> "Iterable[pa.ChunkedArray]":
        if self.rows > EXACT_ROWS:
            return self._chunks(self.column.name)
        if self._held is None:
            self._held = self._chunks(self.column.name)
        return self._held

    def values(self) -> Iterable[Values]:
        """Numbers or microseconds without the missing ones."""
        import pyarrow as pa
        import pyarrow.compute as pc

        for chunk in self.chunks():
            filled = pc.drop_null(chunk)
            plain = pc.cast(filled, pa.int64()) if pa.types.is_timestamp(filled.type) else filled
            yield np.asarray(plain.to_numpy())

    def sorted(self) -> Values:
        """All of them at once, in ascending order."""
        if self._sorted is None:
            values = next(iter(self.values()))
            self._sorted = values if values.flags.writeable else values.copy()  # several chunks were copied already
            self._held = None
            self._sorted.sort()
        return self._sorted

    def moments(self) -> moments.Moments:
        return moments.measure(self.values) if self._sorted is None else moments.of_sorted(self._sorted)

    def missing(self) -> int:
        """As the file itself says, so that a large column need not be read for it."""
        told = [self._stored.row_group(group).column(self.place).statistics for group in range(self._stored.num_row_groups)]
        if self.rows > LARGE and all(one is not None and one.has_null_count for one in told):
            return sum(int(one.null_count) for one in told)
        return sum(chunk.null_count for chunk in self.chunks())

    def _of_text(self) -> counting.Counts:
        """Large columns are never held as a whole; a first piece tells how to count them."""
        if self.rows > LARGE:
            return self.table.of_varied_text(self.place) if self.table.varies(self.place) else self.table.of_text(self.place)
        texts = next(iter(self.chunks()))
        return counting.of_text(texts) if texts.nbytes <= counting.IN_MEMORY else self.table.of_text(self.place)

    def counts(self) -> counting.Counts:
        is_text = self.column.type in ("category", "text")
        if self.rows > EXACT_ROWS:
            return self._estimated(is_text)
        if not is_text:
            return counting.of_sorted(self.sorted(), self.column)
        return self._of_text()

    def _estimated(self, is_text: bool) -> counting.Counts:
        """Few values are counted exactly whatever the number of rows; else every k-th row speaks for its neighbours."""
        about = self.table.about_distinct(self.place)
        if about <= counting.FEW:
            return self.table.of_text(self.place) if is_text else self.table.of_values(self.place, self.column)
        step = -(-self.rows // EXACT_ROWS)
        found = self.table.of_varied_text(self.place, step) if is_text else counting.of_sorted(self._sampled(step), self.column)
        top = tuple(Top(top.value, top.count * step) for top in found.top)
        return replace(found, distinct=about, top=top, approximate=("distinct", "quantiles", "top"))

    def _sampled(self, step: int) -> Values:
        sampled = np.concatenate([values[::step] for values in self.values()])
        sampled.sort()
        return sampled


def _profile(measured: Measured) -> ColumnProfile:
    column = measured.column
    missing = measured.missing()
    counts = measured.counts()
    if column.type in ("category", "text"):
        kind = kind_of_text(counts, measured.rows)
        return ColumnProfile(column.name, kind, missing, counts.distinct, top=counts.top, approximate=counts.approximate)
    found = measured.moments()
    figures = (found.minimum, found.maximum, found.mean, found.sd, counts.quantiles, found.bins, counts.top, counts.approximate)
    return ColumnProfile(column.name, column.type, missing, counts.distinct, *figures)


def kind_of_text(counts: counting.Counts, rows: int) -> ColumnType:
    """Category up to 50 values or 5 % of the rows, whichever is more, but never more than 1,000, and none of them long."""
    few = 0 < counts.distinct <= min(MOST_CATEGORIES, max(CATEGORIES, CATEGORY_SHARE * rows))
    return "category" if few and all(len(top.value) <= counting.LONGEST for top in counts.top) else "text"


def write_profile(profile: Profile, path: Path) -> None:
    path.write_bytes(canonical(asdict(profile)))


def read_profile(path: Path) -> Profile:
    """The profile that import stored."""
    return _adapter().validate_json(path.read_bytes())


@cache
def _adapter() -> "TypeAdapter[Profile]":
    from pydantic import TypeAdapter

    return TypeAdapter(Profile)
