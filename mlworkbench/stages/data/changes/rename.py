"""Columns get other names; the problem, the recipe and the dictionary follow."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering
from mlworkbench.stages.data.change import ChangeKind, Ground, Made
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError for a name that is in use or cannot be one."""
    names = {ground.column(old).name: str(new or "").strip() for old, new in params["columns"].items()}
    if not names:
        raise InputError("data.no_column_named")
    left = [name for name in ground.names if name not in names]
    for new in names.values():
        altering.check_name(new)
        if new in left or list(names.values()).count(new) > 1:
            raise InputError("data.name_in_use", name=new)
    after = tuple(names.get(name, name) for name in ground.names)

    def read() -> "Iterator[pa.RecordBatch]":
        for batch in ground.batches():
            yield batch.rename_columns(list(after))

    columns = tuple(replace(column, name=names.get(column.name, column.name)) for column in ground.columns)
    source = Source(after, ground.rows, False, read)
    return Made(source, columns, {"columns_renamed": len(names)}, altered=frozenset(), renamed=names)


CHANGE = ChangeKind(
    name="rename",
    title=Words("Rename columns", "열 이름 바꾸기"),
    help=Words(
        "The problem, the recipe and the dictionary follow the new names.", "문제, 레시피, 데이터 사전도 새 이름을 따릅니다."
    ),
    params=(Param("columns", Words("Old and new names", "이전 이름과 새 이름"), ""),),
    sorts={"columns": "mapping"},
    make=make,
    sample={"columns": {"키": "height", "도시": "city"}},
)
