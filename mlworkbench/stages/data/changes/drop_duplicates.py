"""Of rows that are the same in some columns only the first stays."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering
from mlworkbench.stages.data.change import ChangeKind, Ground, Made


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    names = params["columns"] or ground.names
    keys = ", ".join(ground.cell(name) for name in names)
    first = f"SELECT min(r) FROM {ground.table()} GROUP BY {keys}"
    kept = altering.empty_mask(ground, False)
    with altering.query(ground, first) as batches:
        for batch in batches:
            kept[np.asarray(batch.column(0).to_numpy(zero_copy_only=False), dtype=np.int64)] = True
    return altering.only_rows(ground, kept)


CHANGE = ChangeKind(
    name="drop_duplicates",
    title=Words("Remove repeated rows", "중복 행 제거"),
    help=Words(
        "Of rows with the same values in these columns (in all columns where none is named) the first stays.",
        "이 열의 값이 같은 행 중 첫 번째 행만 남깁니다. 열을 지정하지 않으면 모든 열을 비교합니다.",
    ),
    params=(Param("columns", Words("Columns", "열"), ""),),
    sorts={"columns": "columns"},
    make=make,
    sample={"columns": ["도시"]},
)
