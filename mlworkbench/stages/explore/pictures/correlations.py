"""Which columns say the same: correlations of numbers, associations of categories, similar ones beside each other."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mlworkbench.base.params import Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.charts.panels import Heat
from mlworkbench.stages.explore import measures
from mlworkbench.stages.explore.ordering import clustered
from mlworkbench.stages.explore.part import Asked, Found, PictureKind, View
from mlworkbench.stages.explore.subject import Subject

Array = np.ndarray[Any, np.dtype[Any]]
MOST_LEVELS = 1000  # values of a category that is compared with others


def numbers(subject: Subject, asked: Asked) -> Found:
    most, pearson = int(asked["most"]), asked["method"] == "pearson"
    varied = [one.name for one in subject.columns if subject.figures(one.name).distinct > 1]
    numeric = [name for name in varied if subject.is_number(name)]
    other = [name for name in varied if not subject.is_number(name) and subject.figures(name).distinct <= MOST_LEVELS]
    views, facts = [], [Reason("explore.how_pearson" if pearson else "explore.how_spearman")]
    for kept, of, name in ((numeric[:most], "correlation", "numbers"), (other[:most], "association", "categories")):
        if len(kept) > 1:
            views.append(View(name, _heat(subject, kept, of, pearson)))
    if len(other) > 1:
        facts.append(Reason("explore.how_cramer"))
    if max(len(numeric), len(other)) > most:
        facts.append(Reason("explore.fact_columns_left", {"columns": max(len(numeric), len(other)) - most}))
    facts.append(Reason("explore.how_clustered"))
    return Found(tuple(views) or (View("numbers", Heat("correlation", (), (), ())),), tuple(facts), subject.used)


def _heat(subject: Subject, names: Sequence[str], of: str, pearson: bool) -> Heat:
    drawn = subject.draw(names)
    pair: Callable[[Array, Array], float | None]
    if of == "correlation":
        whole = all(np.isfinite(drawn.values[name]).all() for name in names)
        columns = [drawn.values[name] if pearson or not whole else measures.ranks(drawn.values[name]) for name in names]
        pair = _pearson if pearson or whole else _spearman
    else:
        columns = [subject.codes(drawn, name)[0] for name in names]
        pair = _cramer
    table = np.eye(len(names))
    known = np.ones_like(table, dtype=bool)
    for place, one in enumerate(columns):
        subject.report.progress(0.1 + 0.9 * place / len(names), "explore.comparing", column=names[place])
        for beside in range(place):
            found = pair(one, columns[beside])
            table[place, beside] = table[beside, place] = 0.0 if found is None else found
            known[place, beside] = known[beside, place] = found is not None
    order = clustered(table)
    cells = tuple(tuple(float(table[row, at]) if known[row, at] else None for at in order) for row in order)
    told = tuple(names[place] for place in order)
    return Heat("correlation" if of == "correlation" else "association", told, told, cells)


def _pearson(x: Array, y: Array) -> float | None:
    return measures.correlation(*measures.both(x, y))


def _spearman(x: Array, y: Array) -> float | None:
    x, y = measures.both(x, y)
    return measures.correlation(measures.ranks(x), measures.ranks(y)) if len(x) else None


def _cramer(a: Array, b: Array) -> float | None:
    return measures.association(a, b)


PICTURE = PictureKind(
    name="correlations",
    title=Words("Correlations", "상관"),
    help=Words(
        "Which columns say the same as others; similar ones stand beside each other.",
        "서로 같은 말을 하는 열을 보여 줍니다. 비슷한 열을 나란히 놓습니다.",
    ),
    slots=(),
    params=(
        Param(
            "method",
            Words("Of numbers", "숫자 상관"),
            "spearman",
            choices=("spearman", "pearson"),
            choice_words=(
                Words("Ranks (Spearman)", "순위 상관 (Spearman)"),
                Words("Straight line (Pearson)", "직선 상관 (Pearson)"),
            ),
        ),
        Param("most", Words("Columns at most", "최대 열 수"), 40, low=2, high=100),
    ),
    numbers=numbers,
)
