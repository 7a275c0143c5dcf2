"""Classes of the target that are rare."""

from mlworkbench.base.records import Evidence, Finding, Reason, Severity
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

UNEVEN = 0.6  # of an even share
RARE = 0.05
FEW_ROWS = 30  # a class below this can hardly be learnt or judged


def find(subject: Subject) -> list[Finding]:
    goal = subject.goal
    if goal is None or goal.task == "regression" or goal.target not in subject.places:
        return []
    cell = subject.cell(goal.target)
    counts = subject.query(f"SELECT {cell}, count(*) AS n FROM t WHERE {cell} IS NOT NULL GROUP BY 1 ORDER BY n, 1 LIMIT 1000")
    filled = sum(int(count) for _, count in counts)
    if len(counts) < 2 or not filled:
        return []
    rarest, least = counts[0]
    share = least / filled
    if share >= UNEVEN / len(counts) and least >= FEW_ROWS:
        return []
    severity: Severity = "warning" if share < RARE / (len(counts) - 1) or least < FEW_ROWS else "info"
    told = " · ".join(f"{saying.short(value)}: {count:,}" for value, count in (counts if len(counts) <= 4 else counts[:3]))
    facts: saying.Facts = {
        "column": goal.target,
        "rarest": saying.short(rarest),
        "rows": int(least),
        "percent": saying.percent(share),
        "counts": told,
    }
    key = "data.found_rare_class" if least < FEW_ROWS else "data.found_imbalance"
    evidence = [Evidence(saying.short(value), None, int(count)) for value, count in counts]
    mends = [saying.remedy("stratify", {}, "data.mend_stratify")]
    return [saying.finding("imbalance", (goal.target,), severity, int(least), Reason(key, facts), evidence, mends)]


def sample() -> Planted:
    return Planted(
        {"size": [n % 31 for n in range(1000)], "bought": ["yes" if n % 40 == 0 else "no" for n in range(1000)]},
        "imbalance",
        ("bought",),
        target="bought",
    )


FINDER = Finder("imbalance", Words("Imbalanced classes", "범주 불균형"), True, find, sample)
