"""Columns that are different in the last part of the file than in the first: what is learnt from the past may not hold."""

import numpy as np

from mlworkbench.base.records import Evidence, Finding, Reason, Severity
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.data.quality import saying, statistics
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

FEWEST = 200
STRONG = 0.25  # greatest distance of two distributions (Kolmogorov) below which nothing is told
SORTED = 0.99  # a column that climbs with the rows is the order of the file, not a drift
MANY_WORDS = 30


def find(subject: Subject) -> list[Finding]:
    """First against last third: Kolmogorov-Smirnov for numbers, total variation for words; corrected for many columns."""
    rows = len(subject.sampled_rows)
    if rows < FEWEST:
        return []
    third = rows // 3
    aside = {one.column for one in subject.profile.set_aside}
    asked = []
    for column, _ in subject.of_types("number", "flag", "category"):
        cells = subject.sample[column.name]
        if column.name in aside or _climbs(cells):
            continue
        asked.append((column.name, *_compared(cells[:third], cells[-third:])))
    alarmed = statistics.significant([one[1] for one in asked])
    strong = [(name, size) for (name, _, size), yes in zip(asked, alarmed, strict=True) if yes and size >= STRONG]
    strong.sort(key=lambda one: (one[0] != subject.target, -one[1]))
    return [_finding(subject, strong, len(asked))] if strong else []


def _climbs(cells: Array) -> bool:
    if cells.dtype == object:
        return False
    filled = cells[np.isfinite(cells)]
    steps = np.diff(filled)
    moved = steps[steps != 0]
    return bool(len(moved) > 0.5 * len(filled) and max((moved > 0).mean(), (moved < 0).mean()) >= SORTED)


def _compared(first: Array, last: Array) -> tuple[float, float]:
    """The p-value and the size of the difference, from 0 to 1."""
    from scipy import stats

    if first.dtype == object:
        both = np.concatenate([first, last])
        code = np.minimum(statistics.codes(both)[0], MANY_WORDS) + 1
        counts = np.array([np.bincount(part, minlength=MANY_WORDS + 2) for part in (code[: len(first)], code[len(first) :])])
        size = float(np.abs(counts[0] / len(first) - counts[1] / len(last)).sum() / 2)
        return statistics.association(counts)[0], size
    first, last = first[np.isfinite(first)], last[np.isfinite(last)]
    if min(len(first), len(last)) < FEWEST // 4:
        return 1.0, 0.0
    found = stats.ks_2samp(first, last, method="asymp")
    return float(found.pvalue), float(found.statistic)


def _finding(subject: Subject, strong: list[tuple[str, float]], asked: int) -> Finding:
    names = [name for name, _ in strong]
    facts: saying.Facts = {"count": len(names), "asked": asked, "columns": saying.listed(names)}
    evidence = []
    for name, size in strong[: saying.SHOWN]:
        evidence.append(Evidence(f"{saying.short(name)}: {saying.percent(size)} %"))
    key = "data.found_drift"
    if subject.target in names:
        key, facts["target"] = "data.found_target_drift", subject.target or ""
    in_time = any(_climbs(subject.sample[column.name]) for column, _ in subject.of_types("date"))
    severity: Severity = "warning" if in_time or subject.target in names else "info"
    return saying.finding("drift", names, severity, subject.rows // 3, Reason(key, facts), evidence)


def sample() -> Planted:
    return Planted(
        {"level": [n % 13 + (6 if n > 400 else 0) for n in range(600)], "size": [(n * 31) % 97 for n in range(600)]},
        "drift",
        ("level",),
    )


FINDER = Finder("drift", Words("Drift within the file", "파일 안의 드리프트"), False, find, sample)
