"""The job `look`: what a file would become if it were imported now, with every guess, so that each can be put right before."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Column
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import cells, counting, dates
from mlworkbench.stages.data.importers import IMPORTERS
from mlworkbench.stages.data.opening import HEAD, choices_of, open_source
from mlworkbench.stages.data.profiles import kind_of_text
from mlworkbench.stages.data.remedying import next_steps
from mlworkbench.stages.data.settling import SET_ASIDE, Asked, settle
from mlworkbench.stages.data.source import Importer, Source

if TYPE_CHECKING:
    import pyarrow as pa

SEEN = 100_000  # rows on which types are decided here; import decides on all
SHOWN = 100
WIDEST = 300  # columns in the preview
CELL = 200  # letters of a cell in the preview
LARGE = 128 << 20  # a text file beyond this is looked at by its beginning
BEGINNING = 32 << 20
MOST_CELLS = 20_000_000  # beyond this text is not divided before the import
MANY = 50  # files that are looked at when several are given


def look(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job `look`. Spec: paths, choices (by name), columns (what is asked of them, by name).

    Result `told` (see looked.Looked): files (one for each that was looked at), count (how many were given) and differences
    between their columns. A file that cannot be read has an error with its facts and the choices that may help; the others are
    told all the same.
    """
    paths = listed([Path(path) for path in spec["paths"]])
    columns = spec.get("columns") or {}
    choices = {name: str(value) for name, value in (spec.get("choices") or {}).items() if value != ""}
    files = []
    for place, path in enumerate(paths[:MANY]):
        part = Part(report, place / min(len(paths), MANY), (place + 1) / min(len(paths), MANY))
        files.append(_looked(path, choices, columns if not place else {}, out / "reading", part, shown=not place))
    report.progress(1.0, "data.looked", count=len(files))
    return {"told": {"files": files, "count": len(paths), "differences": differences(files)}}


def listed(paths: list[Path]) -> list[Path]:
    """A folder that no importer takes as a whole stands for the files in it that an importer knows by name."""
    if len(paths) != 1 or not _is_folder(paths[0]) or _claimed(paths[0]):
        return paths
    suffixes = {suffix for importer in IMPORTERS for suffix in importer.suffixes}
    found = sorted(one for one in paths[0].iterdir() if one.is_file() and one.suffix.lower() in suffixes)
    if not found:
        raise InputError("data.no_files_in_folder", folder=paths[0].name)
    return found


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # no system has such a name
        return False


def _claimed(folder: Path) -> bool:
    return any(importer.claims(folder, b"") for importer in IMPORTERS if not importer.suffixes)


def _looked(
    path: Path, choices: Mapping[str, str], columns: Mapping[str, Mapping[str, Any]], work: Path, report: Report, shown: bool
) -> dict[str, Any]:
    told: dict[str, Any] = {"path": str(path), "name": path.name, "size": 0}
    try:
        with suppress(OSError, ValueError):
            told["size"] = path.stat().st_size if path.is_file() else 0
        return told | _opened(path, choices, columns, work, report, shown)
    except InputError as wrong:
        importer = _importer(path, choices)
        error = {"key": wrong.key, "facts": dict(wrong.facts), "steps": next_steps(path, importer, wrong, choices)}
        return told | {"error": error, **_form(importer, {}, choices)}
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _opened(
    path: Path, choices: Mapping[str, str], columns: Mapping[str, Mapping[str, Any]], work: Path, report: Report, shown: bool
) -> dict[str, Any]:
    source, part_of = _source(path, choices, work, Part(report, 0, 0.6))
    told = {
        "rows": None if part_of else source.rows,
        "size_seen": part_of,
        **_form(IMPORTERS[source.reading["importer"]], source.reading, choices),
        "names": list(source.names),
        "questions": [asdict(question) for question in source.questions],
        **({"size": source.size} if source.size else {}),  # of a folder: of all its files
    }
    if not shown:
        return told
    beginning = first_rows(source, SEEN)
    raw = _raw(beginning)
    wrong = None
    try:
        settled = settle(beginning, Asked(columns), path.name, work, Part(report, 0.6, 1.0))
    except InputError as reason:  # the rest can still be shown
        wrong = {"key": reason.key, "facts": dict(reason.facts), "steps": _column_steps(reason, columns)}
        settled = settle(beginning, Asked(columns, None, SET_ASIDE), path.name, work / "aside", Part(report, 0.6, 1.0))
    settled = replace(settled, columns=_divided(settled.source, settled.columns, settled.given))
    given = {name for name, one in columns.items() if one.get("type") or one.get("date_format")}
    told |= {
        "columns": _columns(source.names, settled.columns, given),
        "seen": beginning.rows,
        "raw": raw,
        "typed": _typed(settled.source, settled.columns, source.names),
        "notes": [asdict(note) for note in (*source.notes, *settled.notes)],
        "problem": wrong,
        "questions": [asdict(question) for question in (*source.questions, *settled.questions)],
        "formats": list(dates.FORMATS),
        "rejected": source.rejected,
    }
    return told


def _source(path: Path, choices: Mapping[str, str], work: Path, report: Report) -> tuple[Source, int | None]:
    """The table, and how many bytes of a very large text file were looked at (None: all)."""
    importer = _importer(path, choices)
    if importer is not None and importer.name == "csv" and path.stat().st_size > LARGE:
        work.mkdir(parents=True, exist_ok=True)
        beginning = work / path.name
        with path.open("rb") as file:
            head = file.read(BEGINNING)
        end = head.rfind(b"\n") + 1
        if end > HEAD:
            beginning.write_bytes(head[:end])
            with suppress(InputError):  # the cut may have gone through a quoted cell: then the whole file is read
                return open_source(beginning, work / "inside", report, choices), end
    return open_source(path, work / "whole", report, choices), None


def _importer(path: Path, choices: Mapping[str, str]) -> Importer | None:
    named = choices.get("importer")
    if named:
        return next((one for one in IMPORTERS if one.name == named), None)
    with suppress(OSError, ValueError):
        head = b""
        if path.is_file():
            with path.open("rb") as file:
                head = file.read(HEAD)
        elif not path.is_dir():
            return None
        return next((importer for importer in IMPORTERS if importer.claims(path, head)), None)
    return None


def first_rows(source: Source, most: int) -> Source:
    """The same source, ended after so many rows."""

    def read() -> "Iterator[pa.RecordBatch]":
        left = most
        for batch in source.batches():
            yield batch.slice(0, left)
            left -= batch.num_rows
            if left <= 0:
                return

    return source if source.rows <= most else replace(source, rows=most, read=read)


def _form(importer: Importer | None, reading: Mapping[str, str], choices: Mapping[str, str]) -> dict[str, Any]:
    """The importer and its choices: what was decided for each, and whether it was given."""
    kinds = [{"name": one.name, "title": asdict(one.title)} for one in IMPORTERS]
    if importer is None:
        return {"importer": None, "title": None, "params": [], "importers": kinds}
    params = [_offered(one, reading.get(one.name, choices.get(one.name, "")), choices) for one in choices_of(importer)]
    return {"importer": importer.name, "title": asdict(importer.title), "params": params, "importers": kinds}


def _offered(param: Param, value: str, choices: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": param.name,
        "title": asdict(param.title),
        "help": asdict(param.help) if param.help else None,
        "choices": list(param.choices),
        "choice_words": [asdict(one) for one in param.choice_words],
        "value": value,
        "given": param.name in choices,
    }


def _divided(source: Source, columns: tuple[Column, ...], given: tuple[Column | None, ...]) -> tuple[Column, ...]:
    """Text divided into category and text by its values, as import does, but for what was asked for."""
    import pyarrow as pa

    asked = {one.name for one in given if one is not None}
    places = [at for at, one in enumerate(columns) if one.type == "text" and one.name not in asked]
    if not places or len(places) * source.rows > MOST_CELLS:
        return columns
    pieces = [[cells.text(batch.column(at)) for at in places] for batch in source.batches()]
    found = {}
    for at, place in enumerate(places):
        texts = pa.chunked_array([piece[at] for piece in pieces], pa.string())
        found[place] = replace(columns[place], type=kind_of_text(counting.of_text(texts), source.rows))
    return tuple(found.get(at, one) for at, one in enumerate(columns))


def _columns(names: tuple[str, ...], decided: tuple[Column, ...], given: set[str]) -> list[dict[str, Any]]:
    """All columns of the file; those left out have no type."""
    by_name = {column.name: column for column in decided}
    made = []
    for name in names:
        column = by_name.get(name)
        facts = {"name": name, "include": column is not None, "given": name in given}
        kind = {"type": column.type, "date_format": column.date_format} if column else {"type": None, "date_format": None}
        made.append(facts | kind | {"missing": list(column.missing) if column else []})
    return made


def _raw(source: Source) -> list[list[str]]:
    """The first rows as they are written."""
    rows: list[list[str]] = []
    for batch in (source.written or source.read)():
        wide = batch.select(list(range(min(batch.num_columns, WIDEST)))).slice(0, SHOWN - len(rows))
        rows.extend([_cell(cell) for cell in row] for row in zip(*(one.to_pylist() for one in wide.columns), strict=True))
        if len(rows) >= SHOWN:
            break
    return rows


def _typed(source: Source, columns: tuple[Column, ...], names: tuple[str, ...]) -> list[list[Any]]:
    """The first rows as they would be stored, in all columns of the file: None where missing or left out."""
    by_name = {column.name: column for column in columns}
    rows: list[list[Any]] = []
    for batch in source.batches():
        lists = []
        for name in islice(names, WIDEST):
            column = by_name.get(name)
            if column is None:
                lists.append([None] * min(batch.num_rows, SHOWN))
                continue
            cut = batch.column(source.names.index(name)).slice(0, SHOWN - len(rows))
            lists.append(
                [
                    _value(one, column)
                    for one in cells.parse(cut, column.type, column.date_format, column.missing).values.to_pylist()
                ]
            )
        rows.extend(map(list, zip(*lists, strict=False)))
        if len(rows) >= SHOWN:
            break
    return rows


def _value(cell: Any, column: Column) -> Any:
    if isinstance(cell, datetime):
        midnight = not (cell.hour or cell.minute or cell.second or cell.microsecond)
        return cell.strftime("%Y-%m-%d") if midnight else cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, float) and column.integer and cell == int(cell):
        return int(cell)
    return _cell(cell) if isinstance(cell, str) else cell


def _cell(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= CELL else text[:CELL] + "…"


def _column_steps(wrong: InputError, columns: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    """What helps where cells do not fit the type that was given to their column."""
    column = str(wrong.facts.get("column"))
    if wrong.key != "data.cells_not_as_asked" or column not in columns:
        return []
    marked = {"choice": "column_missing", "value": str(wrong.facts.get("found") or ""), "column": column}
    return [{"choice": "column_type", "value": "", "column": column}, marked, {"choice": "bad_rows", "value": SET_ASIDE}]


def differences(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What columns each file lacks or has beyond the first one's; only files that differ are told."""
    read = [one for one in files if "names" in one]
    made = []
    for one in read[1:]:
        lacking = [name for name in read[0]["names"] if name not in one["names"]]
        foreign = [name for name in one["names"] if name not in read[0]["names"]]
        order = not lacking and not foreign and one["names"] != read[0]["names"]
        if lacking or foreign or order:
            made.append({"name": one["name"], "lacking": lacking[:20], "foreign": foreign[:20], "order": order})
    return made
