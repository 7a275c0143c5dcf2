"""A value that is written once at the head of its group, as in merged cells, is put into every row of the group."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data.change import ChangeKind, Ground, Made
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Rows before the first value stay missing. Raises InputError where no column is named."""
    names = tuple(params["columns"])
    if not names:
        raise InputError("data.no_column_named")
    places = [ground.place(name) for name in names]
    changed = 0
    for before, after in zip(ground.batches(), _filled(ground, places), strict=True):
        changed += sum(before.column(place).null_count - after.column(place).null_count for place in places)
    source = Source(ground.names, ground.rows, False, lambda: _filled(ground, places))
    return Made(source, ground.columns, {"cells_changed": changed}, altered=frozenset(names))


def _filled(ground: Ground, places: list[int]) -> "Iterator[pa.RecordBatch]":
    """Batch by batch, with the last value of the one before."""
    import pyarrow as pa
    import pyarrow.compute as pc

    last: dict[int, Any] = {}
    for batch in ground.batches():
        arrays = list(batch.columns)
        for place in places:
            here = pc.fill_null_forward(arrays[place])
            if place in last and here.null_count:
                here = pc.if_else(pc.is_null(here), last[place], here)
            if len(here) and here[-1].is_valid:
                last[place] = here[-1]
            arrays[place] = here
        yield pa.RecordBatch.from_arrays(arrays, names=list(ground.names))


CHANGE = ChangeKind(
    name="fill_down",
    title=Words("Fill gaps from above", "위 값으로 채우기"),
    help=Words(
        "A missing cell takes the value above it, as merged cells and grouped lists mean it.",
        "결측 셀에 바로 위의 값을 넣습니다. 병합된 셀이나 묶음 목록을 풀 때 씁니다.",
    ),
    params=(Param("columns", Words("Columns", "열"), ""),),
    sorts={"columns": "columns"},
    make=make,
    sample={"columns": ["도시", "키"]},
)
