"""Answers that are computed once and read again and again: kept as Parquet in the change's own folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.stages.data import altering
from mlworkbench.stages.data.change import Ground, Made
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa


def keep(reader: "pa.RecordBatchReader", place: Path) -> Path:
    """All batches in one file."""
    from pyarrow import parquet as pq

    with pq.ParquetWriter(place, reader.schema, compression="zstd", compression_level=1) as writer:
        for batch in reader:
            writer.write_batch(batch)
    return place


def read(place: Path) -> "Iterator[pa.RecordBatch]":
    from pyarrow import parquet as pq

    with pq.ParquetFile(place) as file:
        yield from file.iter_batches()


def beside(ground: Ground, place: Path, names: tuple[str, ...]) -> Made:
    """The stored rows with the columns of the kept answer, called so, behind them; it has as many rows in the same order."""

    def joined() -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        rest = _Cut(read(place))
        for batch in ground.batches():
            new = rest.take(batch.num_rows)
            arrays = [column.combine_chunks() for column in new.columns]
            yield pa.RecordBatch.from_arrays([*batch.columns, *arrays], names=[*ground.names, *names])

    for name in names:
        altering.check_new(ground, name)
    columns = (*ground.columns, *(None for _ in names))
    source = Source((*ground.names, *names), ground.rows, False, joined)
    return Made(source, columns, {"columns_added": len(names)}, altered=frozenset())


class _Cut:
    """Batches of one size as pieces of another."""

    def __init__(self, batches: "Iterator[pa.RecordBatch]") -> None:
        self._batches = batches
        self._held: list[pa.RecordBatch] = []

    def take(self, rows: int) -> "pa.Table":
        import pyarrow as pa

        while sum(batch.num_rows for batch in self._held) < rows:
            self._held.append(next(self._batches))
        table = pa.Table.from_batches(self._held)
        self._held = table.slice(rows).to_batches()
        return table.slice(0, rows)
