"""Columns that look like personal data: by their name, by patterns, and by check digits where the kind has them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from mlworkbench.base.records import Column, Evidence, Finding, Reason, Severity
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import identifiers, people, ranges, saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

CHECKED = 2_000  # values whose check digits are reckoned
LOOKED_AT = 100_000  # rows that tell which kinds to count at all; single e-mail addresses are looked for in every row
MOSTLY = 0.5
VALID = 0.8


@dataclass(frozen=True)
class Kind:
    """`pattern` finds one in a text (RE2); `valid` proves a piece; `words` and `parts` name such a column. One alone is enough
    where `alone`, else most filled cells must be of the kind.
    """

    name: str
    severity: Severity
    pattern: str = ""
    valid: Callable[[str], bool] | None = None
    words: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()


KINDS = (
    Kind(
        "resident", "problem", r"\b\d{6}[- ]?[1-8]\d{6}\b",
        identifiers.resident, frozenset({"rrn"}), ("주민등록번호", "주민번호"),
    ),
    Kind("card", "problem", r"\b(?:\d[ -]?){12,18}\d\b", identifiers.card, frozenset(), ("카드번호",)),
    Kind(
        "iban", "problem", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b",
        identifiers.iban, frozenset({"iban"}), ("계좌번호",),
    ),
    Kind(
        "email", "warning", r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
        None, frozenset({"email"}), ("이메일",),
    ),
    Kind(
        "phone", "warning",
        r"(?:\b0(?:1[016789]|2|[3-6]\d|70|50\d?)[-. )]\d{3,4}[-. ]\d{4}\b"
        r"|\+\d{1,3}[-. ]?\(?\d{1,4}\)?(?:[-. ]?\d{2,4}){2,4}\b"
        r"|\(\d{3}\) ?\d{3}-\d{4}\b|\b\d{3}-\d{3}-\d{4}\b|(?:^|[\s:(])01[016789]\d{7,8}(?:$|[\s.,;)]))", None,
        frozenset({"phone", "mobile", "telephone", "fax"}), ("전화번호", "휴대폰", "연락처", "핸드폰"),
    ),
)  # fmt: skip
PERSON = re.compile(
    r"^(first|last|full|middle|given|family|sur|customer|patient|employee|person|contact|user|client)[_ ]?name$",
    re.I,
)
PERSON_KOREAN = re.compile(r"^(성명|성함)$|(고객|환자|직원|담당자|회원|신청인|보호자)(명|이름|성명)$")
NAME = re.compile(r"^(name|이름)$", re.I)
ADDRESS = frozenset({"address", "street"})
ADDRESS_KOREAN = ("주소",)
BIRTH = re.compile(r"(date[_ ]?of[_ ]?birth|birth[_ ]?(date|day)|^dob$|생년월일|출생일|생일)", re.I)


def find(subject: Subject) -> list[Finding]:
    made = []
    for column in subject.columns:
        if subject.figures[column.name].missing >= subject.rows:
            continue
        found = _by_value(subject, column) or _by_name(subject, column)
        if found is not None:
            made.append(found)
    return made


def _by_value(subject: Subject, column: Column) -> Finding | None:
    if column.type in ("flag", "date") or (column.type == "number" and not column.integer):
        return None
    figures = subject.figures[column.name]
    if column.type == "number" and (figures.maximum is None or figures.maximum < 1e8):
        return None
    cell = f"{subject.cell(column.name)}::VARCHAR"
    step = max(1, subject.rows // LOOKED_AT)
    few = f"FROM t WHERE r % {step} = 0 AND {cell} IS NOT NULL"
    asked = ", ".join(f"count(*) FILTER (regexp_matches({cell}, '{kind.pattern}'))" for kind in KINDS)
    (seen,) = subject.query(f"SELECT {asked} {few}")
    likely = [kind for kind, hits in zip(KINDS, seen, strict=True) if hits or kind.name == "email"]
    counted = ", ".join(f"count(*) FILTER ({_like(cell, kind)})" for kind in likely)
    ((filled, *counts),) = subject.query(f"SELECT count({cell}), {counted} FROM t")
    for kind, count in zip(likely, counts, strict=True):
        named = bool(kind.words & set(ranges.words_of(column.name))) or any(part in column.name for part in kind.parts)
        if count and (found := _proved(subject, column, kind, int(count), int(filled), named)) is not None:
            return found
    return None


def _like(cell: str, kind: Kind) -> str:
    matches = f"regexp_matches({cell}, '{kind.pattern}')"
    return f"contains({cell}, '@') AND {matches}" if kind.name == "email" else matches


def _proved(subject: Subject, column: Column, kind: Kind, count: int, filled: int, named: bool) -> Finding | None:
    """Phones and cards among other numbers need most cells or a telling name; e-mail addresses and check digits do not."""
    cell = f"{subject.cell(column.name)}::VARCHAR"
    shown = subject.query(
        f"SELECT regexp_extract({cell}, '{kind.pattern}'), min(r) FROM t WHERE regexp_matches({cell}, '{kind.pattern}')"
        f" GROUP BY 1 ORDER BY 2 LIMIT {CHECKED}"
    )
    right = [(piece, row) for piece, row in shown if kind.valid is None or kind.valid(piece)]
    if kind.valid is not None:
        count = round(count * len(right) / len(shown))
        surely = len(right) >= VALID * len(shown) or named
    else:
        surely = kind.name == "email" or count >= MOSTLY * filled or named or column.type == "text"
    if not right or not surely:
        return None
    evidence = [Evidence(identifiers.masked(piece), int(row) + 1) for piece, row in right[: saying.SHOWN]]
    return _finding(subject, column.name, kind.name, kind.severity, max(count, 1), evidence)


def _by_name(subject: Subject, column: Column) -> Finding | None:
    """Names, addresses and dates of birth have no pattern of their own."""
    figures = subject.figures[column.name]
    words = set(ranges.words_of(column.name))
    kind = None
    if BIRTH.search(column.name):
        kind = "birth"
    elif column.type in ("category", "text"):
        if _of_people(subject, column):
            kind = "name" if figures.distinct > 1 else None
        elif (words & ADDRESS and not words & {"ip", "mac", "email"}) or any(part in column.name for part in ADDRESS_KOREAN):
            kind = "address"
    if kind is None:
        return None
    evidence = [Evidence(identifiers.masked(top.value), None, top.count) for top in figures.top[:5]]
    return _finding(subject, column.name, kind, "warning", subject.rows - figures.missing, evidence)


def _of_people(subject: Subject, column: Column) -> bool:
    """By a name that leaves no doubt, or by what stands in it."""
    if PERSON.match(column.name) or PERSON_KOREAN.search(column.name) or _korean_names(subject, column):
        return True
    if not NAME.match(column.name):
        return False
    cell = subject.cell(column.name)
    values = [value for (value,) in subject.query(f"SELECT DISTINCT {cell} FROM t WHERE {cell} IS NOT NULL LIMIT {CHECKED}")]
    others = [one.name for one in subject.columns if one.name != column.name]
    return people.are_named(values, people.tell_of_people((word for one in others for word in ranges.words_of(one)), others))


def _korean_names(subject: Subject, column: Column) -> bool:
    if subject.figures[column.name].distinct < 20:
        return False
    cell = subject.cell(column.name)
    one = f"regexp_full_match({cell}, '[가-힣]{{3}}')"
    usual = f"regexp_full_match({cell}, '[김이박최정강조윤장임한오서신권황안송전홍][가-힣]{{2}}')"
    ((filled, three, surnames, common),) = subject.query(
        f"SELECT count(*), count(*) FILTER ({one}), count(*) FILTER ({usual}),"
        f" count(*) FILTER (regexp_full_match({cell}, '[김이박][가-힣]{{2}}'))"
        f" FROM (SELECT DISTINCT {cell} FROM t WHERE {cell} IS NOT NULL)"
    )
    return bool(three >= 0.8 * filled and surnames >= 0.7 * filled and common >= 0.25 * filled)


def _finding(subject: Subject, name: str, kind: str, severity: Severity, rows: int, evidence: list[Evidence]) -> Finding:
    filled = subject.rows - subject.figures[name].missing
    reason = Reason(
        f"data.found_personal_{kind}", {"column": name, "rows": rows, "percent": saying.percent(min(1.0, rows / max(filled, 1)))}
    )
    mends = (
        [saying.drop(name), saying.hashed(name)]
        if severity == "problem" or kind in ("address", "birth")
        else [saying.hashed(name), saying.drop(name)]
    )
    return saying.finding("personal", (name,), severity, rows, reason, evidence, [*mends, saying.exclude(name)])


def sample() -> Planted:
    return Planted(
        {"contact": [f"person{n}@example.org" for n in range(60)], "size": [n % 17 for n in range(60)]}, "personal", ("contact",)
    )


FINDER = Finder("personal", Words("Personal data", "개인정보"), False, find, sample)
