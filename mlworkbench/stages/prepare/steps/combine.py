"""Products, ratios and differences of two columns, as new columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric, pairing
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.pairing import DIFFERENCE, INVERSE, PRODUCT, RATIO, Pair
from mlworkbench.stages.prepare.part import StepKind, Taught, Told, mixed

ANY, EVERY, STRONGEST = "any", "every", "strongest"
OPERATORS = {PRODUCT: ("Mul", "×"), RATIO: ("Div", "÷"), DIFFERENCE: ("Sub", "−")}


@dataclass(frozen=True)
class Combined:
    """Pairs in the order of their columns; of `tried` so many were chosen."""

    pairs: tuple[Pair, ...]
    tried: int
    searched: bool


def learn(values: Array, names: Sequence[str], params: Chosen) -> Combined:
    if params["pairs"] == STRONGEST:
        raise ValueError(params["pairs"])
    pairs, tried = pairing.every(len(names), _hows(params), int(params["most"]))
    return Combined(_by_operator(pairs), tried, False)


def teach(values: Array, names: Sequence[str], params: Chosen, taught: Taught) -> Combined:
    if params["pairs"] != STRONGEST:
        return learn(values, names, params)
    classes = 0 if taught.task == "regression" else taught.classes
    found, tried = pairing.strongest(values, taught.target, classes, _hows(params), int(params["most"]), taught.seed)
    return Combined(_by_operator(found), tried, True)


def _hows(params: Chosen) -> tuple[str, ...]:
    how = str(params["how"])
    return (PRODUCT, RATIO, DIFFERENCE) if how == ANY else (how,)


def _by_operator(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Those of one operator together, for one node computes them all."""
    return tuple(sorted(pairs, key=lambda pair: (list(OPERATORS).index(pair.how), pair.left, pair.right)))


def emit(graph: Graph, names: Sequence[str], learned: Combined) -> None:
    if not learned.pairs:
        return
    cells, parts = graph.take(names), []
    for how, (operator, _) in OPERATORS.items():
        own = [pair for pair in learned.pairs if pair.how == how]
        if own:
            left = graph.node("Gather", cells, graph.numbers([pair.left for pair in own], np.int64), axis=1)
            right = graph.node("Gather", cells, graph.numbers([pair.right for pair in own], np.int64), axis=1)
            parts.append(graph.node(operator, left, right))
    found = parts[0] if len(parts) == 1 else graph.node("Concat", *parts, axis=1)
    beyond = graph.node("Greater", graph.node("Abs", found), graph.numbers(numeric.LARGEST))
    graph.put(graph.node("Where", beyond, graph.numbers(np.nan), found), _titles(names, learned), "numbers")


def _titles(names: Sequence[str], learned: Combined) -> tuple[str, ...]:
    return tuple(f"{names[pair.left]} {OPERATORS[pair.how][1]} {names[pair.right]}" for pair in learned.pairs)


def reference(values: Array, names: Sequence[str], learned: Combined) -> tuple[tuple[str, ...], Array]:
    found = [pairing.made(values[:, pair.left], values[:, pair.right], pair.how) for pair in learned.pairs]
    return (*names, *_titles(names, learned)), np.column_stack([values, *found])


def tell(names: Sequence[str], learned: Combined) -> Told:
    each = {}
    titles = _titles(names, learned)
    for place, name in enumerate(names):
        own = [title for title, pair in zip(titles, learned.pairs, strict=True) if place in (pair.left, pair.right)]
        if own:
            each[name] = Reason("prepare.learnt_pairs", {"pairs": " · ".join(own)})
    key = "prepare.told_found_pairs" if learned.searched else "prepare.told_pairs"
    return Told(Reason(key, {"made": len(learned.pairs), "tried": learned.tried}), each)


STEP = StepKind(
    name="combine",
    title=Words("Combine two columns", "두 열 결합"),
    help=Words(
        "Adds products, ratios and differences of two columns, such as debt by income. The strongest pairs are found with the "
        "target on training rows; or choose the columns and take all their pairs. A ratio by zero is missing.",
        "두 열의 곱, 비율, 차를 새 열로 더합니다(예: 부채 ÷ 소득). 학습 행의 예측 대상으로 가장 강한 쌍을 찾거나, "
        "고른 열의 모든 쌍을 만듭니다. 0으로 나눈 비율은 결측이 됩니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "how",
            Words("Combine by", "결합 방법"),
            ANY,
            choices=(ANY, PRODUCT, RATIO, INVERSE, DIFFERENCE),
            help=Words(
                "First and second go by the order of the columns in the data. With all of them the search keeps "
                "the best of a pair.",
                "첫째와 둘째는 데이터의 열 순서를 따릅니다. 모두를 고르면 검색할 때 쌍마다 가장 좋은 하나를 남깁니다.",
            ),
            choice_words=(
                Words("product, ratio, difference", "곱, 비율, 차 모두"),
                Words("first × second", "첫째 × 둘째"),
                Words("first ÷ second", "첫째 ÷ 둘째"),
                Words("second ÷ first", "둘째 ÷ 첫째"),
                Words("first − second", "첫째 − 둘째"),
            ),
        ),
        Param(
            "pairs",
            Words("Pairs", "쌍"),
            STRONGEST,
            choices=(STRONGEST, EVERY),
            help=Words(
                "The strongest tell of the target what neither column tells alone, beyond chance; none may be found. "
                "All takes every pair of the step's columns, in order.",
                "가장 강한 쌍은 한 열만으로는 알 수 없는 예측 대상의 정보를 우연 이상으로 담습니다. 하나도 없을 수 있습니다. "
                "모두는 이 단계 열들의 모든 쌍을 순서대로 만듭니다.",
            ),
            choice_words=(Words("the strongest", "가장 강한 쌍"), Words("all of these columns", "고른 열의 모든 쌍")),
        ),
        Param(
            "most",
            Words("At most new columns", "최대 새 열 수"),
            5,
            low=1,
            high=200,
            help=Words(
                "No more columns than this are added. Each makes the model larger and can add noise.",
                "이 수까지만 열을 더합니다. 늘릴수록 모델이 커지고 잡음이 늘 수 있습니다.",
            ),
        ),
    ),
    learn=learn,
    teach=teach,
    emit=emit,
    reference=reference,
    adds="numbers",
    tell=tell,
    group="combine",
    mixes=mixed,
)
