"""Cells that are missing more often for some values of the target: that they are missing says something."""

import numpy as np

from mlworkbench.base.records import Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import saying, statistics
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

WEAK = 0.1  # Cramér's V below which it does not matter, however many rows prove it
FEWEST = 10


def find(subject: Subject) -> list[Finding]:
    """Chi-square of missing by class or by tenth of the target, corrected for the number of columns."""
    if subject.truth is None or subject.goal is None:
        return []
    target = statistics.groups(subject.truth)
    known = target >= 0
    asked = []
    for column, figures in subject.of_types("number", "category", "date", "flag"):
        if column.name == subject.target or min(figures.missing, subject.rows - figures.missing) < FEWEST:
            continue
        cells = subject.sample[column.name]
        gone = np.array([cell is None for cell in cells]) if cells.dtype == object else ~np.isfinite(cells)
        table = np.array(
            [np.bincount(target[known & (gone == is_gone)], minlength=target.max() + 1) for is_gone in (False, True)]
        )
        asked.append((column.name, figures.missing, table, *statistics.association(table)))
    alarmed = statistics.significant([one[3] for one in asked])
    made = [
        _finding(subject, name, rows, table)
        for (name, rows, table, _, size), is_significant in zip(asked, alarmed, strict=True)
        if is_significant and size >= WEAK
    ]
    return sorted(made, key=lambda one: -one.rows)


def _finding(subject: Subject, name: str, rows: int, table: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> Finding:
    goal = subject.goal
    shares = table[1] / np.maximum(table.sum(axis=0), 1)
    filled = np.flatnonzero(table.sum(axis=0) > 0)
    most, least = filled[np.argmax(shares[filled])], filled[np.argmin(shares[filled])]
    labels = list(goal.classes) if goal and goal.task != "regression" else _spans(subject, len(shares))
    facts: saying.Facts = {
        "column": name,
        "target": goal.target if goal else "",
        "most": labels[most],
        "most_percent": saying.percent(float(shares[most])),
        "least": labels[least],
        "least_percent": saying.percent(float(shares[least])),
    }
    evidence = [Evidence(labels[place], None, int(table[1][place])) for place in filled]
    evidence = saying.of_sample(evidence, len(subject.sampled_rows), subject.rows)
    return saying.finding(
        "missing_by_target",
        (name,),
        "warning",
        rows,
        Reason("data.found_missing_by_target", facts),
        evidence,
        [saying.exclude(name)],
    )


def _spans(subject: Subject, count: int) -> list[str]:
    """5000 … 7500: the values of the target in each group."""
    truth = subject.truth
    if truth is None:
        return []
    group = statistics.groups(truth)
    parts = [truth[group == place] for place in range(count)]
    spans = [(saying.short(float(part.min())), saying.short(float(part.max()))) if len(part) else ("", "") for part in parts]
    return [low if low == high else f"{low} … {high}" for low, high in spans]


def sample() -> Planted:
    answers = ["yes" if n % 3 == 0 else "no" for n in range(600)]
    income = [None if answer == "yes" and n % 2 else 30 + n % 17 for n, answer in enumerate(answers)]
    return Planted(
        {"income": income, "size": list(range(600)), "bought": answers}, "missing_by_target", ("income",), target="bought"
    )


FINDER = Finder("missing_by_target", Words("Missing depends on the target", "예측 대상에 따른 결측"), True, find, sample)
