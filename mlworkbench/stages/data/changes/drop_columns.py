"""Leaves columns out."""

from collections.abc import Mapping
from typing import Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering
from mlworkbench.stages.data.change import ChangeKind, Ground, Made


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError where no column is named, or none would be left."""
    gone = set(params["columns"])
    if not gone:
        raise InputError("data.no_column_named")
    return altering.only_columns(ground, tuple(name for name in ground.names if name not in gone))


CHANGE = ChangeKind(
    name="drop_columns",
    title=Words("Leave columns out", "열 제외"),
    help=Words(
        "The columns are not in the next version. Versions before keep them.",
        "다음 버전에는 이 열이 없습니다. 이전 버전에는 남아 있습니다.",
    ),
    params=(Param("columns", Words("Columns", "열"), ""),),
    sorts={"columns": "columns"},
    make=make,
    sample={"columns": ["도시"]},
)
