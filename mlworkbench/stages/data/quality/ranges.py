"""Which values a column of this name can have."""

import re
from dataclasses import dataclass

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[가-힣]+|\d+|%")

UNIT = re.compile(r"[(\[][^()\[\]\s]{1,12}[)\]]\s*$|\b(km/h|m/s|mg/l|kg/m[23³²])\b")
BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
FORMULA = re.compile(r"\w\s*[/÷*×]\s*\w|\w\s+[-−+]\s+\w")


@dataclass(frozen=True)
class Range:
    """`words` stand in the column's name; `most` must hold for nearly all values, else the name means something else."""

    words: frozenset[str]
    endings: tuple[str, ...]
    low: float | None
    high: float | None


def _range(words: str, endings: str, low: float | None, high: float | None) -> Range:
    return Range(frozenset(words.split()), tuple(endings.split()), low, high)


SHORT_NAME = 2  # words of a name that can be latitude or longitude
# The first that fits counts; places on earth stand first.
RANGES = (
    _range("lat latitude", "위도", -90, 90),
    _range("lon lng long longitude", "경도", -180, 180),
    _range("age", "나이 연령", 0, 130),
    _range("month", "", 1, 12),
    _range("hour", "", 0, 24),
    _range("humidity", "습도", 0, 100),
    _range("ph", "", 0, 14),
    _range("probability", "확률", 0, 1),
    _range("percent percentage pct %", "백분율 퍼센트", 0, 100),
    _range(
        "count counts qty quantity quantities units number stock rooms bedrooms population households visits clicks orders",
        "수량 건수 개수 인구 횟수 재고",
        0, None,
    ),
    _range(
        "price prices cost costs fee fees salary wage income charge charges rent fare premium",
        "가격 금액 요금 급여 소득 비용", 0, None
    ),
    _range(
        "duration length width height weight distance area speed tenure size mass volume wear torque rpm rainfall snowfall"
        " visibility radiation perimeter year years days hours minutes seconds",
        "길이 너비 높이 무게 거리 면적 속도 시간 기간 강수량 적설",
        0, None,
    ),
)  # fmt: skip
SIGNED = frozenset(
    [
        "change",
        "diff",
        "difference",
        "delta",
        "balance",
        "profit",
        "loss",
        "margin",
        "growth",
        "gain",
        "net",
        "score",
        "zscore",
        "temperature",
        "temp",
        "temperatur",
        "deviation",
        "adjustment",
        "adjusted",
        "return",
        "log",
        "offset",
        "error",
        "residual",
        "correction",
        "refund",
        "elevation",
        "altitude",
        "normalized",
        "scaled",
        "coefficient",
        "slope",
        "trend",
        "shift",
        "credit",
        "debit",
        "effect",
        "variation",
    ]
)
SIGNED_ENDINGS = ("기온", "온도", "증감", "차이", "변화", "손익", "잔액", "수익", "편차", "조정")
PLANNED = frozenset(
    [
        "due",
        "plan",
        "planned",
        "expiry",
        "expires",
        "expiration",
        "valid",
        "until",
        "maturity",
        "deadline",
        "scheduled",
        "forecast",
        "next",
        "future",
        "end",
    ]
)
PLANNED_ENDINGS = ("만료", "예정", "마감", "종료", "계획", "만기")
BIRTH = frozenset(["birth", "birthday", "born", "dob", "founded", "established", "built", "construction"])


def words_of(name: str) -> tuple[str, ...]:
    """The words of a column's name in small letters: MonthlyCharges → monthly, charges."""
    return tuple(word.lower() for word in WORD.findall(name))


def may_be_negative(name: str) -> bool:
    words = words_of(name)
    return any(word in SIGNED for word in words) or any(part in name for part in SIGNED_ENDINGS)


def is_formula(name: str) -> bool:
    """A ratio or a difference of other things, such as cash / debts; the / of a unit such as (m/s) makes none."""
    rest = UNIT.sub(" ", name)
    while (inner := BRACKETS.sub(" x ", rest)) != rest:
        rest = inner
    return FORMULA.search(rest) is not None


def range_of(name: str) -> Range | None:
    """None where the name says nothing of its values."""
    words = words_of(name)
    if may_be_negative(name) or is_formula(name):
        return None
    able = RANGES if len(words) <= SHORT_NAME else RANGES[2:]  # long-term liabilities are no longitude
    for one in able:
        if one.words & {*words, name.lower()} or any(ending in name for ending in one.endings):
            return one
    return None


def is_place(name: str) -> bool:
    """Latitude or longitude: where on earth is no question of far or near."""
    known = range_of(name)
    return known is not None and known in RANGES[:2]


def may_be_ahead(name: str) -> bool:
    """Dates of this name may lie in the future."""
    return any(word in PLANNED for word in words_of(name)) or any(part in name for part in PLANNED_ENDINGS)


def may_be_long_ago(name: str) -> bool:
    return any(word in BIRTH for word in words_of(name))
