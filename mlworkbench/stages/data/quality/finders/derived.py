"""Columns that were computed from others: minimum, maximum, sum or mean of a row, a scaling, a copy, a weighted sum.

Where the target is among those others, such a column holds a part of the answer.
"""

from collections.abc import Sequence

from mlworkbench.base.records import Evidence, Finding, Reason, Severity
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import dependence, saying
from mlworkbench.stages.data.quality.dependence import Found
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

TOLD = 6  # of those that have nothing to do with the target


def find(subject: Subject) -> list[Finding]:
    names = [column.name for column, figures in subject.of_types("number") if figures.distinct > 2]
    numbers = {name: subject.sample[name][: dependence.MOST_ROWS] for name in names}
    found = dependence.of_rows(numbers)
    found += dependence.scaled(numbers, {name for one in found for name in one.columns})
    if subject.goal is not None and subject.goal.task == "regression" and subject.target in numbers:
        known = {name for one in found for name in one.columns} | {
            name for one in found if subject.target in one.sources for name in one.columns
        }
        found += dependence.parts(numbers, subject.target, known)
    about: list[Found] = []
    others: list[Found] = []
    for one in found:
        (about if subject.target in (*one.columns, *one.sources) else others).append(one)
    return [_finding(subject, one) for one in (*about, *others[:TOLD])]


def _finding(subject: Subject, one: Found) -> Finding:
    """A column computed from the target, or the target from columns: each of them must go."""
    target = subject.target
    leaks = target in (*one.columns, *one.sources)
    guilty = [name for name in (one.sources if target in one.columns else one.columns) if name != target]
    severity: Severity = "problem" if leaks else "info" if target or one.how == "copy" else "warning"
    facts: saying.Facts = {
        "columns": saying.listed(one.columns),
        "sources": saying.listed(one.sources),
        "count": len(one.sources),
    }
    key = f"data.found_derived_{one.how}" if not leaks else "data.found_derived_target"
    if leaks:
        facts |= {"target": target or "", "columns": saying.listed(guilty)}
    evidence = [Evidence(text, row + 1) for row, text in _examples(subject, one)]
    evidence = saying.of_sample(evidence, min(len(subject.sampled_rows), dependence.MOST_ROWS), subject.rows)
    mends = [saying.exclude(*guilty), saying.drop(*guilty)]
    kind = "leak" if leaks else "derived"
    return saying.finding(kind, guilty, severity, subject.rows, Reason(key, facts), evidence, mends)


def _examples(subject: Subject, one: Found) -> list[tuple[int, str]]:
    shown = [*one.columns[:2], *(name for name in one.sources[:3] if name not in one.columns)]
    rows = range(min(3, len(subject.sampled_rows)))
    return [
        (
            int(subject.sampled_rows[row]),
            " · ".join(f"{saying.short(name)} {saying.short(float(subject.sample[name][row]))}" for name in shown),
        )
        for row in rows
    ]


def sample() -> Planted:
    weeks: dict[str, Sequence[object]] = {f"W{week}": [(n * (week + 3) * 7) % 31 for n in range(300)] for week in range(4)}
    highest = [max(row) for row in zip(*weeks.values(), strict=True)]
    return Planted({**weeks, "top": highest, "other": [(n * 13) % 89 for n in range(300)]}, "derived", ("top",))


FINDER = Finder("derived", Words("Columns computed from others", "다른 열에서 계산된 열"), False, find, sample)
