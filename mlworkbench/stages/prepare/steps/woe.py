"""Weight of evidence: each category becomes the logarithm of how much more often it goes with the positive class.

I. J. Good, "Probability and the Weighing of Evidence", 1950; information value as in credit scoring (N. Siddiqi, "Credit Risk
Scorecards", 2006). Few rows are drawn towards 0, which is also what a category never seen gets: no evidence either way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from mlworkbench.base.errors import Fact, InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import outcomes
from mlworkbench.stages.prepare.categories import plain_figures, put_figures
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Taught, Told

ENDINGS = ("evidence",)


@dataclass(frozen=True)
class Evidence:
    """`information` is the information value of each column."""

    found: outcomes.Found
    information: tuple[float, ...]


def teach(values: Array, names: Sequence[str], params: Chosen, taught: Taught) -> Evidence:
    return _evidence(outcomes.learn(values, *_asked(params, taught)))


def teach_apart(values: Array, names: Sequence[str], params: Chosen, taught: Taught) -> tuple[Evidence, Array]:
    found, apart = outcomes.learn_apart(values, *_asked(params, taught), taught)
    return _evidence(found), apart


def _asked(params: Chosen, taught: Taught) -> tuple[int, outcomes.Outcome, outcomes.Rule, tuple[str, ...]]:
    """Raises InputError where the target has not two classes."""
    if taught.task != "binary":
        raise InputError("prepare.evidence_of_two")
    return int(params["most"]), outcomes.outcome(taught), partial(_figures, float(params["smoothing"])), ENDINGS


def _figures(smoothing: float, tally: outcomes.Tally) -> tuple[Array, Array]:
    positive = float(tally.total[0])
    negative = tally.rows - positive
    if positive <= 0 or negative <= 0:  # one class alone tells nothing
        return np.zeros_like(tally.sums), np.zeros(1)
    for_it = tally.sums[:, 0] + smoothing * positive / tally.rows
    against = np.maximum(tally.counts - tally.sums[:, 0], 0.0) + smoothing * negative / tally.rows
    return np.log(for_it / against * (negative / positive))[:, np.newaxis], np.zeros(1)


def _evidence(found: outcomes.Found) -> Evidence:
    return Evidence(found, tuple(_information(found, place) for place in range(len(found.tallies))))


def _information(found: outcomes.Found, place: int) -> float:
    """The evidence of the categories, each weighed by how far its shares of the two classes are apart."""
    tally = found.tallies[place]
    positive, negative = float(tally.total[0]), tally.rows - float(tally.total[0])
    if positive <= 0 or negative <= 0:
        return 0.0
    evidence = found.figures.rows[list(found.figures.tables[place].values()), 0]
    apart = tally.sums[:, 0] / positive - (tally.counts - tally.sums[:, 0]) / negative
    return float((apart * evidence).sum())


def emit(graph: Graph, names: Sequence[str], learned: Evidence) -> None:
    put_figures(graph, names, learned.found.figures)


def reference(values: Array, names: Sequence[str], learned: Evidence) -> tuple[tuple[str, ...], Array]:
    return plain_figures(values, names, learned.found.figures)


def tell(names: Sequence[str], learned: Evidence) -> Told:
    each, tables = {}, learned.found.figures.tables
    for place, name in enumerate(names):
        evidence = learned.found.figures.rows[list(tables[place].values()) or [0], 0]
        each[name] = Reason(
            "prepare.learnt_evidence",
            {
                "kept": len(tables[place]),
                "low": float(evidence.min()),
                "high": float(evidence.max()),
                "information": learned.information[place],
            },
        )
    best = max(range(len(names)), key=learned.information.__getitem__)
    facts: dict[str, Fact] = {"columns": len(names), "column": names[best], "information": learned.information[best]}
    return Told(Reason("prepare.told_evidence", facts), each)


STEP = StepKind(
    name="woe",
    title=Words("Weight of evidence", "증거 가중치"),
    help=Words(
        "Each category becomes a number: above 0 it goes with the positive class more often than all rows do, below 0 less "
        "often. For targets of two classes. A row's own target is never used for its features.",
        "각 범주를 숫자로 바꿉니다. 0보다 크면 전체보다 양성이 많은 범주, 작으면 적은 범주입니다. "
        "예측 대상이 두 범주일 때 씁니다. 어떤 행의 특성을 만들 때 그 행의 예측 대상은 쓰지 않습니다.",
    ),
    takes=frozenset({"texts"}),
    params=(
        Param(
            "smoothing",
            Words("Smoothing in rows", "평활화(행 수)"),
            20.0,
            low=0.01,
            high=1e6,
            help=Words(
                "So many rows with the average share of positives are added to each category: few rows are little evidence.",
                "양성 비율이 평균인 행을 범주마다 이만큼 더합니다. 행이 적으면 증거도 약하기 때문입니다.",
            ),
        ),
        Param(
            "most",
            Words("At most categories", "최대 범주 수"),
            10_000,
            low=1,
            high=100_000,
            help=Words(
                "So many categories, the most frequent first, get a number of their own; the rest count as never seen and get 0.",
                "자주 나오는 범주부터 이 수까지 숫자를 구하고, 나머지는 처음 보는 범주로 보아 0으로 둡니다.",
            ),
        ),
    ),
    emit=emit,
    reference=reference,
    teach=teach,
    teach_apart=teach_apart,
    out_of_fold=True,
    gives="numbers",
    uses_up=True,
    fills=True,
    tell=tell,
    group="categories",
)
