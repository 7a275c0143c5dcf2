"""SAS, SPSS and Stata files through pyreadstat, in pieces of bounded size, into a Parquet file of plain columns beside it."""

import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from mlworkbench.base.errors import Cancelled, InputError
from mlworkbench.base.report import Report
from mlworkbench.stages.data.delimited.header import unique
from mlworkbench.stages.data.statistical import times
from mlworkbench.stages.data.statistical.guard import Endless, Guarded

if TYPE_CHECKING:
    import pyarrow as pa

WIDEST = 10_000
WIDEST_UNCOUNTED = 1_000  # the library makes room for 100,000 rows where a file does not tell how many it has
# What may be held at once: each piece makes the library pass over all rows before it once more.
ROOM = 320 << 20
CELL = 56
FEWEST_ROWS, MOST_ROWS = 256, 500_000


@dataclass(frozen=True)
class Kind:
    """`read` is pyreadstat's function; `tells` says that it can hand over the codes of missing values."""

    title: str
    program: times.Program
    read: str
    tells: bool = True
    encodes: bool = True


@dataclass
class Variable:
    """A column of the file, and what was met in it: codes that stand for a missing value, values without a label."""

    raw: str
    moment: times.Moment | None
    whole: bool
    text: bool
    labels: Mapping[Any, str]
    ranges: tuple[tuple[Any, Any], ...]
    codes: "Counter[Any]" = field(default_factory=Counter)
    unlabelled: "Counter[Any]" = field(default_factory=Counter)
    labelled: int = 0
    lost: int = 0


@dataclass(frozen=True)
class Read:
    names: tuple[str, ...]
    notes: tuple[Any, ...]
    variables: tuple[Variable, ...]
    rows: int
    encoding: str
    descriptions: Mapping[str, str]
    parquet: Path


Catalog = Mapping[str, Mapping[Any, str]]
NO_CATALOG: Catalog = {}


def read_all(path: Path, work: Path, report: Report, kind: Kind, encoding: str, catalog: Catalog = NO_CATALOG) -> Read:
    """`catalog` holds labels by the name of a format, where they are kept in a file of their own.

    Raises InputError for a file that is damaged, has no rows or does not fit the encoding.
    """
    meta = _part(path, report, kind, encoding, metadataonly=True)[1]
    _check(path, meta)
    names, notes = unique(tuple(name or "" for name in meta.column_names))
    first = _part(path, report, kind, encoding, row_limit=1)[1]  # ranges of missing values are told with rows only
    variables = tuple(_variable(meta, first, kind, name, catalog) for name in meta.column_names)
    parquet = work / "statistical.parquet"
    rows = _write(path, parquet, report, kind, encoding, names, variables, _at_once(meta))
    if meta.number_rows not in (None, rows):
        raise damaged(path, kind, f"{rows} / {meta.number_rows}")
    if not rows:
        raise InputError("data.no_rows", file=path.name, columns=len(names))
    described = {name: label.strip() for name, label in zip(names, meta.column_labels, strict=True) if label and label.strip()}
    return Read(names, notes, variables, rows, encoding or meta.file_encoding or "", described, parquet)


def damaged(path: Path, kind: Kind, reason: str) -> InputError:
    return InputError("data.not_whole", file=path.name, kind=kind.title, reason=reason[:200])


def _check(path: Path, meta: Any) -> None:
    count = len(meta.column_names)
    most = WIDEST_UNCOUNTED if meta.number_rows is None else WIDEST
    if count > most:
        raise InputError("data.too_wide", file=path.name, columns=count, most=most)
    if not count:
        raise InputError("data.no_rows", file=path.name, columns=0)


def _part(path: Path, report: Report, kind: Kind, encoding: str, **wanted: Any) -> tuple[dict[str, list[Any]], Any]:
    """Some rows as lists by column, and what the file says of itself."""
    import pyreadstat

    function = getattr(pyreadstat, kind.read)
    options = {"output_format": "dict", "disable_datetime_conversion": True, **wanted}
    options |= {"user_missing": True} if kind.tells else {}
    options |= {"encoding": encoding} if encoding and kind.encodes else {}
    found, meta = _asked(path, report, kind, encoding, function, options)
    if len(found) != len(meta.column_names):
        raise damaged(path, kind, f"{len(found)} / {len(meta.column_names)}")
    return found, meta


def _asked(
    path: Path, report: Report, kind: Kind, encoding: str, function: Callable[..., Any], options: dict[str, Any]
) -> tuple[Any, Any]:
    """The library's answer about this file; whatever it raises in our words."""
    with Guarded(path, lambda done: report.progress(done, "data.checking", file=path.name)) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found, meta = function(file, **options)
        except Exception as reason:  # the library raises whatever the bytes drive it to
            raise _in_words(path, kind, encoding, reason, file.trouble) from reason
        if file.trouble is not None:
            raise _in_words(path, kind, encoding, file.trouble, file.trouble)
    return found, meta


def _in_words(path: Path, kind: Kind, encoding: str, reason: BaseException, trouble: BaseException | None) -> BaseException:
    if isinstance(trouble, Cancelled):
        return trouble
    if isinstance(trouble, Endless):
        return damaged(path, kind, "it reads in circles")
    if isinstance(reason, MemoryError):
        return damaged(path, kind, "it claims more memory than there is")
    told = str(reason).split("\n")[0]
    if isinstance(reason, UnicodeError) or "encoding" in told.lower() or "convert" in told.lower():
        return InputError("data.not_in_encoding", file=path.name, encoding=encoding or None)
    return damaged(path, kind, told or type(reason).__name__)


def read_catalog(path: Path, report: Report, encoding: str) -> Catalog:
    """Raises InputError for a catalog that the library cannot read."""
    import pyreadstat

    kind, library = Kind("SAS catalog", "sas", "read_sas7bcat", tells=False), cast("Any", pyreadstat)
    _, meta = _asked(path, report, kind, encoding, library.read_sas7bcat, {"encoding": encoding or None})
    return {str(name).upper(): labels for name, labels in meta.value_labels.items()}


def _variable(meta: Any, first: Any, kind: Kind, name: str, catalog: Catalog) -> Variable:
    of_type = meta.readstat_variable_types.get(name, "double")
    text = of_type == "string"
    moment = None if text else times.moment(kind.program, meta.original_variable_types.get(name))
    labels = meta.variable_value_labels.get(name) or first.variable_value_labels.get(name) or {}
    if catalog and not labels:
        form = str(meta.variable_to_label.get(name) or meta.original_variable_types.get(name) or "").upper()
        labels = catalog.get(form) or catalog.get(form.rstrip("0123456789.")) or {}
    ranges = tuple((one["lo"], one["hi"]) for one in first.missing_ranges.get(name, ()))
    return Variable(name, moment, of_type.startswith("int"), text, {} if moment else labels, ranges)


def _write(
    path: Path,
    out: Path,
    report: Report,
    kind: Kind,
    encoding: str,
    names: tuple[str, ...],
    variables: tuple[Variable, ...],
    size: int,
) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([pa.field(name, _type(variable)) for name, variable in zip(names, variables, strict=True)])
    rows = 0
    with parquet.ParquetWriter(out, schema, compression="zstd", compression_level=1) as writer:
        while True:
            found, _ = _part(path, report, kind, encoding, row_limit=size, row_offset=rows)
            columns = list(found.values())
            count = len(columns[0])
            if not _filled(columns, rows, path, kind):
                return rows
            arrays = [_plain(cells, variable, kind) for cells, variable in zip(columns, variables, strict=True)]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
            rows += count
            if count < size:
                return rows


def _at_once(meta: Any) -> int:
    """How many rows to read at once; texts may be as long as the file says."""
    widths = sum(int(width or 0) for width in (meta.variable_storage_width or {}).values())
    return max(FEWEST_ROWS, min(MOST_ROWS, ROOM // (widths + CELL * len(meta.column_names))))


def _filled(columns: list[list[Any]], rows: int, path: Path, kind: Kind) -> bool:
    if len({len(column) for column in columns}) != 1:
        raise damaged(path, kind, f"{min(map(len, columns))} / {max(map(len, columns))}")
    return bool(columns[0])


def _type(variable: Variable) -> "pa.DataType":
    import pyarrow as pa

    if variable.text or variable.moment in ("time", "stata_time"):
        return pa.string()
    if variable.moment:
        return pa.timestamp("us")
    return pa.int64() if variable.whole else pa.float64()


def _plain(cells: list[Any], variable: Variable, kind: Kind) -> "pa.Array":
    """The cells of one column; what stands for a missing value is null and counted."""
    import pyarrow as pa

    if variable.ranges or (not variable.text and str in set(map(type, cells))):
        cells = _without_codes(cells, variable)
    if variable.labels:
        _count_labels(cells, variable)
    if variable.text:
        return pa.array([cell or None for cell in cells], pa.string())
    if variable.moment:
        numbers = np.array([np.nan if cell is None else cell for cell in cells], np.float64)
        made = times.moments(numbers, variable.moment, kind.program)
        variable.lost += made.null_count - int(np.isnan(numbers).sum())
        return made
    return pa.array(cells, pa.int64() if variable.whole else pa.float64(), from_pandas=True)


def _without_codes(cells: list[Any], variable: Variable) -> list[Any]:
    """Letters among numbers are the special missing values of SAS and Stata; ranges are SPSS's."""
    kept = []
    for cell in cells:
        tagged = not variable.text and isinstance(cell, str)
        stands_for_missing = cell is not None and (tagged or any(low <= cell <= high for low, high in variable.ranges))
        variable.codes.update([cell] if stands_for_missing else ())
        kept.append(None if stands_for_missing else cell)
    return kept


def _count_labels(cells: list[Any], variable: Variable) -> None:
    for cell in set(cells):
        if cell is None or cell in ("",) or cell != cell:
            continue
        if cell in variable.labels:
            variable.labelled += 1
        elif len(variable.unlabelled) < 1_000:
            variable.unlabelled[cell] += 1


def batches(read: Read, labelled: frozenset[int]) -> "Iterator[pa.RecordBatch]":
    """The rows; columns whose place is in `labelled` carry the labels instead of the codes."""
    import pyarrow as pa
    from pyarrow import parquet

    with parquet.ParquetFile(read.parquet) as file:
        for batch in file.iter_batches(batch_size=65_536):
            columns = [
                _named(column, read.variables[place].labels) if place in labelled else column
                for place, column in enumerate(batch.columns)
            ]
            yield pa.RecordBatch.from_arrays(columns, names=list(read.names))


def _named(column: "pa.Array", labels: Mapping[Any, str]) -> "pa.Array":
    import pyarrow as pa

    coded = column.dictionary_encode()
    words = [None if code is None else labels.get(code, str(code)) for code in coded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(coded.indices)
