"""What a problem may ask besides its task: what a regression minimises, an order of classes, how much each row counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import ColumnProfile, LossName, Profile, TaskName
from mlworkbench.stages.problem.targets import column_of

FORMS: Final = "squared, absolute, quantile:0.9, poisson, tweedie:1.5"
# Losses with a level: the least and the most it may be, and the one taken where none is said.
LEVELS: Final[dict[LossName, tuple[float, float, float]]] = {"quantile": (0.001, 0.999, 0.5), "tweedie": (1.01, 1.99, 1.5)}
FOR_COUNTS: Final = frozenset({"poisson", "tweedie"})
METRICS: Final[dict[LossName, str]] = {
    "squared": "rmse",
    "absolute": "mae",
    "quantile": "mean_pinball_loss",
    "poisson": "mean_poisson_deviance",
    "tweedie": "mean_tweedie_deviance",
}
ORDINAL_METRIC: Final = "quadratic_weighted_kappa"
SCALES: Final = (
    ("very low", "low", "medium", "high", "very high"),
    ("very bad", "bad", "fair", "good", "very good", "excellent"),
    ("poor", "fair", "good", "very good", "excellent", "ideal"),
    ("fair", "good", "very good", "premium", "ideal"),
    ("none", "mild", "moderate", "severe", "critical"),
    ("small", "medium", "large", "extra large"),
    ("xs", "s", "m", "l", "xl", "xxl"),
    ("매우 낮음", "낮음", "보통", "높음", "매우 높음"),
    ("매우 나쁨", "나쁨", "보통", "좋음", "매우 좋음"),
    ("하", "중하", "중", "중상", "상"),
)


@dataclass(frozen=True)
class Loss:
    """`level` is the quantile or the power of the Tweedie family; it has no meaning for the others."""

    name: LossName = "squared"
    level: float = 0.5

    @staticmethod
    def parse(text: str) -> "Loss":
        """Of "absolute", "quantile:0.9"…; "" is squared error. Raises InputError naming what was found."""
        name, colon, level = text.strip().lower().partition(":")
        known: LossName | None = next((one for one in get_args(LossName) if one == (name or "squared")), None)
        if known is None or (colon and known not in LEVELS):
            raise InputError("problem.bad_loss", found=text, forms=FORMS)
        if known not in LEVELS:
            return Loss(known)
        low, high, usual = LEVELS[known]
        found = _number(level) if colon else usual
        if found is None:
            raise InputError("problem.bad_loss", found=text, forms=FORMS)
        if not low <= found <= high:
            raise InputError("problem.bad_level", found=text, low=low, high=high)
        return Loss(known, float(f"{found:g}"))

    def text(self) -> str:
        """In one way: "" for squared error."""
        if self.name == "squared":
            return ""
        return f"{self.name}:{self.level:g}" if self.name in LEVELS else self.name

    @property
    def metric(self) -> str:
        """The metric that goes with it, at its level."""
        return f"{METRICS[self.name]}:{self.level:g}" if self.name in LEVELS else METRICS[self.name]


def loss_of(task: TaskName, wished: str, column: ColumnProfile) -> Loss:
    """Raises InputError for a loss of a task that has classes, and for counts that are negative."""
    loss = Loss.parse(wished)
    if loss.name == "squared":
        return loss
    if task != "regression":
        raise InputError("problem.loss_of_classes", column=column.name, loss=wished)
    if loss.name in FOR_COUNTS and column.minimum is not None and column.minimum < 0:
        raise InputError("problem.negative_counts", column=column.name, least=column.minimum, loss=loss.text())
    return loss


def ordered_classes(column: ColumnProfile, task: TaskName, classes: tuple[str, ...], order: Sequence[str]) -> tuple[str, ...]:
    """The classes in their order: as wished, else by size, by a common scale such as low, medium, high, or by their text.

    Raises InputError for a task without three classes or more, and unless each class stands in the order once.
    """
    if task != "multiclass":
        raise InputError("problem.not_ordered", column=column.name)
    if not order:
        return _by_scale(classes)
    lacking = [name for name in classes if name not in order]
    foreign = [name for place, name in enumerate(order) if name not in classes or name in order[:place]]
    if lacking or foreign:
        told = {"lacking": ", ".join(lacking) or "–", "foreign": ", ".join(foreign) or "–"}
        raise InputError("problem.bad_order", column=column.name, **told)
    return tuple(order)


def check_weights(profile: Profile, name: str, target: str) -> None:
    """Raises InputError for a column that cannot say how much each row counts."""
    column = column_of(profile, name)
    if name == target:
        raise InputError("problem.weights_target", column=name)
    if column.type not in ("number", "flag"):
        raise InputError("problem.weights_not_numbers", column=name)
    if column.missing:
        raise InputError("problem.weights_missing", column=name, rows=column.missing)
    if column.minimum is not None and column.minimum < 0:
        raise InputError("problem.weights_negative", column=name, least=column.minimum)
    if column.maximum is None or column.maximum <= 0:
        raise InputError("problem.weights_zero", column=name)


def _by_scale(classes: tuple[str, ...]) -> tuple[str, ...]:
    plain = {name.strip().lower().replace("_", " ").replace("-", " "): name for name in classes}
    for scale in SCALES:
        if len(plain) == len(classes) and set(plain) <= set(scale):
            return tuple(plain[one] for one in scale if one in plain)
    return classes


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if found == found else None
