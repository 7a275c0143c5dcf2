"""Rows that were parsed once, kept in the work folder so that they can be read again and again."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import ProjectError

if TYPE_CHECKING:
    import pyarrow as pa


class Spool:
    """Batches in the order written. A batch may bring columns that earlier ones lack; read, those have them too, as null."""

    def __init__(self, work: Path, name: str = "rows") -> None:
        self._stem = work / name
        self._parts: list[Path] = []
        self._file: Any = None
        self._writer: Any = None
        self._schema: pa.Schema | None = None
        self.rows = 0

    def write(self, batch: "pa.RecordBatch") -> None:
        import pyarrow as pa

        if self._writer is None or self._schema != batch.schema:
            self.close()
            part = self._stem.with_name(f"{self._stem.name}-{len(self._parts)}.arrow")
            self._parts.append(part)
            try:
                self._file = pa.OSFile(str(part), "wb")
            except OSError as reason:
                raise ProjectError(
                    "data.cannot_write", folder=str(part.parent), reason=reason.strerror or str(reason)
                ) from reason
            self._writer, self._schema = pa.ipc.new_stream(self._file, batch.schema), batch.schema
        self._writer.write_batch(batch)
        self.rows += batch.num_rows

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._file.close()
            self._writer = self._file = None

    def schema(self) -> "pa.Schema":
        """That of the last batch written."""
        return self._schema

    def read(self, schema: "pa.Schema") -> "Iterator[pa.RecordBatch]":
        """All rows with the columns of this schema."""
        for batch in self.read_as_kept():
            yield fitted(batch, schema)

    def read_as_kept(self) -> "Iterator[pa.RecordBatch]":
        """All rows, each batch as it was written."""
        import pyarrow as pa

        for part in self._parts:
            with pa.OSFile(str(part)) as file, pa.ipc.open_stream(file) as reader:
                yield from reader


def fitted(batch: "pa.RecordBatch", schema: "pa.Schema") -> "pa.RecordBatch":
    """The columns of the schema in its order; those that the batch lacks are null."""
    import pyarrow as pa

    if batch.schema == schema:
        return batch
    places = {name: place for place, name in enumerate(batch.schema.names)}
    columns = [
        batch.column(places[field.name]) if field.name in places else pa.nulls(batch.num_rows, field.type) for field in schema
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
