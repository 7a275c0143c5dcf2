"""Figures of a number within a category, on the training rows: what is usual in this place, for this customer, of this make.

A category that training did not know gets the figures of all rows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric
from mlworkbench.stages.prepare.categories import coded, looked_up, numbered
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told, mixed

FIGURES = ("mean", "median", "min", "max", "sd", "count")
MOST_FEATURES = 5_000
Found = dict[str, Array]


@dataclass(frozen=True)
class Groups:
    """`rows` float64 [1 + categories, numbers × figures], row 0 for what no table holds. `tables` give a category's row.

    `texts` and `numbers` are the places of the step's columns by kind. `means` [1 + categories, numbers] are what numbers are
    compared with, if `apart`.
    """

    texts: tuple[int, ...]
    numbers: tuple[int, ...]
    figures: tuple[str, ...]
    tables: tuple[dict[str, int], ...]
    rows: Array
    means: Array
    apart: bool
    beyond: int

    def titles(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(
            f"{names[number]} · {figure} · {names[text]}"
            for text in self.texts
            for number in self.numbers
            for figure in self.figures
        )

    def compared(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(f"{names[number]} − mean · {names[text]}" for text in self.texts for number in self.numbers)


def learn(values: Array, names: Sequence[str], params: Chosen) -> Groups:
    texts = tuple(place for place in range(len(names)) if isinstance(values[0, place], str))
    numbers = tuple(place for place in range(len(names)) if place not in texts)
    figures, apart = tuple(one for one in FIGURES if params[one]), bool(params["apart"])
    _check(len(texts) * len(numbers) * (len(figures) + apart))
    cells = numeric.present(values[:, list(numbers)].astype(np.float64))
    wanted = dict.fromkeys(("mean", *figures))
    whole = _figured(cells, np.zeros(len(cells), dtype=np.int64), 1, wanted)
    rows, tables, beyond = [whole], [], 0
    for place in texts:
        found = numbered(values[:, place], int(params["most"]))
        many = np.flatnonzero(found.counts() >= int(params["least"]))
        begin = sum(len(one["mean"]) for one in rows)
        tables.append({found.kept[code]: begin + row for row, code in enumerate(many.tolist())})
        made = _figured(cells, found.codes, len(found.kept) + 1, wanted, whole)
        rows.append({figure: one[many] for figure, one in made.items()})
        beyond += found.beyond + len(found.kept) - len(many)
    stacked = {figure: np.vstack([one[figure] for one in rows]) for figure in wanted}
    table = np.stack([stacked[figure] for figure in figures or ("mean",)], axis=2).reshape(len(stacked["mean"]), -1)
    return Groups(texts, numbers, figures, tuple(tables), table, stacked["mean"], apart, beyond)


def _check(features: int) -> None:
    if not features:
        raise InputError("prepare.no_figure")
    if features > MOST_FEATURES:
        raise InputError("prepare.too_many_figures", found=features, most=MOST_FEATURES)


def _figured(cells: Array, codes: Array, count: int, wanted: Collection[str], whole: Found | None = None) -> Found:
    """Each figure float64 [count, k]. A group without any value of a number has that number's figures of all rows."""
    found = {figure: np.zeros((count, cells.shape[1])) for figure in wanted}
    for place in range(cells.shape[1]):
        there = ~np.isnan(cells[:, place])
        counts = np.bincount(codes[there], minlength=count)
        for figure, column in _of_one(cells[there, place], codes[there], counts, wanted).items():
            found[figure][:, place] = column
            if whole is not None and figure != "count":
                found[figure][counts == 0, place] = whole[figure][0, place]
    return found


def _of_one(column: Array, codes: Array, counts: Array, wanted: Collection[str]) -> Found:
    """The figures of one number, float64 [groups]; 0 for a group without any value."""
    shrunk, divisor = numeric.shrunk(column[:, np.newaxis])
    column, filled = shrunk[:, 0], np.maximum(counts, 1)
    mean = np.bincount(codes, column, len(counts)) / filled
    found = {"mean": mean, "count": counts.astype(np.float64) / divisor[0]}
    if "sd" in wanted:
        found["sd"] = np.sqrt(np.bincount(codes, (column - mean[codes]) ** 2, len(counts)) / filled)
    if {"median", "min", "max"} & set(wanted) and len(column):
        ordered = column[np.lexsort((column, codes))]
        begins = np.minimum(np.cumsum(counts) - counts, len(column) - 1)
        lower, upper = ordered[begins + (filled - 1) // 2], ordered[begins + filled // 2]
        ends = {"median": lower / 2 + upper / 2, "min": ordered[begins], "max": ordered[begins + filled - 1]}
        found |= {figure: np.where(counts > 0, values, 0.0) for figure, values in ends.items()}
    none = np.zeros(len(counts))
    return {one: np.clip(found.get(one, none) * divisor[0], -numeric.LARGEST, numeric.LARGEST) for one in wanted}


def emit(graph: Graph, names: Sequence[str], learned: Groups) -> None:
    codes = coded(graph, [names[place] for place in learned.texts], learned.tables, 0, whole=True)
    if learned.figures:
        _put(graph, codes, learned.rows, learned.titles(names))
    if learned.apart:
        numbers = [names[place] for place in learned.numbers]
        means = _wide(graph, codes, learned.means, len(learned.texts))
        cells = graph.take(numbers)
        cells = graph.node("Concat", *[cells] * len(learned.texts), axis=1) if len(learned.texts) > 1 else cells
        apart = numeric.held(graph, graph.node("Sub", cells, means), -numeric.LARGEST, numeric.LARGEST)
        graph.put(apart, learned.compared(names), "numbers")


def _put(graph: Graph, codes: str, rows: Array, titles: tuple[str, ...]) -> None:
    graph.put(_wide(graph, codes, rows, len(titles) // rows.shape[1]), titles, "numbers")


def _wide(graph: Graph, codes: str, rows: Array, texts: int) -> str:
    """The row of each category, all of one row of the data side by side."""
    found = graph.node("Gather", graph.numbers(rows), codes, axis=0)
    return graph.node("Reshape", found, graph.numbers([0, texts * rows.shape[1]], np.int64))


def reference(values: Array, names: Sequence[str], learned: Groups) -> tuple[tuple[str, ...], Array]:
    rows = looked_up(values[:, list(learned.texts)], learned.tables, 0).astype(np.int64)
    titles = learned.titles(names)
    made = learned.rows[rows].reshape(len(values), -1)[:, : len(titles)]
    if not learned.apart:
        return titles, made
    cells = np.tile(values[:, list(learned.numbers)].astype(np.float64), len(learned.texts))
    apart = numeric.held_values(cells - learned.means[rows].reshape(len(values), -1), -numeric.LARGEST, numeric.LARGEST)
    return (*titles, *learned.compared(names)), np.hstack([made, apart])


def tell(names: Sequence[str], learned: Groups) -> Told:
    each = {
        names[place]: Reason("prepare.learnt_groups", {"kept": len(table)})
        for place, table in zip(learned.texts, learned.tables, strict=True)
    }
    kept = sum(map(len, learned.tables))
    made = len(learned.texts) * len(learned.numbers) * (len(learned.figures) + learned.apart)
    return Told(Reason("prepare.told_groups", {"columns": made, "kept": kept, "beyond": learned.beyond}), each)


def _flag(name: str, en: str, ko: str, help_en: str, help_ko: str, default: bool = False) -> Param:
    return Param(name, Words(en, ko), default, help=Words(help_en, help_ko))


STEP = StepKind(
    name="group",
    title=Words("Figures within a category", "범주별 통계"),
    help=Words(
        "Adds columns with figures of each number within each category, such as the mean price in a district, worked out on the "
        "training rows. A category never seen gets the figures of all rows. It needs columns of both kinds.",
        "지역별 평균 가격처럼 범주 안에서 구한 숫자의 통계를 열로 추가합니다. 학습 행에서 계산하며, 처음 보는 범주에는 전체 행의 "
        "통계를 씁니다. 범주 열과 숫자 열이 하나 이상 필요합니다.",
    ),
    takes=frozenset({"texts", "numbers"}),
    params=(
        _flag("mean", "Mean", "평균", "The average of the number within the category.", "범주 안의 평균입니다.", True),
        _flag("median", "Median", "중앙값", "The middle value within the category.", "범주 안의 가운데 값입니다."),
        _flag("min", "Least", "최솟값", "The smallest value within the category.", "범주 안의 가장 작은 값입니다."),
        _flag("max", "Greatest", "최댓값", "The largest value within the category.", "범주 안의 가장 큰 값입니다."),
        _flag("sd", "Spread", "표준편차", "The standard deviation within the category.", "범주 안의 표준편차입니다."),
        _flag("count", "Count", "개수", "How many values of the number the category has.", "범주 안에 있는 값의 개수입니다."),
        _flag(
            "apart",
            "Difference from the mean",
            "평균과의 차이",
            "How far the row's own number is above or below the mean of its category; missing where the number is.",
            "행의 숫자가 그 범주의 평균보다 얼마나 크거나 작은지 나타냅니다. 숫자가 결측이면 결측입니다.",
            True,
        ),
        Param(
            "least",
            Words("Rows of a category", "범주의 최소 행 수"),
            5,
            low=1,
            high=100_000,
            help=Words(
                "A category with fewer training rows counts as never seen: figures of few rows are chance.",
                "학습 행이 이보다 적은 범주는 처음 보는 범주로 처리합니다. 적은 행의 통계는 우연에 좌우됩니다.",
            ),
        ),
        Param(
            "most",
            Words("At most categories", "최대 범주 수"),
            1000,
            low=1,
            high=100_000,
            help=Words(
                "So many categories of a column, the most frequent first, get figures of their own.",
                "자주 나오는 범주부터 이 수까지 통계를 구합니다.",
            ),
        ),
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    together=True,
    adds="numbers",
    tell=tell,
    group="combine",
    mixes=mixed,
)
