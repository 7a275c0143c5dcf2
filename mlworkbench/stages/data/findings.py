"""What is worth knowing about the columns, and which of them no model should see."""

import re

from mlworkbench.base.records import Column, ColumnProfile, Finding, Reason, SetAside

# A whole number without repeats is an id when its name says so, or when it counts the rows.
NAMES = re.compile(
    r"(^|[^a-zA-Z])(?i:u?id|uuid|guid|key|code|no|nr|num|number|index|serial)$|[a-z](Id|ID|Key|Code|No|Number)$"
    r"|번호$|코드$|일련|식별|아이디"
)
LONG_TEXT = 40
MANY_MISSING = 0.5
ESTIMATED = 0.9  # of an estimate this much will do
SEVERITIES = ("problem", "warning", "info")


def set_aside(columns: tuple[Column, ...], profiles: tuple[ColumnProfile, ...], rows: int) -> tuple[SetAside, ...]:
    """In the columns' order: empty, constant, id, free text."""
    reasons = ((column.name, _why_aside(column, profile, rows)) for column, profile in zip(columns, profiles, strict=True))
    return tuple(SetAside(name, reason) for name, reason in reasons if reason)


def _why_aside(column: Column, profile: ColumnProfile, rows: int) -> Reason | None:
    if profile.missing == rows:
        return Reason("data.aside_empty")
    if profile.distinct == 1 and not profile.missing:
        return Reason("data.aside_constant", {"value": profile.top[0].value[:60]})
    if is_id(column, profile, rows):
        return Reason("data.aside_id", {"distinct": profile.distinct})
    if profile.type == "text":
        return Reason("data.aside_text", {"distinct": profile.distinct})
    return None


def is_id(column: Column, profile: ColumnProfile, rows: int) -> bool:
    """As many values as filled rows. Long texts are free text rather than names; measures may be all different by chance."""
    filled = rows - profile.missing
    enough = ESTIMATED * filled if "distinct" in profile.approximate else filled
    if filled < 2 or profile.distinct < enough:
        return False
    if profile.type in ("category", "text"):
        if filled < MANY_MISSING * rows and not NAMES.search(column.name):
            return False  # the head of a group, written once
        return max((len(top.value) for top in profile.top), default=0) <= LONG_TEXT
    if profile.type != "number" or not column.integer or profile.minimum is None or profile.maximum is None:
        return False
    counts_rows = profile.maximum - profile.minimum < 1.5 * filled
    return bool(counts_rows or NAMES.search(column.name))


def findings(
    profiles: tuple[ColumnProfile, ...], asides: tuple[SetAside, ...], notes: tuple[Finding, ...], rows: int, repeated: int
) -> tuple[Finding, ...]:
    """Worst first: warnings, then what is only told. `repeated` is below 0 where repeated rows were not counted."""
    found = [*notes, *(_of_aside(aside, rows) for aside in asides), *_missing(profiles, rows)]
    if repeated >= 0:
        key = "data.rows_repeated" if repeated else "data.no_rows_repeated"
        found.append(_finding("duplicates", (), repeated > 0, repeated, Reason(key, {"rows": repeated, "compared": rows})))
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))


def _finding(kind: str, columns: tuple[str, ...], warns: bool, rows: int, reason: Reason) -> Finding:
    return Finding(kind, columns, "warning" if warns else "info", rows, reason)


def _of_aside(aside: SetAside, rows: int) -> Finding:
    kind = aside.reason.key.removeprefix("data.aside_")
    reason = Reason(f"data.found_{kind}", {"column": aside.column, **aside.reason.facts})
    return _finding(kind, (aside.column,), kind in ("id", "text"), rows, reason)


def _missing(profiles: tuple[ColumnProfile, ...], rows: int) -> list[Finding]:
    made = []
    for profile in profiles:
        if 0 < profile.missing < rows:
            share = 100 * profile.missing / rows
            percent = f"{share:.1f}".removesuffix(".0") if share >= 0.1 else f"{share:.2g}"
            reason = Reason("data.found_missing", {"column": profile.name, "rows": profile.missing, "percent": percent})
            made.append(_finding("missing", (profile.name,), profile.missing > MANY_MISSING * rows, profile.missing, reason))
    return made
