"""Columns whose name says that they may be known only after what is to be predicted has happened."""

from mlworkbench.base.records import Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import ranges, saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

HINTS = frozenset(
    [
        "reason",
        "outcome",
        "result",
        "resolution",
        "resolved",
        "closed",
        "closing",
        "closure",
        "cancelled",
        "canceled",
        "cancellation",
        "terminated",
        "termination",
        "cancel",
        "recoveries",
        "returned",
        "disposition",
        "refund",
        "refunded",
        "settled",
        "settlement",
        "recovered",
        "recovery",
        "discharged",
        "discharge",
        "diagnosis",
        "verdict",
        "decision",
        "chargeback",
        "repaired",
        "writeoff",
    ]
)
SHORTEST = 4  # letters of a target whose name says something
KOREAN = (
    "사유",
    "결과",
    "해지",
    "종료일",
    "완료일",
    "처리일",
    "처리결과",
    "환불",
    "취소",
    "퇴원",
    "퇴사",
    "진단",
    "정산",
    "판정",
    "반품",
    "해약",
    "회수",
)


def find(subject: Subject) -> list[Finding]:
    made = []
    for column in subject.features():
        hints = _hints(column.name, subject.target or "")
        if hints and subject.target:
            facts: saying.Facts = {"column": column.name, "hint": hints[0], "target": subject.target}
            evidence = [Evidence(saying.short(top.value), None, top.count) for top in subject.figures[column.name].top[:5]]
            reason = Reason("data.found_afterwards", facts)
            made.append(
                saying.finding(
                    "afterwards",
                    (column.name,),
                    "info",
                    subject.rows - subject.figures[column.name].missing,
                    reason,
                    evidence,
                    [saying.exclude(column.name)],
                )
            )
    return made


def _hints(name: str, target: str) -> list[str]:
    """Words of what comes afterwards; or the target's own name with more beside it: churn reason, failure code."""
    words, wanted = ranges.words_of(name), ranges.words_of(target)
    found = [word for word in words if word in HINTS] or [word for word in KOREAN if word in name]
    if not found and len(words) > len(wanted) and len(target) >= SHORTEST and set(wanted) <= set(words):
        found = [target]
    return found


def sample() -> Planted:
    return Planted(
        {
            "size": [n % 31 for n in range(300)],
            "cancellation_reason": [f"r{n % 5}" for n in range(300)],
            "left": ["yes" if n % 3 == 0 else "no" for n in range(300)],
        },
        "afterwards",
        ("cancellation_reason",),
        target="left",
    )


FINDER = Finder("afterwards", Words("Known only afterwards", "나중에야 알 수 있는 열"), True, find, sample)
