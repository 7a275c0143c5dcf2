"""The whole problem from a target alone: task, metric, classes and the positive one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mlworkbench.base.errors import Fact, InputError
from mlworkbench.base.records import ColumnProfile, Profile, TaskName
from mlworkbench.stages.problem.options import ORDINAL_METRIC, Loss, check_weights, loss_of, ordered_classes
from mlworkbench.stages.problem.targets import MOST_CLASSES, column_of, refuses

# The metric of each task unless another is wished for, by its scikit-learn name.
USUAL: Final[dict[TaskName, str]] = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}
Metrics = Mapping[TaskName, Sequence[str]]
FEW_NUMBERS = 10
POSITIVE = ("1", "yes", "true", "y")


@dataclass(frozen=True)
class Draft:
    """A problem that could be chosen. `classes` are (negative, positive) for two, sorted for more, empty for regression.

    `loss` is "" for squared error; `ordered` classes stand in their order; `weights` is a column.
    """

    target: str
    task: TaskName
    metric: str
    classes: tuple[str, ...]
    positive: str | None
    excluded: tuple[str, ...]
    loss: str = ""
    ordered: bool = False
    weights: str | None = None


@dataclass(frozen=True)
class Wish:
    """What the user chose besides the target; None is the usual. `order` are the classes in their order, if `ordered`."""

    task: str = "auto"
    metric: str | None = None
    positive: str | None = None
    excluded: tuple[str, ...] = ()
    loss: str = ""
    ordered: bool = False
    order: tuple[str, ...] = ()
    weights: str | None = None


def suggest(profile: Profile, target: str, wish: Wish | None = None, metrics: Metrics | None = None) -> Draft:
    """`metrics` are those that can be computed, by task; the usual ones need not be named.

    Raises InputError when the target, or the task, metric or positive class wished for, does not go with the data.
    """
    wish = wish or Wish()
    column = column_of(profile, target)
    for name in wish.excluded:
        column_of(profile, name)
    if target in wish.excluded:
        raise InputError("problem.target_excluded", column=target)
    if reason := refuses(profile, target):
        raise InputError(reason.key, **reason.facts)
    task = _task(column, wish.task)
    classes = () if task == "regression" else _classes(column)
    positive = _wished_positive(column, task, classes, wish.positive)
    if positive is not None:
        classes = (*(name for name in classes if name != positive), positive)
    if wish.ordered:
        classes = ordered_classes(column, task, classes, wish.order)
    loss = loss_of(task, wish.loss, column)
    if wish.weights is not None:
        check_weights(profile, wish.weights, target)
    metric = _metric(task, wish.metric, metrics or {}, _fitting(task, loss, wish.ordered))
    return Draft(target, task, metric, classes, positive, wish.excluded, loss.text(), wish.ordered, wish.weights)


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
    task: TaskName | None = next((name for name in USUAL if name == wished), None)
    if task is None:
        raise InputError("problem.no_such_task", task=wished, known=", ".join(USUAL))
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


def _fitting(task: TaskName, loss: Loss, ordered: bool) -> str:
    """The usual metric where nothing is asked of it, else the one that fits."""
    if task == "regression":
        return loss.metric
    return ORDINAL_METRIC if ordered else USUAL[task]


def _metric(task: TaskName, wished: str | None, metrics: Metrics, usual: str) -> str:
    known = tuple(dict.fromkeys((usual, USUAL[task], *metrics.get(task, ()))))
    if wished is None:
        return usual
    if wished not in known:
        raise InputError("problem.metric_not_for_task", metric=wished, task=task, known=", ".join(known))
    return wished


def _classes(column: ColumnProfile) -> tuple[str, ...]:
    """All values of the column: numbers by size, other names by their text."""
    names = [top.value for top in column.top]
    return tuple(sorted(names, key=float) if column.type in ("number", "flag") else sorted(names))


def _wished_positive(column: ColumnProfile, task: TaskName, classes: tuple[str, ...], wished: str | None) -> str | None:
    if wished is not None and task != "binary":
        raise InputError("problem.no_positive", column=column.name, positive=wished)
    if wished is not None and wished not in classes:
        raise InputError("problem.no_such_class", column=column.name, positive=wished, known=", ".join(classes))
    return wished if wished is not None or task != "binary" else _positive(column, classes)


def _positive(column: ColumnProfile, classes: tuple[str, ...]) -> str:
    """A class that says yes; else the rarer one; of two equally frequent ones the last."""
    for name in classes:
        if name.strip().lower() in POSITIVE:
            return name
    counts = {top.value: top.count for top in column.top}
    return min(reversed(classes), key=lambda name: counts[name])
