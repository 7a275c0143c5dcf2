"""Columns whose value is written once at the head of a group and left out below it, as merged cells in a workbook are read."""

from mlworkbench.base.records import Column, ColumnProfile, Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

FIRST = 3  # columns at the left, where heads of groups stand
FEWEST_ROWS, FEWEST = 12, 3
MISSING = 0.4  # of the rows at least
VARIED = 0.5  # of the heads must differ
TOGETHER = 0.02  # of the heads may stand below each other


def find(subject: Subject) -> list[Finding]:
    names = {column.name for column in subject.columns[:FIRST]}
    pairs = [(column, figures) for column, figures in subject.of_types("category", "text") if column.name in names]
    made = (_of(subject, column, figures) for column, figures in pairs if column.name != subject.target)
    return [one for one in made if one is not None]


def _of(subject: Subject, column: Column, figures: ColumnProfile) -> Finding | None:
    filled = subject.rows - figures.missing
    if subject.rows < FEWEST_ROWS or filled < FEWEST or figures.missing < MISSING * subject.rows:
        return None
    if figures.distinct < VARIED * filled:
        return None
    cell = subject.cell(column.name)
    heads = f"SELECT r, {cell} AS v, lag(r) OVER (ORDER BY r) AS before FROM t WHERE {cell} IS NOT NULL"
    ((first, together),) = subject.query(f"SELECT min(r), count(*) FILTER (r = before + 1) FROM ({heads})")
    if first != 0 or together > TOGETHER * filled:
        return None
    shown = subject.query(f"SELECT {cell}, r FROM t WHERE {cell} IS NOT NULL ORDER BY r LIMIT {saying.SHOWN}")
    evidence = [Evidence(saying.short(value), int(row) + 1) for value, row in shown]
    reason = Reason("data.found_groups", {"column": column.name, "rows": figures.missing, "heads": filled})
    mends = [saying.remedy("fill_down", {"columns": [column.name]}, "data.mend_fill_down"), saying.exclude(column.name)]
    return saying.finding("groups", (column.name,), "warning", figures.missing, reason, evidence, mends)


def sample() -> Planted:
    heads = [f"district {n // 6}" if n % 6 == 0 else None for n in range(120)]
    return Planted({"district": heads, "size": [n % 23 + 0.5 for n in range(120)]}, "groups", ("district",))


FINDER = Finder("groups", Words("Groups named once", "한 번만 적힌 묶음 이름"), False, find, sample)
