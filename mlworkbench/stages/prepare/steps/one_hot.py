"""One 0/1 column a category; rare ones share one, missing is a category of its own if training had any."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import Fact
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.categories import MISSING, coded, counted, looked_up
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

UNKNOWN, RARE = 0.0, -1.0
SIGNS = ("∅", "…", "?")  # of what is missing, of the rare ones, and of what was never seen
JOINED, OWN, NOTHING = "rare", "own", "zeros"  # what a category never seen becomes


@dataclass(frozen=True)
class Coding:
    """A feature is 1 where the code of its column equals `wanted`. Kept categories count from 1, 0 is unknown; rare ones are
    unknown, too, unless the two are to be told apart.

    `rare` says how many categories share one feature, by column.
    """

    tables: tuple[dict[str, float], ...]
    features: tuple[str, ...]
    column: tuple[int, ...]
    wanted: tuple[float, ...]
    rare: tuple[int, ...] = ()


def learn(values: Array, names: Sequence[str], params: Chosen) -> Coding:
    tables, features, column, wanted, rare = [], [], [], [], []
    for place, name in enumerate(names):
        found = counted(values[:, place], float(params["rare"]), int(params["most"]))
        table = {text: float(number + 1) for number, text in enumerate(found.kept)}
        missing, rest, never = (_sign(sign, found.kept) for sign in SIGNS)
        titles = [f"{name} = {text}" if text != MISSING else f"{name} = {missing}" for text in found.kept]
        codes = list(table.values())
        if found.rare:
            titles, codes = [*titles, f"{name} = {rest}"], [*codes, UNKNOWN if params["unseen"] == JOINED else RARE]
        if params["unseen"] != JOINED:
            table |= dict.fromkeys(sorted(found.rare), RARE)
        if params["unseen"] == OWN:
            titles, codes = [*titles, f"{name} = {never}"], [*codes, UNKNOWN]
        tables.append(table)
        features += titles
        column += [place] * len(titles)
        wanted += codes
        rare.append(len(found.rare))
    return Coding(tuple(tables), tuple(features), tuple(column), tuple(wanted), tuple(rare))


def _sign(sign: str, texts: Collection[str]) -> str:
    """Told apart from a category that is called so itself."""
    while sign in texts:
        sign += "'"
    return sign


def emit(graph: Graph, names: Sequence[str], learned: Coding) -> None:
    if not learned.features:
        graph.drop(names)
        return
    codes = coded(graph, names, learned.tables, UNKNOWN)
    spread = graph.node("Gather", codes, graph.numbers(learned.column, np.int64), axis=1)
    hits = graph.node("Equal", spread, graph.numbers(learned.wanted))
    graph.put(graph.cast(hits, np.float64), learned.features, "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Coding) -> tuple[tuple[str, ...], Array]:
    codes = looked_up(values, learned.tables, UNKNOWN)
    hits = [codes[:, place] == wanted for place, wanted in zip(learned.column, learned.wanted, strict=True)]
    return learned.features, np.array(hits, dtype=np.float64).T.reshape(len(values), len(learned.features))


def tell(names: Sequence[str], learned: Coding) -> Told:
    kept = [sum(code > UNKNOWN for code in table.values()) for table in learned.tables]
    each = {
        name: Reason("prepare.learnt_categories", {"kept": kept[place], "rare": learned.rare[place]})
        for place, name in enumerate(names)
    }
    facts: dict[str, Fact] = {"columns": len(names), "kept": sum(kept), "rare": sum(learned.rare)}
    return Told(Reason("prepare.told_categories", facts), each)


STEP = StepKind(
    name="one_hot",
    title=Words("One-hot", "원-핫 인코딩"),
    help=Words(
        "Each frequent category becomes a 0/1 column. Rare categories share one, which one never seen joins, or as you choose.",
        "자주 나오는 범주마다 0/1 열을 만듭니다. 드문 범주는 하나로 묶고, 처음 보는 범주를 어떻게 할지는 고를 수 있습니다.",
    ),
    takes=frozenset({"texts"}),
    params=(
        Param(
            "rare",
            Words("Rare below share", "드문 범주 기준 비율"),
            0.005,
            low=0.0,
            high=0.5,
            help=Words(
                "Categories in fewer rows than this (0.005 is 0.5 %) share one column: too few rows to learn from each alone.",
                "이 비율(0.005는 0.5 %)보다 드문 범주는 한 열로 묶습니다. 하나씩 배우기에는 행이 적기 때문입니다.",
            ),
        ),
        Param(
            "most",
            Words("At most categories", "최대 범주 수"),
            50,
            low=1,
            high=1000,
            help=Words(
                "At most so many categories of a column get a 0/1 column of their own. More make models larger and slower.",
                "한 열에서 이 수까지만 범주마다 0/1 열을 만듭니다. 많을수록 모델이 커지고 느려집니다.",
            ),
        ),
        Param(
            "unseen",
            Words("A category never seen", "처음 보는 범주"),
            JOINED,
            choices=(JOINED, OWN, NOTHING),
            help=Words(
                "With the rare ones it is treated like them. A column of its own is 0 on all training rows, so models learn "
                "nothing from it, but it shows. For the last two the model must list the rare categories, too.",
                "드문 범주와 함께 두면 드문 범주처럼 다룹니다. 따로 둔 열은 학습 행에서 모두 0이므로 모델이 배우는 것은 없지만 "
                "눈에 보입니다. 뒤의 두 방법은 드문 범주 목록도 모델에 담습니다.",
            ),
            choice_words=(
                Words("joins the rare ones", "드문 범주에 포함"),
                Words("a column of its own", "따로 둔 열"),
                Words("0 in all columns", "모든 열이 0"),
            ),
        ),
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    gives="numbers",
    uses_up=True,
    fills=True,
    tell=tell,
    group="categories",
)
