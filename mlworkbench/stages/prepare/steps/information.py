"""Keep the numbers that tell most about the target, each taken by itself: mutual information, in bits."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import picking
from mlworkbench.stages.prepare.part import StepKind, Taught
from mlworkbench.stages.prepare.picking import Picked, classes_of, everything, picked

MOST_ROWS = 50_000
FEWEST_ROWS = 10
BINS, TARGET_BINS = 16, 8


def teach(values: Array, names: Sequence[str], params: Chosen, taught: Taught) -> Picked:
    rows = picking.sample(taught, MOST_ROWS)
    seen = taught.of(rows)
    if not picking.speaks(seen, FEWEST_ROWS):
        return everything(len(names))
    classes = classes_of(seen)
    outcome = binned(seen.target, TARGET_BINS) if classes is None else classes
    weights = np.ones(len(rows)) if seen.weights is None else seen.weights
    bits = np.array([information(binned(column, BINS), outcome, weights) for column in values[rows].T])
    return picked(bits, bits >= max(float(params["least"]), np.finfo(np.float64).tiny), int(params["most"]))


def binned(column: Array, most: int) -> Array:
    """Codes int64 [N]: bins of about as many rows each; what is missing is bin 0."""
    absent = np.isnan(column)
    present = column[~absent]
    if not len(present):
        return np.zeros(len(column), dtype=np.int64)
    found = np.unique(present)
    if len(found) > most:
        found = np.unique(np.quantile(present, np.arange(1, most) / most, method="lower"))
    return np.where(absent, 0, np.searchsorted(found, column, side="right") + 1)


def information(codes: Array, outcome: Array, weights: Array) -> float:
    """Bits that the one tells of the other, without the part that chance alone would give (Miller and Madow)."""
    _, first = np.unique(codes, return_inverse=True)
    _, second = np.unique(outcome, return_inverse=True)
    width, whole = int(second.max()) + 1, float(weights.sum())
    if whole <= 0:
        return 0.0
    joint = np.bincount(first * width + second, weights, (int(first.max()) + 1) * width).reshape(-1, width) / whole
    alone = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    there = joint > 0
    bits = float((joint[there] * np.log2(joint[there] / alone[there])).sum())
    chance = float(joint.shape[0] - 1) * (width - 1) / (2 * len(codes) * float(np.log(2)))
    return max(bits - chance, 0.0)


STEP = StepKind(
    name="information",
    title=Words("Keep what tells of the target", "예측 대상 정보로 선택"),
    help=Words(
        "The numbers that tell most about the target stay, each judged by itself (mutual information). What helps only together "
        "with others can get lost here.",
        "예측 대상에 관해 많은 정보를 주는 숫자 열을 하나씩 따져(상호 정보량) 남깁니다. 다른 열과 함께일 때만 도움이 되는 열은 "
        "빠질 수 있습니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "most",
            Words("At most columns", "최대 열 수"),
            50,
            low=1,
            high=10_000,
            help=Words("So many columns, those that tell most, stay.", "정보가 많은 열부터 이 수까지 남깁니다."),
        ),
        Param(
            "least",
            Words("At least bits", "최소 정보량(비트)"),
            0.0005,
            low=0.0,
            high=10.0,
            help=Words(
                "A column that tells less is left out. One bit is the answer to a yes-or-no question with even chances.",
                "정보가 이보다 적은 열을 제외합니다. 1비트는 가능성이 반반인 예·아니요 질문의 답에 해당합니다.",
            ),
        ),
    ),
    emit=picking.emit,
    reference=picking.reference,
    teach=teach,
    picks=True,
    tell=partial(picking.told, kept="prepare.learnt_tells", dropped="prepare.learnt_tells_little"),
    group="select",
)
