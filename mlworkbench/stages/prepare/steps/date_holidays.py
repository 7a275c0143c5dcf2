"""Public holidays: whether a date is one, and how many days it is to the next and since the last, from a table that ships.

The days of each country are in resources/holidays, with their source. A date outside the years covered has no answer: missing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from mlworkbench.base.errors import Fact
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.paths import resource
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import NO_DATE, Array
from mlworkbench.stages.prepare import dates
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

COUNTRIES = {
    "KR": Words("South Korea", "대한민국"),
    "US": Words("United States (federal)", "미국(연방)"),
    "JP": Words("Japan", "일본"),
    "CN": Words("China", "중국"),
    "DE": Words("Germany (all states)", "독일(전국 공통)"),
    "GB": Words("England", "영국(잉글랜드)"),
    "FR": Words("France", "프랑스"),
}
ENDINGS = ("holiday", "days to holiday", "days since holiday")


@dataclass(frozen=True)
class Years:
    """Days since 1970, `begin` included and `end` not, and the holidays in them, [H] in order. The last and the first may lie
    outside, so that the days at the ends have a next and a last one.
    """

    begin: int
    end: int
    holidays: Array
    first: int
    last: int

    def table(self) -> Array:
        """float32 [2 + days, 3], whole numbers and so exact: ENDINGS of each day; the first and last row are for other days."""
        days = np.arange(self.begin, self.end)
        after = self.holidays[np.minimum(np.searchsorted(self.holidays, days), len(self.holidays) - 1)]
        before = self.holidays[np.searchsorted(self.holidays, days, side="right") - 1]
        told = np.stack([after == days, after - days, days - before], axis=1).astype(np.float32)
        none = np.full((1, len(ENDINGS)), np.nan, dtype=np.float32)
        return np.vstack([none, told, none])


@cache
def years(country: str) -> Years:
    with resource("holidays", "holidays.json").open(encoding="utf-8") as file:
        found = json.load(file)["countries"][country]
    holidays = found["begin"] + np.cumsum([0, *found["steps"]])
    begin, end = (int(np.datetime64(f"{year:04}-01-01", "D").astype(np.int64)) for year in (found["first"], found["last"] + 1))
    return Years(begin, end, holidays, found["first"], found["last"])


@dataclass(frozen=True)
class Marked:
    """By column: `inside` counts the dates of the training rows in the years covered, `outside` the others, `hits` holidays."""

    country: str
    inside: tuple[int, ...]
    outside: tuple[int, ...]
    hits: tuple[int, ...]


def learn(values: Array, names: Sequence[str], params: Chosen) -> Marked:
    country = str(params["country"])
    covered, present = years(country), values != NO_DATE
    days = dates.plain_parts(values)["days"]
    within = present & (days >= covered.begin) & (days < covered.end)
    hits = within & np.isin(days, covered.holidays)
    counts = (tuple(which.sum(axis=0).tolist()) for which in (within, present & ~within, hits))
    return Marked(country, *counts)


def emit(graph: Graph, names: Sequence[str], learned: Marked) -> None:
    """A missing date is 1970 here, before all years covered."""
    covered = years(learned.country)
    found, table = dates.moments(graph, names), covered.table()
    rows = graph.node("Sub", found.parts["days"], graph.numbers(covered.begin - 1, np.int64))
    held = graph.node("Min", graph.node("Max", rows, graph.numbers(0, np.int64)), graph.numbers(len(table) - 1, np.int64))
    told = graph.node("Gather", graph.numbers(table, np.float32), held, axis=0)
    flat = graph.node("Reshape", told, graph.numbers([0, len(names) * len(ENDINGS)], np.int64))
    graph.put(graph.cast(flat, np.float64), _titles(names, learned), "numbers")


def _titles(names: Sequence[str], learned: Marked) -> tuple[str, ...]:
    return tuple(f"{name} · {ending} {learned.country}" for name in names for ending in ENDINGS)


def reference(values: Array, names: Sequence[str], learned: Marked) -> tuple[tuple[str, ...], Array]:
    covered, columns = years(learned.country), []
    for place, days in enumerate(dates.plain_parts(values)["days"].T):
        outside = (values[:, place] == NO_DATE) | (days < covered.begin) | (days >= covered.end)
        apart = (covered.holidays - days[:, np.newaxis]).astype(np.float64)
        told = (
            (apart == 0).any(axis=1),
            np.where(apart >= 0, apart, np.inf).min(axis=1),
            np.where(apart <= 0, -apart, np.inf).min(axis=1),
        )
        columns += [np.where(outside, np.nan, one) for one in told]
    return _titles(names, learned), dates.joined(columns, len(values))


def tell(names: Sequence[str], learned: Marked) -> Told:
    covered = years(learned.country)
    each = {
        name: Reason(
            "prepare.learnt_holidays",
            {"hits": learned.hits[place], "dates": learned.inside[place], "outside": learned.outside[place]},
        )
        for place, name in enumerate(names)
    }
    facts: dict[str, Fact] = {
        "columns": len(names),
        "first": str(covered.first),
        "last": str(covered.last),
        "outside": sum(learned.outside),
    }
    return Told(Reason("prepare.told_holidays", facts), each)


STEP = StepKind(
    name="date_holidays",
    title=Words("Public holidays", "공휴일"),
    help=Words(
        "Whether a date is a public holiday, the days to the next one and since the last, from a table up to 2050 that ships "
        "with the program. Future years follow today's law; dates outside the table are missing. The date stays for other steps.",
        "공휴일인지, 다음 공휴일까지와 지난 공휴일부터의 일수를 제품에 담긴 2050년까지의 표로 계산합니다. "
        "앞으로의 해는 현행 법을 따르며, 표에 없는 날짜는 결측입니다. 날짜 열은 다른 단계를 위해 남습니다.",
    ),
    takes=frozenset({"dates"}),
    params=(
        Param(
            "country",
            Words("Country", "국가"),
            "KR",
            choices=tuple(COUNTRIES),
            help=Words(
                "Whose public holidays count, with those that move with the moon and the days given for a holiday on a weekend.",
                "어느 나라의 공휴일인지 정합니다. 음력 명절과 대체 공휴일도 포함합니다.",
            ),
            choice_words=tuple(COUNTRIES.values()),
        ),
    ),
    emit=emit,
    reference=reference,
    learn=learn,
    adds="numbers",
    tell=tell,
    group="dates",
)
