"""Several files of one kind as one table: their rows one below the other, columns matched by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Finding, Reason
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import gathering
from mlworkbench.stages.data.cells import text
from mlworkbench.stages.data.opening import open_source
from mlworkbench.stages.data.origins import origin_of
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa

SOURCE_FILE = "source_file"
SHOWN = 20


def opened(
    paths: Sequence[Path], work: Path, report: Report, choices: Mapping[str, str] | None = None, named: bool = False
) -> Source:
    """All these files as one table, read the same way; `named` adds a column with the file's name."""
    sources = [
        open_source(path, work / str(place), Part(report, place / len(paths), (place + 1) / len(paths)), choices)
        for place, path in enumerate(paths)
    ]
    files = [path.name for path in paths]
    whole = gathering.with_rejects(appended(sources, files, named), sources, files, work)
    return replace(whole, others=tuple(origin_of(*one) for one in zip(paths[1:], sources[1:], strict=True)))


def appended(sources: Sequence[Source], files: Sequence[str], named: bool = False) -> Source:
    """All rows of the first, then of the next, and so on, in the first one's columns and then in those that only others have.

    `files` are what the sources are called. Where one lacks a column its rows have nothing there, which is told; a column of
    different types becomes text. Raises InputError for a source that shares no column with the first.
    """
    first = sources[0]
    for file, source in zip(files, sources, strict=True):
        if not set(first.names) & set(source.names):
            raise InputError("data.nothing_shared", file=file, names=", ".join(source.names[:SHOWN]))
    names = tuple(dict.fromkeys(name for source in sources for name in source.names))
    added = (_free(names),) if named else ()
    notes = {note.key: note for source in reversed(sources) for note in source.notes}
    questions = {(one.choice, one.columns): one for source in reversed(sources) for one in source.questions}
    return replace(
        first,
        names=(*names, *added),
        rows=sum(source.rows for source in sources),
        text=all(source.text for source in sources),
        read=lambda: _rows(sources, names, files, added),
        notes=(*notes.values(), *_gaps(sources, files, names)),
        questions=tuple(questions.values()),
        descriptions={name: label for source in reversed(sources) for name, label in source.descriptions.items()},
    )


def _free(names: tuple[str, ...]) -> str:
    number, made = 2, SOURCE_FILE
    while made in names:
        made, number = f"{SOURCE_FILE}_{number}", number + 1
    return made


def _gaps(sources: Sequence[Source], files: Sequence[str], names: tuple[str, ...]) -> Iterator[Finding]:
    """Columns that not every file has."""
    for name in names:
        without = [(file, source.rows) for file, source in zip(files, sources, strict=True) if name not in source.names]
        if without:
            shown = ", ".join(file for file, _ in without[:SHOWN])
            rows = sum(count for _, count in without)
            yield Finding(
                "column_lacking", (name,), "warning", rows, Reason("data.column_lacking", {"column": name, "files": shown})
            )


def _rows(
    sources: Sequence[Source], names: tuple[str, ...], files: Sequence[str], added: tuple[str, ...]
) -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa

    kinds = _kinds(sources, names)
    for file, source in zip(files, sources, strict=True):
        for batch in source.batches():
            arrays = [
                _as(batch.column(source.names.index(name)), kinds[name])
                if name in source.names
                else pa.nulls(batch.num_rows, kinds[name])
                for name in names
            ]
            arrays += [pa.array([file] * batch.num_rows, pa.string()) for _ in added]
            yield pa.RecordBatch.from_arrays(arrays, names=[*names, *added])


def _kinds(sources: Sequence[Source], names: tuple[str, ...]) -> "dict[str, pa.DataType]":
    """What holds a column's cells in all files: the same type, a number, or else text."""
    import pyarrow as pa

    found: dict[str, set[pa.DataType]] = {name: set() for name in names}
    for source in sources:
        first = next(iter(source.batches()))
        for name, column in zip(source.names, first.columns, strict=True):
            found[name].add(column.type)
    numbers = {pa.int64(), pa.float64()}
    return {
        name: next(iter(kinds)) if len(kinds) == 1 else pa.float64() if kinds <= numbers else pa.string()
        for name, kinds in found.items()
    }


def _as(column: "pa.Array", kind: "pa.DataType") -> "pa.Array":
    import pyarrow as pa

    if column.type == kind:
        return column
    return column.cast(kind, safe=False) if pa.types.is_floating(kind) else text(column)
