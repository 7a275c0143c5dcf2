"""Numbers and dates that stand for "no value": -200, 999, 9999, 1900-01-01, where they stand apart from all others."""

from mlworkbench.base.records import Column, Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import marks, saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject


def find(subject: Subject) -> list[Finding]:
    asked = [(column, marks.of(subject, column, figures)) for column, figures in subject.of_types("number", "date")]
    return [_finding(column, found) for column, found in asked if found is not None]


def _finding(column: Column, found: marks.Marks) -> Finding:
    spell = saying.moment if column.type == "date" else lambda value: saying.short(float(value))
    told = [spell(mark.value) for mark in found.found]
    facts: saying.Facts = {"column": column.name, "values": ", ".join(told), "rows": found.rows}
    facts |= {"low": spell(found.low), "high": spell(found.high)}
    evidence = [Evidence(value, mark.row + 1, mark.count) for value, mark in zip(told, found.found, strict=True)]
    mend = saying.missing(column.name, values=told)
    return saying.finding(
        "sentinel", (column.name,), "problem", found.rows, Reason("data.found_sentinel", facts), evidence, [mend]
    )


def sample() -> Planted:
    return Planted({"level": [n % 40 + 0.5 for n in range(300)] + [-200] * 9, "size": list(range(309))}, "sentinel", ("level",))


FINDER = Finder("sentinels", Words("Marks for no value", "값 없음을 뜻하는 숫자"), False, find, sample)
