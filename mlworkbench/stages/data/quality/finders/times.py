"""Columns of times of day (12:30), which stay text: as minutes since midnight a model can use them."""

from mlworkbench.base.records import Column, ColumnProfile, Evidence, Finding, Reason, Severity
from mlworkbench.base.words import Words
from mlworkbench.stages.data import times
from mlworkbench.stages.data.quality import saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

MOSTLY = 0.95
FEWEST = 2  # filled cells


def find(subject: Subject) -> list[Finding]:
    pairs = [(column, figures) for column, figures in subject.of_types("category", "text") if column.name != subject.target]
    made = (_of(subject, column, figures) for column, figures in pairs if _likely(figures))
    return [one for one in made if one is not None]


def _likely(figures: ColumnProfile) -> bool:
    """The most frequent values are times: the rest is looked at only then."""
    import pyarrow as pa

    values = pa.array([top.value for top in figures.top], pa.string())
    return len(values) > 0 and len(values) - times.minutes(values).null_count >= MOSTLY * len(values)


def _of(subject: Subject, column: Column, figures: ColumnProfile) -> Finding | None:
    cell, filled = subject.cell(column.name), subject.rows - figures.missing
    matches = f"regexp_full_match({cell}, '{times.TIME}')"
    ((rows,),) = subject.query(f"SELECT count(*) FILTER ({matches}) FROM t")
    if filled < FEWEST or rows < MOSTLY * filled:
        return None
    evidence = [Evidence(saying.short(top.value), None, top.count) for top in figures.top]
    reason = Reason("data.found_times", {"column": column.name, "example": figures.top[0].value.strip()})
    mends = [saying.remedy("time_of_day", {"columns": [column.name]}, "data.mend_minutes"), saying.exclude(column.name)]
    severity: Severity = "warning" if column.type == "text" else "info"  # as a category a model may use it as it is
    return saying.finding("times", (column.name,), severity, rows, reason, evidence, mends)


def sample() -> Planted:
    written = [f"{n % 24:02d}:{n * 7 % 60:02d}" for n in range(300)]
    return Planted({"begun": written, "size": [n % 23 + 0.5 for n in range(300)]}, "times", ("begun",))


FINDER = Finder("times", Words("Times of day", "시각"), False, find, sample)
