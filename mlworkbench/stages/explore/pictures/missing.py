"""Where values are missing: how many, together with what, in which patterns of rows."""

import numpy as np

from mlworkbench.base.params import Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.charts.panels import Bar, Heat, Pattern, Patterns, Ranking
from mlworkbench.stages.explore.ordering import clustered
from mlworkbench.stages.explore.part import Asked, Found, PictureKind, View
from mlworkbench.stages.explore.subject import Subject

MOST_COLUMNS = 40


def numbers(subject: Subject, asked: Asked) -> Found:
    rows = max(subject.rows, 1)
    found = sorted((one for one in subject.profile.columns if one.missing), key=lambda one: -one.missing)
    bars = tuple(Bar(one.name, one.missing / rows, rows=one.missing) for one in found)
    views = [View("missing", Ranking("missing", bars))]
    facts = [Reason("explore.how_missing"), Reason("explore.fact_complete", {"columns": len(subject.columns) - len(found)})]
    names = [one.name for one in found[:MOST_COLUMNS]]
    if names:
        patterns = _patterns(subject, names)
        shown = patterns[: int(asked["patterns"])]
        views.append(View("patterns", Patterns(tuple(names), tuple(shown), subject.rows)))
        facts.append(Reason("explore.fact_patterns", {"count": len(patterns), "shown": len(shown)}))
        if len(names) > 1:
            views.append(View("together", _together(names, patterns)))
            facts.append(Reason("explore.how_together"))
    return Found(tuple(views), tuple(facts))


def _patterns(subject: Subject, names: list[str]) -> list[Pattern]:
    """All patterns of all rows, counted by their bits, the most frequent first."""
    subject.report.progress(0.3, "explore.patterns", columns=len(names))
    bits = " + ".join(f"({subject.cell(name)} IS NULL)::BIGINT * {1 << place}" for place, name in enumerate(names))
    found = subject.ask(f"SELECT {bits}, count(*) FROM data GROUP BY 1 ORDER BY 2 DESC, 1")
    return [Pattern(rows, tuple(bool(key >> place & 1) for place in range(len(names)))) for key, rows in found]


def _together(names: list[str], patterns: list[Pattern]) -> Heat:
    """Correlation (phi) of being missing."""
    lacks = np.array([one.missing for one in patterns], dtype=np.float64)
    weights = np.array([one.rows for one in patterns], dtype=np.float64)
    weights /= weights.sum()
    middle = weights @ lacks
    spread = np.sqrt(middle * (1 - middle))
    shared = (lacks * weights[:, None]).T @ lacks - np.outer(middle, middle)
    with np.errstate(invalid="ignore", divide="ignore"):
        table = np.clip(shared / np.outer(spread, spread), -1.0, 1.0)
    known = np.isfinite(table)
    order = clustered(np.where(known, table, 0.0))
    cells = tuple(tuple(float(table[row, at]) if known[row, at] else None for at in order) for row in order)
    told = tuple(names[place] for place in order)
    return Heat("together", told, told, cells)


PICTURE = PictureKind(
    name="missing",
    title=Words("Missing", "결측"),
    help=Words(
        "How many values are missing, in which columns, and which are missing together.",
        "어느 열에 값이 얼마나 없는지, 어떤 열이 함께 비는지 보여 줍니다.",
    ),
    slots=(),
    params=(Param("patterns", Words("Patterns shown", "보일 유형 수"), 15, low=1, high=100),),
    numbers=numbers,
)
