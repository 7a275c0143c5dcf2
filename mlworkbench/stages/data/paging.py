"""A page of rows of a stored version, at once: what was read of a file's outline, and the group read last, are kept."""

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

FILES_KEPT, GROUPS_KEPT = 4, 3
MOST_KEPT = 48_000_000  # bytes of a group that may be kept
Stamp = tuple[str, int, int]


class _Outline:
    """What a file holds where. Its metadata are read once, for those of 1,500 row groups take longer than a page."""

    def __init__(self, path: Path) -> None:
        from pyarrow import parquet

        self._path = path
        self._metadata = parquet.read_metadata(path)
        counts = [self._metadata.row_group(number).num_rows for number in range(self._metadata.num_row_groups)]
        self.starts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
        self._groups: OrderedDict[int, pa.Table] = OrderedDict()

    def rows(self, start: int, stop: int) -> "list[pa.Table]":
        """The pieces of these rows, group by group."""
        first = int(np.searchsorted(self.starts, start, "right")) - 1
        last = int(np.searchsorted(self.starts, stop, "left"))
        found = []
        for number in range(first, last):
            begin = int(self.starts[number])
            table = self._group(number)
            found.append(table.slice(max(0, start - begin), min(stop - begin, table.num_rows) - max(0, start - begin)))
        return found

    def _group(self, number: int) -> "pa.Table":
        from pyarrow import parquet

        if number not in self._groups:
            with parquet.ParquetFile(self._path, metadata=self._metadata, memory_map=True) as file:
                table = file.read_row_group(number)
            if table.nbytes > MOST_KEPT:
                return table
            self._groups[number] = table
            while len(self._groups) > GROUPS_KEPT:
                self._groups.popitem(last=False)
        self._groups.move_to_end(number)
        return self._groups[number]


_known: Final[OrderedDict[Stamp, _Outline]] = OrderedDict()


def page(parquet: Path, start: int, count: int, columns: tuple[str, ...] | None = None) -> list[tuple[Any, ...]]:
    """Rows `start` to `start + count`, all columns or these: None where missing, datetime for dates.

    Reads only the row groups concerned.
    """
    outline = _outline(parquet)
    stop = min(start + count, int(outline.starts[-1]))
    made: list[tuple[Any, ...]] = []
    for table in outline.rows(start, stop) if start < stop else ():
        wanted = table.select(list(columns)) if columns else table
        made += zip(*(one.to_pylist() for one in wanted.columns), strict=True)
    return made


def _outline(path: Path) -> _Outline:
    told = path.stat()
    stamp = (str(path), told.st_size, told.st_mtime_ns)
    if stamp not in _known:
        _known[stamp] = _Outline(path)
        while len(_known) > FILES_KEPT:
            _known.popitem(last=False)
    _known.move_to_end(stamp)
    return _known[stamp]
