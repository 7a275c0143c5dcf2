"""Columns that are different in the last part of the file than in the first: what is learnt from the past may not hold."""

import numpy as np

from mlworkbench.base.records import Column, ColumnProfile, Evidence, Finding, Reason, Severity
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.data.quality import marks, saying, statistics
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

FEWEST = 200
STRONG = 0.25  # greatest distance of two distributions (Kolmogorov) below which nothing is told
SORTED = 0.99  # a column that climbs with the rows is the order of the file, not a drift
FEWEST_STEPS = 10
MANY_WORDS = 30
FEWEST_TOGETHER = 5  # rows of a value on average, so that lying together says something


def find(subject: Subject) -> list[Finding]:
    """First against last third: Kolmogorov-Smirnov for numbers, total variation for words; corrected for many columns."""
    rows = len(subject.sampled_rows)
    if rows < FEWEST:
        return []
    third = rows // 3
    aside = {one.column for one in subject.profile.set_aside}
    asked, order = [], sorted_by(subject)
    for column, figures in subject.of_types("number", "flag", "category"):
        cells = subject.sample[column.name]
        if column.name in aside or column.name == order or _climbs(cells):
            continue
        known = _without_marks(subject, column, figures)
        asked.append((column.name, *_compared(known[:third], known[-third:])))
    alarmed = statistics.significant([one[1] for one in asked])
    strong = [(name, size) for (name, _, size), yes in zip(asked, alarmed, strict=True) if yes and size >= STRONG]
    strong.sort(key=lambda one: (one[0] != subject.target, -one[1]))
    return _findings(subject, strong, len(asked)) if strong else []


def _without_marks(subject: Subject, column: Column, figures: ColumnProfile) -> Array:
    """That "no value" is written more often is no drift of the values."""
    cells = subject.sample[column.name]
    found = marks.of(subject, column, figures) if column.type == "number" else None
    return cells if found is None else np.where(np.isin(cells, [mark.value for mark in found.found]), np.nan, cells)


def _climbs(cells: Array) -> bool:
    if cells.dtype == object:
        return False
    filled = cells[np.isfinite(cells)]
    steps = np.diff(filled)
    moved = steps[steps != 0]
    return bool(len(moved) > 0.5 * len(filled) and max((moved > 0).mean(), (moved < 0).mean()) >= SORTED)


def _compared(first: Array, last: Array) -> tuple[float, float]:
    """The p-value and the size of the difference, from 0 to 1."""
    if first.dtype == object:
        both = np.concatenate([first, last])
        code = np.minimum(statistics.codes(both)[0], MANY_WORDS) + 1
        counts = np.array([np.bincount(part, minlength=MANY_WORDS + 2) for part in (code[: len(first)], code[len(first) :])])
        size = float(np.abs(counts[0] / len(first) - counts[1] / len(last)).sum() / 2)
        return statistics.association(counts)[0], size
    first, last = first[np.isfinite(first)], last[np.isfinite(last)]
    if min(len(first), len(last)) < FEWEST // 4:
        return 1.0, 0.0
    return statistics.apart(first, last)


def follows_time(subject: Subject) -> bool:
    """A date climbs or falls with the rows from the first to the last, if only now and then."""
    for column, _ in subject.of_types("date"):
        cells = subject.sample[column.name]
        filled = cells[np.isfinite(cells)]
        moved = np.diff(filled)[np.diff(filled) != 0]
        if len(moved) < FEWEST_STEPS or max((moved > 0).mean(), (moved < 0).mean()) < SORTED:
            continue
        third = len(filled) // 3
        first, last = filled[:third], filled[-third:]  # months that begin anew for each shop do not follow time
        if first.max() <= last.min() or first.min() >= last.max():
            return True
    return False


def sorted_by(subject: Subject) -> str | None:
    """The first column of words whose equal values all lie together: the file is sorted by it, so its parts must differ.

    None where the rows follow time: then it is time that makes the difference.
    """
    if follows_time(subject):
        return None
    for column, figures in subject.of_types("category"):
        if column.name not in subject.sample or figures.distinct < 2:
            continue
        code = statistics.codes(subject.sample[column.name])[0]
        if int((code[1:] != code[:-1]).sum()) + 1 == len(np.unique(code)) <= len(code) // FEWEST_TOGETHER:
            return column.name
    return None


def _findings(subject: Subject, strong: list[tuple[str, float]], asked: int) -> list[Finding]:
    """One for each column."""
    order = sorted_by(subject)
    in_time = follows_time(subject)
    shared: saying.Facts = {"asked": asked}
    key = "data.found_drifting"
    if order is not None:
        key, shared["order"] = "data.found_drifting_sorted", order
    made = []
    for name, size in strong:
        severity: Severity = "warning" if in_time or (name == subject.target and order is None) else "info"
        reason = Reason(key, {**shared, "column": name, "percent": saying.percent(size)})
        if name == subject.target and order is None:
            names = [one for one, _ in strong]
            told: saying.Facts = {"target": name, "count": len(names), "asked": asked, "columns": saying.listed(names)}
            reason = Reason("data.found_target_drift", told)
        evidence = saying.of_sample([Evidence(f"{saying.percent(size)} %")], len(subject.sampled_rows), subject.rows)
        made.append(saying.finding("drift", (name,), severity, subject.rows // 3, reason, evidence))
    return made


def sample() -> Planted:
    return Planted(
        {"level": [n % 13 + (6 if n > 400 else 0) for n in range(600)], "size": [(n * 31) % 97 for n in range(600)]},
        "drift",
        ("level",),
    )


FINDER = Finder("drift", Words("Drift within the file", "파일 안의 드리프트"), False, find, sample)
