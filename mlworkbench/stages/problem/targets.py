"""Which columns can be predicted, and in words why another cannot."""

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import ColumnProfile, Profile, Reason

MOST_CLASSES = 200
FEWEST_ROWS = 20
NAMES = (
    "target", "label", "class", "y", "outcome", "churn", "default", "survived", "fraud", "failure", "diagnosis", "response",
    "result", "quality", "price", "value", "cost", "amount", "count", "sales", "demand", "turnover",
    "목표", "타깃", "라벨", "등급", "여부", "결과", "분류", "구분", "가격",
)  # fmt: skip
GOOD_NAME, LAST, FEW_CLASSES = 4.0, 2.0, 1.0


def column_of(profile: Profile, name: str) -> ColumnProfile:
    """Raises InputError for a column that is not there."""
    for column in profile.columns:
        if column.name == name:
            return column
    raise InputError("problem.no_such_column", column=name, known=", ".join(column.name for column in profile.columns[:40]))


def refuses(profile: Profile, target: str) -> Reason | None:
    """Why this column cannot be predicted, or None."""
    column = column_of(profile, target)
    filled = profile.rows - column.missing
    if not filled:
        return Reason("problem.target_empty", {"column": target})
    if column.distinct == 1:
        return Reason("problem.target_constant", {"column": target, "value": column.top[0].value[:60]})
    if column.type == "date":
        return Reason("problem.target_date", {"column": target})
    if filled < FEWEST_ROWS:
        return Reason("problem.too_few_rows", {"column": target, "rows": filled, "least": FEWEST_ROWS})
    if column.type in ("category", "text"):
        return _refuses_text(column, filled)
    return None


def _refuses_text(column: ColumnProfile, filled: int) -> Reason | None:
    if column.distinct == filled:
        return Reason("problem.target_id", {"column": column.name, "distinct": column.distinct})
    if column.type == "text":
        return Reason("problem.target_text", {"column": column.name, "distinct": column.distinct})
    if column.distinct > MOST_CLASSES:
        return Reason("problem.too_many_classes", {"column": column.name, "classes": column.distinct, "most": MOST_CLASSES})
    return None


def targets(profile: Profile) -> tuple[str, ...]:
    """Columns that can be predicted, the best guess first: a telling name, then the last column, then the order of the file."""
    aside = {one.column for one in profile.set_aside}
    able = [column for column in profile.columns if column.name not in aside and refuses(profile, column.name) is None]
    last = profile.columns[-1].name if profile.columns else ""
    return tuple(column.name for column in sorted(able, key=lambda column: -_promise(column, last)))


def _promise(column: ColumnProfile, last: str) -> float:
    name = column.name.lower()
    words = name.replace("_", " ").replace("-", " ").replace(".", " ").split()
    good = any(word in words or (not word.isascii() and name.endswith(word)) for word in NAMES)
    few = column.distinct <= 2
    return GOOD_NAME * good + LAST * (column.name == last) + FEW_CLASSES * few * good
