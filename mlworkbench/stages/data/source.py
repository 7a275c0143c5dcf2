"""What an importer is, and the source it opens: named columns in batches, with a record of how the bytes were read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.records import Finding
from mlworkbench.base.report import Report
from mlworkbench.base.words import Words

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Source:
    """A table that can be read again and again, in the same order.

    `text` says that every cell is a string as written in the file, blank where nothing stood; otherwise cells are string, int64,
    double, bool or timestamp[us] and null where missing. `notes` are findings about the file itself. `read` makes the batches.
    """

    names: tuple[str, ...]
    rows: int
    text: bool
    read: Callable[[], "Iterator[pa.RecordBatch]"]
    reading: dict[str, str] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()

    def batches(self) -> "Iterator[pa.RecordBatch]":
        """Columns in the order of `names`; together exactly `rows` rows."""
        return self.read()


@dataclass(frozen=True)
class Importer:
    """`claims` sees the path and the first bytes; `open` checks the whole file; `sample` writes a small one into a folder."""

    name: str
    title: Words
    suffixes: tuple[str, ...]
    claims: Callable[[Path, bytes], bool]
    open: Callable[[Path, Path, Report], Source]
    sample: Callable[[Path], Path]
