"""Columns that name things rather than describe them, although some of their values come twice."""

from mlworkbench.base.records import ColumnProfile, Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.stages.data.findings import NAMES
from mlworkbench.stages.data.quality import saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

NEARLY_ALL = 0.95
FEWEST = 100


def find(subject: Subject) -> list[Finding]:
    """Columns whose values are all different stand in the profile."""
    known = {one.column for one in subject.profile.set_aside if one.reason.key != "data.aside_text"}
    made = []
    for column, figures in subject.of_types("category", "text", "number"):
        if column.name in known or column.name == subject.target or not NAMES.search(column.name):
            continue
        if (column.integer or column.type != "number") and _names_rows(figures, subject.rows):
            facts: saying.Facts = {"column": column.name, "distinct": figures.distinct, "rows": subject.rows - figures.missing}
            evidence = [Evidence(saying.short(top.value), None, top.count) for top in figures.top if top.count > 1]
            mends = [saying.exclude(column.name), saying.hashed(column.name)]
            made.append(
                saying.finding(
                    "id", (column.name,), "warning", subject.rows, Reason("data.found_nearly_id", facts), evidence, mends
                )
            )
    return made


def _names_rows(figures: ColumnProfile, rows: int) -> bool:
    filled = rows - figures.missing
    return filled >= FEWEST and NEARLY_ALL * filled <= figures.distinct < filled


def sample() -> Planted:
    number = [*range(400), 3, 5, 7]
    return Planted({"order_id": [f"A{n:05d}" for n in number], "size": [n % 17 for n in number]}, "id", ("order_id",))


FINDER = Finder("ids", Words("Columns that identify rows", "행을 식별하는 열"), False, find, sample)
