"""Leave out numbers that hardly vary: they can tell rows apart in few cases only."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import picking
from mlworkbench.stages.prepare.part import StepKind
from mlworkbench.stages.prepare.picking import Picked, picked


def learn(values: Array, names: Sequence[str], params: Chosen) -> Picked:
    """The figure of a column is the share of its most frequent value; a gap is a value like others."""
    shares = np.array([_largest_share(column) for column in values.T])
    passes = shares < float(params["same"])
    if float(params["least"]) > 0:
        passes &= _variances(values) >= float(params["least"])
    found = picked(-shares, passes)
    return Picked(found.kept, shares)


def _largest_share(column: Array) -> float:
    present = column[~np.isnan(column)]
    counts = np.unique(present, return_counts=True)[1]
    return float(max(counts.max(initial=0), len(column) - len(present)) / len(column))


def _variances(values: Array) -> Array:
    """Over the present values; beyond float64 it is infinite."""
    absent = ~np.isfinite(values)
    counts = np.maximum((~absent).sum(axis=0), 1)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.where(absent, 0.0, values).sum(axis=0) / counts
        found = ((np.where(absent, mean, values) - mean) ** 2).sum(axis=0) / counts
    return np.where(np.isnan(found), np.inf, found)


STEP = StepKind(
    name="variance",
    title=Words("Drop what hardly varies", "변화 적은 열 제외"),
    help=Words(
        "Numbers that are the same in almost all training rows are left out. The column that varies most always stays.",
        "학습 행 대부분에서 값이 같은 숫자 열을 제외합니다. 가장 많이 변하는 열은 항상 남깁니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "same",
            Words("Same value in share of rows", "같은 값의 비율"),
            0.999,
            low=0.5,
            high=1.0,
            help=Words(
                "A column is left out if one value (or a gap) fills at least this share of the rows. 1 drops constants only.",
                "한 값(또는 빈 셀)이 이 비율 이상의 행을 차지하면 그 열을 제외합니다. 1이면 값이 하나뿐인 열만 제외합니다.",
            ),
        ),
        Param(
            "least",
            Words("Least variance", "최소 분산"),
            0.0,
            low=0.0,
            high=1e12,
            help=Words(
                "A column is left out if its variance is below this. It hangs on the unit, so it makes sense after scaling only.",
                "분산이 이보다 작은 열을 제외합니다. 단위에 좌우되므로 척도를 맞춘 뒤에만 의미가 있습니다.",
            ),
        ),
    ),
    learn=learn,
    emit=picking.emit,
    reference=picking.reference,
    picks=True,
    tell=partial(picking.told, kept="prepare.learnt_varies", dropped="prepare.learnt_hardly_varies"),
    group="select",
)
