"""The whole problem from a target alone: task, metric, classes and the positive one."""

from dataclasses import dataclass

from mlworkbench.base.errors import Fact, InputError
from mlworkbench.base.records import ColumnProfile, Profile, TaskName
from mlworkbench.stages.problem.targets import MOST_CLASSES, column_of, refuses

# By their scikit-learn names; the first is the default.
METRICS: dict[TaskName, tuple[str, ...]] = {
    "binary": (
        "roc_auc", "average_precision", "log_loss", "brier_score_loss", "accuracy", "balanced_accuracy", "f1", "precision",
        "recall",
    ),
    "multiclass": ("log_loss", "accuracy", "balanced_accuracy", "f1_macro", "roc_auc_ovr"),
    "regression": ("rmse", "mae", "median_absolute_error", "r2"),
}  # fmt: skip
FEW_NUMBERS = 10
POSITIVE = ("1", "yes", "true", "y")


@dataclass(frozen=True)
class Draft:
    """A problem that could be chosen. `classes` are (negative, positive) for two, sorted for more, empty for regression."""

    target: str
    task: TaskName
    metric: str
    classes: tuple[str, ...]
    positive: str | None
    excluded: tuple[str, ...]


def suggest(
    profile: Profile, target: str, task: str = "auto", metric: str | None = None, excluded: tuple[str, ...] = ()
) -> Draft:
    """Raises InputError when the target, or the task or metric wished for, does not go with the data."""
    column = column_of(profile, target)
    for name in excluded:
        column_of(profile, name)
    if target in excluded:
        raise InputError("problem.target_excluded", column=target)
    if reason := refuses(profile, target):
        raise InputError(reason.key, **reason.facts)
    chosen = _task(column, task)
    classes = () if chosen == "regression" else _classes(column)
    positive = _positive(column, classes) if chosen == "binary" else None
    if positive:
        classes = (*(name for name in classes if name != positive), positive)
    return Draft(target, chosen, _metric(chosen, metric), classes, positive, tuple(excluded))


def natural_task(column: ColumnProfile) -> TaskName:
    """Two values: binary. Text, or up to ten different whole numbers: multiclass. Other numbers: regression."""
    if column.distinct == 2:
        return "binary"
    if column.type == "number" and (column.distinct > FEW_NUMBERS or not _are_whole(column)):
        return "regression"
    return "multiclass"


def _are_whole(column: ColumnProfile) -> bool:
    return all(top.value.lstrip("-").isdigit() for top in column.top)


def _task(column: ColumnProfile, wished: str) -> TaskName:
    if wished == "auto":
        return natural_task(column)
    task: TaskName | None = next((name for name in METRICS if name == wished), None)
    if task is None:
        raise InputError("problem.no_such_task", task=wished, known=", ".join(METRICS))
    facts: dict[str, Fact] = {"column": column.name, "distinct": column.distinct}
    if task == "regression" and column.type not in ("number", "flag"):
        raise InputError("problem.not_numbers", column=column.name)
    if task == "binary" and column.distinct != 2:
        raise InputError("problem.not_two_classes", **facts)
    if task == "multiclass" and column.distinct < 3:
        raise InputError("problem.two_classes_only", **facts)
    if task == "multiclass" and column.distinct > MOST_CLASSES:
        raise InputError("problem.too_many_classes", column=column.name, classes=column.distinct, most=MOST_CLASSES)
    return task


def _metric(task: TaskName, wished: str | None) -> str:
    if wished is None:
        return METRICS[task][0]
    if wished not in METRICS[task]:
        raise InputError("problem.metric_not_for_task", metric=wished, task=task, known=", ".join(METRICS[task]))
    return wished


def _classes(column: ColumnProfile) -> tuple[str, ...]:
    """All values of the column: numbers by size, other names by their text."""
    names = [top.value for top in column.top]
    return tuple(sorted(names, key=float) if column.type in ("number", "flag") else sorted(names))


def _positive(column: ColumnProfile, classes: tuple[str, ...]) -> str:
    """A class that says yes; else the rarer one; of two equally frequent ones the last."""
    for name in classes:
        if name.strip().lower() in POSITIVE:
            return name
    counts = {top.value: top.count for top in column.top}
    return min(reversed(classes), key=lambda name: counts[name])
