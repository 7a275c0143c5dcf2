"""Columns that say nothing: no values, or one value in nearly every row."""

from mlworkbench.base.records import Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

NEARLY = 0.999
FEWEST = 1_000  # rows, below which a single other value may be what matters


def find(subject: Subject) -> list[Finding]:
    """Constant and empty ones stand in the profile; here those that are constant but for one row in a thousand."""
    found = []
    for one in subject.profile.columns:
        top = one.top[0] if one.top else None
        if one.name == subject.target or top is None or one.distinct < 2 or one.missing or subject.rows < FEWEST:
            continue
        if top.count >= NEARLY * subject.rows and one.distinct > 2:
            facts: saying.Facts = {"column": one.name, "value": saying.short(top.value), "rows": subject.rows - top.count}
            evidence = [Evidence(saying.short(other.value), None, other.count) for other in one.top]
            mends = [saying.exclude(one.name), saying.drop(one.name)]
            found.append(
                saying.finding("constant", (one.name,), "info", top.count, Reason("data.found_nearly", facts), evidence, mends)
            )
    return found


def sample() -> Planted:
    return Planted({"size": [n * 0.5 for n in range(3000)], "site": ["Seoul"] * 2998 + ["Busan", "Jeju"]}, "constant", ("site",))


FINDER = Finder("constants", Words("Nearly constant columns", "거의 한 값뿐인 열"), False, find, sample)
