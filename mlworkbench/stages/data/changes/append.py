"""The rows of another file behind those of the data; columns are matched by name."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Column
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering, second, version
from mlworkbench.stages.data.change import ChangeKind, Ground, Made
from mlworkbench.stages.data.second import Brought
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError where the two tables share no column."""
    other = second.bring(ground, params["path"], params["choices"])
    told = plan(ground, other)
    if not told["shared"]:
        raise InputError("data.nothing_shared", file=other.origin["file_name"], names=", ".join(other.names[:20]))
    columns = _columns(ground, other, params["foreign"] == "keep")
    names = tuple(column.name for column in columns)
    source = Source(names, ground.rows + other.rows, False, lambda: _rows(ground, other, columns))
    new = len(columns) - len(ground.columns)
    effect = {"rows_added": other.rows} | ({"columns_added": new} if new else {})
    texts = frozenset(column.name for column in columns if column.type == "text")
    made = Made(source, columns, effect, aligned=False, others=(other.origin,), loose=texts, plan=told)
    said = {name: words for name, words in other.descriptions.items() if name in names}
    return replace(made, descriptions=said, rejects=other.rejects, rejected=other.rejected)


def plan(ground: Ground, other: Brought) -> dict[str, Any]:
    """What is alike and what is not, before it is done: columns shared, lacking in the file, only in it, and of other types."""
    theirs = {column.name: column for column in other.columns}
    shared = [column for column in ground.columns if column.name in theirs]
    return {
        "rows": other.rows,
        "shared": [column.name for column in shared],
        "lacking": [name for name in ground.names if name not in theirs],
        "foreign": [name for name in other.names if name not in ground.names],
        "types": [
            {"column": column.name, "here": column.type, "there": theirs[column.name].type}
            for column in shared
            if second.family(column) != second.family(theirs[column.name])
        ],
    }


def _columns(ground: Ground, other: Brought, keep: bool) -> tuple[Column, ...]:
    """Values of two families fit into text only."""
    theirs = {column.name: column for column in other.columns}
    made = [_both(column, theirs.get(column.name)) for column in ground.columns]
    return (*made, *(column for column in other.columns if keep and column.name not in ground.names))


def _both(ours: Column, theirs: Column | None) -> Column:
    if theirs is None:
        return ours
    if second.family(ours) != second.family(theirs):
        return Column(ours.name, "text")
    if second.family(ours) == "text":
        return replace(ours, type="text")
    kind = ours.type if ours.type == theirs.type else "number"
    return replace(ours, type=kind, integer=ours.integer and theirs.integer)


def _rows(ground: Ground, other: Brought, columns: tuple[Column, ...]) -> "Iterator[pa.RecordBatch]":
    from pyarrow import parquet

    for batch in ground.batches():
        yield _fitted(batch, columns)
    with parquet.ParquetFile(other.parquet) as file:
        for batch in file.iter_batches():
            yield _fitted(batch, columns)


def _fitted(batch: "pa.RecordBatch", columns: tuple[Column, ...]) -> "pa.RecordBatch":
    import pyarrow as pa

    there = set(batch.schema.names)
    arrays = [
        _values(batch.column(column.name), column)
        if column.name in there
        else pa.nulls(batch.num_rows, version.schema_of((column,)).field(0).type)
        for column in columns
    ]
    return pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])


def _values(values: "pa.Array", column: Column) -> "pa.Array":
    return altering.spelled(values) if column.type in ("text", "category") else altering.stored(column, values)


CHANGE = ChangeKind(
    name="append",
    title=Words("Append a file", "파일을 뒤에 붙이기"),
    help=Words(
        "The rows of the file come behind. Columns are matched by name; what one side lacks is missing there.",
        "파일의 행을 뒤에 붙입니다. 열은 이름으로 맞추고, 한쪽에 없는 열의 값은 결측이 됩니다.",
    ),
    params=(
        Param("path", Words("File", "파일"), ""),
        Param("choices", Words("How to read it", "읽는 방법"), ""),
        Param(
            "foreign",
            Words("Columns only in the file", "파일에만 있는 열"),
            "keep",
            choices=("keep", "leave_out"),
            choice_words=(Words("keep", "유지"), Words("leave out", "제외")),
        ),
    ),
    sorts={"path": "path", "choices": "choices"},
    make=make,
    sample={"path": "append.csv"},
)
