"""Which columns belong to the target, the strongest first."""

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.charts.panels import Bar, Ranking
from mlworkbench.stages.explore import relating
from mlworkbench.stages.explore.part import Asked, Found, PictureKind, Slot, View
from mlworkbench.stages.explore.subject import Drawn, Subject

AT_ONCE = 20  # columns held at a time


def numbers(subject: Subject, asked: Asked) -> Found:
    target = str(asked["column"] or subject.target or "")
    if not target:
        raise InputError("explore.no_target")
    subject.column(target)
    others = [column.name for column in subject.columns if column.name != target]
    bars: list[Bar] = []
    for first in range(0, len(others), AT_ONCE):
        some = others[first : first + AT_ONCE]
        drawn = subject.draw([target, *some])
        for place, name in enumerate(some, start=first):
            subject.report.progress(0.1 + 0.9 * place / len(others), "explore.relating", column=name, target=target)
            bars.append(_bar(subject, drawn, name, target, str(asked["measure"])))
    bars.sort(key=lambda bar: (bar.value is None, -(bar.value or 0.0)))
    used = sorted({bar.measure for bar in bars if bar.value is not None})
    facts = [Reason(f"explore.how_{measure}") for measure in used]
    facts.append(Reason("explore.how_chance"))
    return Found((View("ranking", Ranking("relation", tuple(bars), target)),), tuple(facts), subject.used)


def _bar(subject: Subject, drawn: Drawn, name: str, target: str, measure: str) -> Bar:
    measured = (relating.informing if measure == "information" else relating.fitting)(subject, drawn, name, target)
    return Bar(name, measured.value, measured.low, measured.high, measured.measure, measured.rows, measured.sign)


PICTURE = PictureKind(
    name="relations",
    title=Words("Relations", "관련"),
    help=Words(
        "How strongly each column belongs to the target, with an interval, corrected for chance.",
        "각 열이 예측 대상과 얼마나 관련되는지 구간과 함께 보여 줍니다. 우연의 몫은 뺐습니다.",
    ),
    slots=(Slot("column", Words("Target", "예측 대상"), needed=False),),
    params=(
        Param(
            "measure",
            Words("Measure", "척도"),
            "fitting",
            choices=("fitting", "information"),
            choice_words=(Words("Correlation by kind", "열 종류에 맞는 상관"), Words("Information", "정보량")),
        ),
    ),
    numbers=numbers,
)
