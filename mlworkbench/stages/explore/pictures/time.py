"""How many rows, or which mean or sum of a number, a date column shows over time; steps without rows are gaps and told."""

import datetime as dt
from itertools import groupby

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.charts.panels import Line, Timeline
from mlworkbench.stages.explore.part import Asked, Found, PictureKind, Slot, View
from mlworkbench.stages.explore.subject import Grouping, Subject

SECOND = 1_000_000  # microseconds
STEPS = {  # from the widest on: its name for DuckDB and roughly how long it is
    "year": 365.25 * 86_400 * SECOND,
    "quarter": 91.3 * 86_400 * SECOND,
    "month": 30.44 * 86_400 * SECOND,
    "week": 7 * 86_400 * SECOND,
    "day": 86_400 * SECOND,
    "hour": 3_600 * SECOND,
    "minute": 60 * SECOND,
    "second": SECOND,
}
ENOUGH, MOST = 24, 2000  # steps a picture should have, and may have
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
ONE = "1"  # SQL: every row in one group
FIGURES = {"count": "count(*)::DOUBLE", "mean": "avg({cell})", "sum": "sum({cell})"}


def numbers(subject: Subject, asked: Asked) -> Found:
    date, value, by = (str(asked[name]) for name in ("column", "value", "by"))
    of = str(asked["of"]) if value else "count"
    if not subject.is_date(date):
        raise InputError("explore.not_a_date", column=date)
    if value and subject.column(value).type not in ("number", "flag"):
        raise InputError("explore.not_a_number", column=value)
    figures = subject.figures(date)
    if figures.minimum is None or figures.maximum is None:
        return Found((View("time", Timeline(date, "day", "count", (), ())),), (Reason("explore.fact_unknown"),))
    step = _step(figures.minimum, figures.maximum, str(asked["step"]))
    subject.report.progress(0.2, "explore.counting", column=date)
    grouping = subject.grouping(by) if by else None
    panel, empty = _timeline(subject, date, step, of, value, grouping)
    runs = [len(list(run)) for lacks, run in groupby(empty) if lacks]
    facts = [Reason(f"explore.how_step_{step}"), Reason("explore.how_exact")]
    if runs:
        facts.append(Reason("explore.fact_gaps", {"gaps": len(runs), "steps": sum(runs), "longest": max(runs)}))
    else:
        facts.append(Reason("explore.fact_no_gap"))
    if figures.missing:
        facts.append(Reason("explore.fact_missing", {"column": date, "rows": figures.missing}))
    return Found((View("time", panel),), tuple(facts))


def _step(low: float, high: float, wished: str) -> str:
    """The widest step that gives enough points; a wish counts as far as there is room for it."""
    wide = high - low
    if wished in STEPS and wide / STEPS[wished] <= MOST:
        return wished
    return next((name for name, length in STEPS.items() if wide / length >= ENOUGH), "second" if wide else "day")


def _timeline(
    subject: Subject, date: str, step: str, of: str, value: str, grouping: Grouping | None
) -> tuple[Timeline, list[bool]]:
    """The lines, and which steps no row lies in."""
    figure = FIGURES[of].format(cell=subject.value(value) if value else "")
    moment = f"epoch_us(date_trunc('{step}', {subject.cell(date)}))"
    group = grouping.sql if grouping else ONE
    query = f"SELECT {moment}, {group}, {figure}, count(*) FROM data WHERE {subject.cell(date)} IS NOT NULL GROUP BY 1, 2"
    found = [row for row in subject.ask(query) if row[1] is not None]
    moments = _moments(min(row[0] for row in found), max(row[0] for row in found), step) if found else []
    places = {moment: place for place, moment in enumerate(moments)}
    names = grouping.names if grouping else ("",)
    table: list[list[float | None]] = [[None] * len(moments) for _ in names]
    filled = [False] * len(moments)
    for at, place, figure_found, _ in found:
        table[place if grouping else 0][places[at]] = None if figure_found is None else float(figure_found)
        filled[places[at]] = True
    lines = tuple(Line(name, tuple(row)) for name, row in zip(names, table, strict=True) if any(one is not None for one in row))
    by = grouping.column if grouping else ""
    return Timeline(date, step, of, tuple(moments), lines, value, by), [not one for one in filled]  # type: ignore[arg-type]


def _moments(first: int, last: int, step: str) -> list[int]:
    """Every step from the first to the last."""
    if step in ("week", "day", "hour", "minute", "second"):
        return list(range(first, last + 1, round(STEPS[step])))
    months = {"month": 1, "quarter": 3, "year": 12}[step]
    made, moment = [], EPOCH + dt.timedelta(microseconds=first)
    while (micro := (moment - EPOCH) // dt.timedelta(microseconds=1)) <= last:
        made.append(micro)
        if moment.year + (moment.month + months > 12) * ((moment.month - 1 + months) // 12) > dt.MAXYEAR:
            break
        later = moment.month - 1 + months
        moment = moment.replace(year=moment.year + later // 12, month=later % 12 + 1)
    return made


PICTURE = PictureKind(
    name="time",
    title=Words("Time", "시간"),
    help=Words(
        "Rows, or a number's mean or sum, over time; gaps are told.",
        "시간에 따른 행 수 또는 숫자의 평균과 합계를 보여 줍니다. 빈 기간도 알립니다.",
    ),
    slots=(
        Slot("column", Words("Date", "날짜"), "date"),
        Slot("value", Words("Number", "숫자"), "number", needed=False),
        Slot("by", Words("By group", "그룹"), needed=False),
    ),
    params=(
        Param(
            "of",
            Words("Figure", "수치"),
            "mean",
            choices=("mean", "sum", "count"),
            choice_words=(Words("Mean", "평균"), Words("Sum", "합계"), Words("Rows", "행 수")),
        ),
        Param(
            "step",
            Words("Step", "간격"),
            "auto",
            choices=("auto", *STEPS),
            choice_words=(
                *(Words("Automatic", "자동"), Words("Year", "연"), Words("Quarter", "분기"), Words("Month", "월")),
                *(Words("Week", "주"), Words("Day", "일"), Words("Hour", "시간"), Words("Minute", "분"), Words("Second", "초")),
            ),
        ),
    ),
    numbers=numbers,
)
