"""One column compared between groups: how large the differences are, each with an interval, corrected for looking at many."""

from dataclasses import replace
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.charts.panels import Bar, Box, Boxes, Counted, Ranking, Shares
from mlworkbench.stages.explore import effects, relating
from mlworkbench.stages.explore.part import Asked, Found, PictureKind, Slot, View
from mlworkbench.stages.explore.subject import Drawn, Subject
from mlworkbench.stages.explore.summing import box

Array = np.ndarray[Any, np.dtype[Any]]
MOST = 12  # groups
MOST_VALUES = 8


def numbers(subject: Subject, asked: Asked) -> Found:
    column, by = str(asked["column"]), str(asked["by"])
    if column == by:
        raise InputError("explore.same_column", column=column)
    drawn = subject.draw([column, by])
    codes, names = _groups(subject, drawn, by)
    subject.report.progress(0.5, "explore.comparing", column=column)
    if subject.is_number(column):
        views, how = _of_numbers(subject, drawn, column, by, codes, names), "explore.how_delta"
    else:
        views, how = _of_values(subject, drawn, column, by, codes, names), "explore.how_difference"
    measured = relating.fitting(subject, drawn, column, by)
    facts = [Reason(how), Reason("explore.how_holm", {"count": len(names)}), Reason(f"explore.how_{measured.measure}")]
    facts.insert(0, relating.told(measured))
    return Found(views, tuple(facts), subject.used)


def _groups(subject: Subject, drawn: Drawn, by: str) -> tuple[Array, list[str]]:
    """The most frequent groups; a number makes four bands of as many rows."""
    from mlworkbench.stages.explore import measures

    if subject.is_number(by) and subject.figures(by).distinct > MOST:
        values = drawn.values[by]
        codes = measures.binned(values, 4)
        names = [_band(subject, by, values[codes == place]) for place in range(int(codes.max(initial=-1)) + 1)]
        return codes, names
    found, levels = subject.codes(drawn, by)
    sizes = np.bincount(found[found >= 0], minlength=len(levels))
    kept = sorted(range(len(levels)), key=lambda place: (-sizes[place], levels[place]))[:MOST]
    codes = np.full(len(found), -1, dtype=np.int64)
    for place, level in enumerate(kept):
        codes[found == level] = place
    return codes, [levels[level] for level in kept]


def _band(subject: Subject, by: str, values: Array) -> str:
    return " – ".join(subject.word(by, float(end)) for end in (values.min(), values.max()))


def _of_numbers(subject: Subject, drawn: Drawn, column: str, by: str, codes: Array, names: list[str]) -> tuple[View, ...]:
    values = drawn.values[column]
    known = np.isfinite(values) & (codes >= 0)
    boxes: list[Box | None] = [box(name, values[known & (codes == place)]) for place, name in enumerate(names)]
    bars = [effects.delta(name, values[known], codes[known] == place) for place, name in enumerate(names)]
    shown = tuple(one for one in boxes if one is not None)
    ranking = Ranking("effect", _held(bars), column)
    return View("boxes", Boxes(column, by, shown, subject.is_date(column))), View("effects", ranking)


def _of_values(subject: Subject, drawn: Drawn, column: str, by: str, codes: Array, names: list[str]) -> tuple[View, ...]:
    found, levels = subject.codes(drawn, column)
    known = (found >= 0) & (codes >= 0)
    sizes = np.bincount(found[known], minlength=len(levels))
    kept = sorted(range(len(levels)), key=lambda place: (-sizes[place], levels[place]))[:MOST_VALUES]
    groups = tuple(
        Counted(name, tuple(int((known & (codes == place) & (found == level)).sum()) for level in kept))
        for place, name in enumerate(names)
    )
    value = _telling(subject, column, kept, levels)
    bars = [effects.difference(name, found[known] == value, codes[known] == place) for place, name in enumerate(names)]
    shares = Shares(column, tuple(levels[level] for level in kept), groups, by)
    return View("shares", shares), View("effects", Ranking("effect", _held(bars), f"{column} = {levels[value]}" if kept else ""))


def _telling(subject: Subject, column: str, kept: list[int], levels: tuple[str, ...]) -> int:
    """The value whose share is compared: of two the rarer one, as a yes often is; else the most frequent."""
    return (kept[-1] if len(kept) == 2 else kept[0]) if kept else 0


def _held(bars: list[Bar]) -> tuple[Bar, ...]:
    """Holm's correction of the p values, the largest differences first."""
    held = effects.holm([bar.p for bar in bars])
    made = [replace(bar, p=p) for bar, p in zip(bars, held, strict=True)]
    return tuple(sorted(made, key=lambda bar: (bar.value is None, -abs(bar.value or 0.0))))


PICTURE = PictureKind(
    name="groups",
    title=Words("Groups", "그룹 비교"),
    help=Words(
        "One column between groups: size of the difference with an interval, corrected for many comparisons.",
        "한 열을 그룹끼리 견줍니다. 차이의 크기를 구간과 함께, 여러 번 비교한 만큼 보정해 보여 줍니다.",
    ),
    slots=(Slot("column", Words("Column", "열")), Slot("by", Words("Groups", "그룹"))),
    params=(),
    numbers=numbers,
)
