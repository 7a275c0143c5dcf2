"""A proved file in batches of text cells, through Arrow's reader told exactly what the proof found."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.stages.data.delimited.scan import Dialect, Scanned

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 4 << 20


def batches(path: Path, dialect: Dialect, scanned: Scanned, names: tuple[str, ...], start: int) -> "Iterator[pa.RecordBatch]":
    """Records from this byte on; those of nothing but delimiters are left out, as the scan did not count them."""
    import pyarrow as pa

    keys = [str(number) for number in range(len(names))]
    try:
        with pa.OSFile(str(path)) as file:
            file.seek(start)
            if file.tell() == file.size():
                return
            for batch in _open(file, dialect, scanned, keys):
                yield _without_empty(batch).rename_columns(list(names))
    except pa.ArrowException as reason:
        raise InputError("data.not_readable", file=path.name, reason=str(reason)[:200]) from reason


def _open(file: Any, dialect: Dialect, scanned: Scanned, keys: list[str]) -> Any:
    import pyarrow as pa
    from pyarrow import csv

    block = max(BLOCK, 2 * scanned.longest + 1024, min(scanned.width * 4096, 16 * BLOCK))
    return csv.open_csv(
        file,
        read_options=csv.ReadOptions(column_names=keys, block_size=block),
        parse_options=csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote or False,
            double_quote=bool(dialect.quote),
            escape_char=dialect.escape or False,
            newlines_in_values=scanned.quoted_newlines,
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(keys, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            check_utf8=False,
        ),
    )


def _without_empty(batch: "pa.RecordBatch") -> "pa.RecordBatch":
    """An unquoted empty cell comes as null. In a single column an empty record is a blank line and never arrives."""
    import pyarrow.compute as pc

    kept = None
    for column in batch.columns:
        if column.null_count == 0:
            return batch
        here = pc.is_valid(column)
        kept = here if kept is None else pc.or_(kept, here)
        if pc.all(kept).as_py():
            return batch
    return batch.filter(kept)
