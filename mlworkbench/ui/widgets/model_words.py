"""A model in words: its name, how it was made, how sure its score is, and the first limit it passes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from mlworkbench.base.records import Member, Model
from mlworkbench.base.words import bytes_, microseconds, number, tr
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Check

BASELINE: Final = "baseline"
HUGE: Final = 1e15  # a spread from here on is written with an exponent
SECOND: Final = {
    "binary": ("balanced_accuracy", "roc_auc"),
    "multiclass": ("balanced_accuracy", "accuracy"),
    "regression": ("r2", "mae"),
}
MADE_WORDS: Final = {"refit": "train.made_refit", "ensemble": "train.made_ensemble", "stacked": "train.made_stacked"}


def model_name(model: Model) -> str:
    title = str(titles.algorithm(model.algorithm).title)
    if model.members:
        return tr("train.ensemble_of", count=len(model.members))
    if (again := titles.refit_of(model.name)) is not None:
        return tr("train.refit_name", algorithm=title, number=again)
    return title if model.algorithm == BASELINE else tr("train.trial_name", algorithm=title, number=model.number)


def member_name(member: Member, model: Model | None) -> str:
    """A part of an ensemble, and how much of it is taken."""
    if model is None:
        return member.trial[:8]
    if not member.folds:
        return model_name(model)
    return tr("train.member_folds", name=model_name(model), count=len(member.folds), of=len(model.fold_hashes))


def made_words(model: Model) -> str:
    """How the file came about: from the models of the folds, fitted once on all rows, or of other models."""
    if model.algorithm == BASELINE:
        return tr("train.made_floor")
    if model.made == "averaged":
        return tr("train.made_averaged", folds=max(len(model.fold_hashes), len(model.cv.folds)))
    return tr(MADE_WORDS[model.made])


def spread(model: Model) -> str:
    """The standard deviation with as many decimals as the mean."""
    if "e" in (mean := number(model.cv.mean)) or abs(model.cv.sd) >= HUGE:
        return number(model.cv.sd)
    return f"{model.cv.sd:,.{len(mean.partition('.')[2])}f}"


def second_metric(task: str, metric: str) -> str:
    """The metric shown beside the one that decides."""
    return next(name for name in SECOND[task] if name != metric)


def limit_mark(limits: "Sequence[Check]") -> tuple[str, str]:
    """The first limit that is passed, or that none is."""
    broken = next((one for one in limits if one.met is False), None)
    if broken is None:
        known = all(one.met for one in limits)
        return (tr("train.meets_limits"), "good") if known else (tr("train.limits_unknown"), "plain")
    if broken.limit == "explainable":
        return tr("train.not_explainable"), "warning"
    bound = broken.bound or 0.0
    most = microseconds(bound) if broken.limit == "row_microseconds" else bytes_(round(bound))
    return tr("train.over_limit", most=most), "warning"
