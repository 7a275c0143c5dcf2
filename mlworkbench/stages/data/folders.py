"""A folder as a table of its files: walked in the order of their paths, never through a link, written down in pieces."""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Evidence, Finding, Reason
from mlworkbench.base.report import Report
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa

PARTS = frozenset(("train", "training", "test", "testing", "val", "valid", "validation", "dev"))
DEEPEST = 32
GLANCE = 2_000
PIECE = 2_000
SHOWN = 20


@dataclass(frozen=True)
class Found:
    """A file: where it is, and its path inside the folder with slashes."""

    place: Path
    path: str

    def part(self) -> str | None:
        first, slash, rest = self.path.partition("/")
        return first if slash and "/" in rest and first.lower() in PARTS else None

    def label(self) -> str | None:
        folder = self.path.rpartition("/")[0]
        part = self.part()
        return (folder.removeprefix(f"{part}/") if part else folder) or None


@dataclass
class Walked:
    """What was met on the way and is no row."""

    links: int = 0
    others: int = 0
    unreadable: list[str] = field(default_factory=list)


def holds(folder: Path, suffixes: tuple[str, ...]) -> bool:
    """At least one of the first files has such a name."""
    return any(True for _ in islice(walk(folder, suffixes, Walked(), GLANCE), 1))


def walk(folder: Path, suffixes: tuple[str, ...], walked: Walked, most: int | None = None) -> Iterator[Found]:
    """The files with these suffixes in the order of their paths; `most` bounds how many entries are looked at."""
    left = [most if most is not None else -1]
    yield from _walk(folder, "", suffixes, walked, left)


def _walk(folder: Path, above: str, suffixes: tuple[str, ...], walked: Walked, left: list[int]) -> Iterator[Found]:
    for name in _names(folder, above, walked):
        if left[0] == 0:
            return
        left[0] -= 1
        if name.endswith("/"):
            yield from _walk(folder / name[:-1], above + name, suffixes, walked, left)
        elif name.lower().endswith(suffixes):
            yield Found(folder / name, above + name)
        else:
            walked.others += 1


def _names(folder: Path, above: str, walked: Walked) -> list[str]:
    """Sorted; folders end in a slash, so that the walk has the order of the whole paths. Hidden ones and links are left out."""
    names = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name in ("Thumbs.db", "desktop.ini"):
                    continue
                if entry.is_symlink():
                    walked.links += 1
                elif entry.is_dir(follow_symlinks=False):
                    names += [entry.name + "/"] if above.count("/") < DEEPEST else []
                elif entry.is_file(follow_symlinks=False):
                    names.append(entry.name)
    except OSError:
        walked.unreadable.append(above or "/")
    return sorted(names)


Described = Callable[[Found], dict[str, Any]]


def table_of(
    folder: Path,
    work: Path,
    report: Report,
    suffixes: tuple[str, ...],
    kinds: dict[str, str],
    describe: Described,
) -> Source:
    """One row a file: path, label, part, what `describe` tells (its columns and Arrow types are `kinds`), sha256, bytes.

    Columns that no file fills, such as label and part, are left out. Raises InputError for a folder without such files.
    """
    walked, sums = Walked(), _Sums()
    out = work / "files.parquet"
    names = _write(folder, out, report, suffixes, kinds, describe, walked, sums)
    if not sums.rows:
        raise InputError("data.no_files", folder=folder.name, suffixes=", ".join(suffixes))
    notes = _notes(walked)
    return Source(names, sums.rows, False, partial(_read, out, names), {}, notes, sha256=sums.whole.hexdigest(), size=sums.size)


@dataclass
class _Sums:
    rows: int = 0
    size: int = 0
    whole: Any = field(default_factory=hashlib.sha256)
    filled: set[str] = field(default_factory=set)

    def see(self, row: dict[str, Any]) -> None:
        self.rows += 1
        self.size += row["bytes"]
        self.whole.update(f"{row['path']}\0{row['sha256']}\n".encode("utf-8", "surrogateescape"))
        self.filled |= {name for name, cell in row.items() if cell is not None}


def _write(
    folder: Path,
    out: Path,
    report: Report,
    suffixes: tuple[str, ...],
    kinds: dict[str, str],
    describe: Described,
    walked: Walked,
    sums: _Sums,
) -> tuple[str, ...]:
    import pyarrow as pa
    from pyarrow import parquet

    types = {"path": "string", "label": "string", "part": "string", **kinds, "sha256": "string", "bytes": "int64"}
    schema = pa.schema([pa.field(name, pa.type_for_alias(kind)) for name, kind in types.items()])
    rows: list[dict[str, Any]] = []
    held = 0
    with parquet.ParquetWriter(out, schema, compression="zstd", compression_level=1) as writer:
        for one in walk(folder, suffixes, walked):
            row = _row(one, describe, walked)
            if row is None:
                continue
            sums.see(row)
            rows.append(row | {"path": _sound(row["path"]), "label": _sound(row["label"])})
            held += len(row.get("text") or "") + 100
            if len(rows) >= PIECE or held > 32 << 20:
                report.progress(1 - 1 / (1 + sums.rows / 50_000), "data.reading_files", files=sums.rows)
                writer.write_batch(pa.RecordBatch.from_pylist(rows, schema=schema))
                rows, held = [], 0
        if rows:
            writer.write_batch(pa.RecordBatch.from_pylist(rows, schema=schema))
    return tuple(name for name in types if name in sums.filled or name in kinds)


def _row(one: Found, describe: Described, walked: Walked) -> dict[str, Any] | None:
    try:
        size = one.place.stat().st_size
        row = {"path": one.path, "label": one.label(), "part": one.part(), "sha256": digest_file(one.place), "bytes": size}
        return row | describe(one)
    except OSError:
        walked.unreadable.append(one.path)
        return None


def _sound(name: str | None) -> str | None:
    """Names of files may hold bytes that are no text."""
    return None if name is None else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", "")


def _read(out: Path, names: tuple[str, ...]) -> "Iterator[pa.RecordBatch]":
    from pyarrow import parquet

    with parquet.ParquetFile(out) as file:
        for group in range(file.metadata.num_row_groups):
            yield from file.read_row_group(group, columns=list(names)).select(list(names)).combine_chunks().to_batches()


def _notes(walked: Walked) -> tuple[Finding, ...]:
    notes = []
    if walked.unreadable:
        notes.append(told("unreadable_files", "data.files_unreadable", walked.unreadable, len(walked.unreadable), "problem"))
    if walked.links:
        notes.append(Finding("links", (), "warning", 0, Reason("data.links_left_out", {"files": walked.links})))
    if walked.others:
        notes.append(Finding("other_files", (), "info", 0, Reason("data.other_files", {"files": walked.others})))
    return tuple(notes)


def told(kind: str, key: str, names: list[str], count: int, severity: Any = "warning", columns: tuple[str, ...] = ()) -> Finding:
    """A finding about files, with the first of their names."""
    shown = [_sound(name) or "" for name in names[:SHOWN]]
    reason = Reason(key, {"files": count, "names": ", ".join(shown[:5]) + (", …" if count > 5 else "")})
    return Finding(kind, columns, severity, count, reason, tuple(Evidence(name) for name in shown))
