"""A new table by one SELECT over `data` and other versions; read-only, without files or network, within limits."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import passing, querying
from mlworkbench.stages.data.change import ChangeKind, Ground, Made


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    made = querying.answer(ground, params["query"])
    return replace(made, through=passing.through(params["query"], ground.names, querying.TABLE, ground.work))


CHANGE = ChangeKind(
    name="sql",
    title=Words("Table by SQL", "SQL로 새 표"),
    help=Words(
        "One SELECT over the table data, and over earlier versions as v1, v2 … No model computes what it gives.",
        "표 data와 이전 버전 v1, v2 …에 대한 SELECT 한 문장. 모델이 계산하지 않으므로 사용할 때 값을 함께 제공해야 합니다.",
    ),
    params=(Param("query", Words("Query", "질의"), ""),),
    sorts={"query": "query"},
    make=make,
    sample={"query": 'SELECT *, "키" * 2 AS "두 배" FROM data WHERE "키" > 0'},
)
