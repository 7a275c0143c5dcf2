"""Types decided and rows written in one reading: what is written counts once the last row has been seen."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.records import Column
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import cells, dates, version
from mlworkbench.stages.data import columns as typing
from mlworkbench.stages.data.columns import Decided
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa

WAITING = 3  # pieces that are parsed and not yet written


def decide_and_write(source: Source, path: Path, report: Report) -> Decided:
    """The same columns and the same file as `columns.decide` and then `version.write`, mostly in half the time.

    The first rows say how columns are stored. Where later ones say otherwise, all is begun anew with what is known by then; where
    even later ones do, the rows are read to the end for the types and once more for the file.
    """
    draft = _Draft(source, ())
    if _written(draft, path, Part(report, 0, 0.9)):
        return typing.decided(draft.guesses)
    draft = _Draft(source, tuple(guess.column() for guess in draft.guesses))
    if _written(draft, path, Part(report, 0.2, 0.9)):
        return typing.decided(draft.guesses)
    found = typing.decide(source, Part(report, 0.3, 0.6))
    version.write(source, found.columns, path, Part(report, 0.6, 1))
    return found


def _written(draft: "_Draft", path: Path, report: Report) -> bool:
    """False when the columns turned out to be others than were begun with."""
    batches = draft.batches(report)
    first = next(batches, None)
    if first is None:
        return False
    with version.Writer(path, draft.schema) as file, ThreadPoolExecutor(1, "writer") as pool:
        waiting: list[Future[None]] = []
        for table in version.pieces(_with(first, batches), draft.schema, version.group_rows(len(draft.schema))):
            waiting.append(pool.submit(file.write, table))
            if len(waiting) > WAITING:
                waiting.pop(0).result()
        for one in waiting:
            one.result()
    return draft.holds()


def _with(first: "pa.RecordBatch", rest: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
    yield first
    yield from rest


def _is_of(plain: "pa.Array", column: Column) -> bool:
    """What was read while the column was looked at is what it holds."""
    import pyarrow as pa

    if pa.types.is_timestamp(plain.type):
        return column.type == "date" and column.date_format == dates.ISO
    return column.type in ("number", "flag")


class _Draft:
    """`begun` are the columns to begin with; where there are none, the first rows decide."""

    def __init__(self, source: Source, begun: tuple[Column, ...]) -> None:
        self.guesses = typing.guesses_of(source)
        self._source, self._begun, self._knows = source, begun, bool(begun)
        self._fits = True

    @property
    def schema(self) -> "pa.Schema":
        return version.schema_of(self._begun)

    def holds(self) -> bool:
        """All rows were written, as the columns are now known to be stored."""
        return self._fits and version.schema_of(self._now()) == self.schema

    def batches(self, report: Report) -> "Iterator[pa.RecordBatch]":
        """Ends early where a column is not what it was begun as."""
        import pyarrow as pa

        done = 0
        for batch in self._source.batches():
            parsed = [guess.see(column) for guess, column in zip(self.guesses, batch.columns, strict=True)]
            now = self._now()
            self._begun = self._begun or now
            if not self._knows and version.schema_of(now) != self.schema:
                self._fits = False
                return
            stored = self._stored(batch, parsed, now)
            if stored is None:
                self._fits = False
                return
            yield pa.RecordBatch.from_arrays(stored, schema=self.schema)
            done += batch.num_rows
            report.progress(done / self._source.rows, "data.writing")

    def _now(self) -> tuple[Column, ...]:
        return tuple(guess.column() for guess in self.guesses)

    def _stored(
        self, batch: "pa.RecordBatch", parsed: "list[pa.Array | None]", now: tuple[Column, ...]
    ) -> "list[pa.Array] | None":
        """None where a cell is not what its column was begun as."""
        import pyarrow as pa
        import pyarrow.compute as pc

        made = []
        for column, plain, current, field, begun in zip(batch.columns, parsed, now, self.schema, self._begun, strict=True):
            fits = version.schema_of((current,)).field(0).type == field.type
            kind = current if fits else begun
            if plain is not None and _is_of(plain, kind):
                values = plain
            else:
                read = cells.parse(column, kind.type, kind.date_format, kind.missing)
                if read.bad.any():
                    return None
                values = read.values
            try:
                made.append(pc.cast(values, field.type))
            except pa.ArrowInvalid:
                return None
        return made
