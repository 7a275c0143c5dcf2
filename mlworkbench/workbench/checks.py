"""Success criteria and limits held against a model: what was asked, what was found, and whether it was asked in time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from mlworkbench.base.errors import Fact, ProjectError
from mlworkbench.base.records import Charter, Criterion, Dataset, Limits, Look, Model, Problem, Reason, Split
from mlworkbench.base.words import bytes_, microseconds, number, tr
from mlworkbench.workbench import titles
from mlworkbench.workbench.charters import bare, spelled

if TYPE_CHECKING:
    from mlworkbench.stages.evaluate import Judgement
    from mlworkbench.store import Project
    from mlworkbench.workbench.bench import Workbench

Basis = Literal["holdout", "out_of_fold", "model"]
Limit = Literal["row_microseconds", "model_bytes", "explainable"]
BASELINE: Final = "baseline"  # the algorithm that gives every row the same answer
LIMITS: Final[tuple[Limit, ...]] = ("row_microseconds", "model_bytes", "explainable")
UNITS: Final = {
    "row_microseconds": ((1e6, "s"), (1e3, "ms"), (1.0, "µs")),
    "model_bytes": ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")),
}
JUST: Final = 1.05  # so near above a limit, rounding could hide that it is passed
Interval = tuple[float, float]


@dataclass(frozen=True)
class Check:
    """A criterion, or a limit by its name, held against a model.

    `met` is None where that is not known yet, and `reason` says why. `basis` says which rows the `value` was measured on and
    `rows` how many they are; a limit is read off the model itself. `since` is when the charter first asked exactly this, without
    a break up to now; `after_look` says that this was after the hold-out of the current data had been opened. `bound` is what
    was asked.
    """

    criterion: Criterion | None
    limit: Limit | None
    value: float | None
    interval: Interval | None
    met: bool | None
    basis: Basis | None
    rows: int | None
    reason: Reason | None
    since: datetime
    after_look: bool
    bound: float | None = None


@dataclass(frozen=True)
class Asked:
    """A criterion, or a limit by its name with its bound, that is held against nothing."""

    criterion: Criterion | None
    limit: Limit | None
    bound: float | None = None


@dataclass(frozen=True)
class Proposal:
    """A figure to begin from: what a model of this name reaches out of fold. `name` is "chosen" or "baseline"."""

    name: Literal["chosen", "baseline"]
    model: str
    value: float


@dataclass(frozen=True)
class _Found:
    """What is known of one condition."""

    value: float | None = None
    interval: Interval | None = None
    met: bool | None = None
    basis: Basis | None = None
    rows: int | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class _Figures:
    """The metrics of a model on the rows that say most: hold-out, else out of fold."""

    task: str
    basis: Basis
    rows: int
    metrics: dict[str, float]
    intervals: dict[str, Interval]
    judgement: Callable[[], "Judgement | None"]


def of(bench: "Workbench", model_id: str | None = None) -> tuple[Check, ...]:
    """Every criterion and limit of the newest charter, in its order. Raises ProjectError where there is no such model."""
    versions = bench.problem.charters()
    if not versions:
        return ()
    model = bench.opened().get(Model, model_id) if model_id else bench.evaluate.chosen()
    look = first_look(bench, model)
    return tuple(_checks(bench, versions, model, look))


def limits_of(bench: "Workbench", models: Sequence[Model]) -> dict[str, tuple[Check, ...]]:
    """The limits of the newest charter held against each of these, by id: quick for thousands. Nothing where there are none."""
    versions = bench.problem.charters()
    if not versions:
        return {}
    newest = versions[-1].limits
    asked = [(limit, float(bound)) for limit in LIMITS if (bound := getattr(newest, limit))]
    since = {limit: _since(versions, partial(_limits, limit, getattr(newest, limit))) for limit, _ in asked}
    return {
        model.id: tuple(_check(None, limit, _held(limit, newest, model), since[limit], None, bound) for limit, bound in asked)
        for model in models
    }


def first_look(bench: "Workbench", model: Model | None = None) -> datetime | None:
    """When hold-out rows of the current data, or of what `model` learnt from, were seen for the first time.

    The same rows imported again are the same data.
    """
    project, current = bench.opened(), bench.data.current()
    files = {current.data_file} if current else set()
    if model is not None:
        files.add(project.get(Dataset, project.get(Problem, bench.evaluate.split(model.id).problem).dataset).data_file)
    looks = project.find(Look)
    return min((look.when for look in looks if _data_of(project, look) in files), default=None)


def _data_of(project: "Project", look: Look) -> str:
    problem = project.get(Problem, project.get(Split, look.split).problem)
    return project.get(Dataset, problem.dataset).data_file


def removed_after_look(bench: "Workbench") -> tuple[Asked, ...]:
    """What was asked when the hold-out of the current data was first opened and is not asked any more."""
    look, versions = first_look(bench, bench.evaluate.chosen()), bench.problem.charters()
    standing = [version for version in versions if look is not None and version.when <= look]
    if not standing:
        return ()
    then, now = standing[-1], versions[-1]
    kept = {bare(one) for one in now.criteria}
    criteria = [Asked(one, None) for one in then.criteria if bare(one) not in kept]
    bounds = {limit: (getattr(then.limits, limit), getattr(now.limits, limit)) for limit in LIMITS}
    return (*criteria, *(Asked(None, limit, float(was)) for limit, (was, stands) in bounds.items() if was and was != stands))


def _checks(bench: "Workbench", versions: tuple[Charter, ...], model: Model | None, look: datetime | None) -> Iterator[Check]:
    newest = versions[-1]
    figures = _figures(bench, model) if model and newest.criteria else ()
    for criterion in newest.criteria:
        since = _since(versions, partial(_asks, bare(criterion)))
        found = _measured(criterion, figures)
        yield _check(criterion, None, found, since, look, criterion.value)
    for limit in LIMITS:
        bound = getattr(newest.limits, limit)
        if bound:
            since = _since(versions, partial(_limits, limit, bound))
            yield _check(None, limit, _held(limit, newest.limits, model), since, look, float(bound))


def _check(
    criterion: Criterion | None, limit: Limit | None, found: _Found, since: datetime, look: datetime | None, bound: float
) -> Check:
    late = look is not None and since > look
    return Check(criterion, limit, **vars(found), since=since, after_look=late, bound=bound)


def _since(versions: tuple[Charter, ...], holds: Callable[[Charter], bool]) -> datetime:
    """When the unbroken series of versions that ask this begins."""
    begin = versions[-1].when
    for version in reversed(versions):
        if not holds(version):
            break
        begin = version.when
    return begin


def _asks(criterion: Criterion, version: Charter) -> bool:
    return criterion in {bare(one) for one in version.criteria}


def _limits(limit: Limit, bound: float, version: Charter) -> bool:
    return bool(getattr(version.limits, limit) == bound)


# Criteria --------------------------------------------------------------------------------------------------------------


def _figures(bench: "Workbench", model: Model) -> tuple[_Figures, ...]:
    """Those that say most first."""
    training = _out_of_fold(bench, model)
    evaluation = bench.evaluate.evaluation(model.id)
    if evaluation is None:
        return (training,)
    intervals, file = evaluation.intervals or {}, partial(bench.evaluate.judgement, evaluation)
    return _Figures(training.task, "holdout", evaluation.rows, evaluation.metrics, intervals, file), training


def _out_of_fold(bench: "Workbench", model: Model) -> _Figures:
    split = bench.evaluate.split(model.id)
    task = bench.opened().get(Problem, split.problem).task
    if assessment := bench.evaluate.assessment(model.id):
        file = partial(bench.evaluate.judgement, assessment)
        return _Figures(task, "out_of_fold", assessment.rows, assessment.metrics, assessment.intervals, file)
    return _Figures(task, "out_of_fold", split.train_rows, model.oof_metrics, {}, lambda: None)


def _measured(criterion: Criterion, figures: Sequence[_Figures]) -> _Found:
    if not figures:
        return _Found(reason=Reason("train.nothing_trained"))
    best = figures[0]
    if reason := _other_task(criterion.metric, best.task):
        return _Found(reason=reason)
    if criterion.column is None:
        return _compared(criterion, best.metrics, best.intervals, best.basis, best.rows)
    try:
        return _measured_group(criterion, criterion.column, criterion.group or "", figures)
    except ProjectError as damaged:
        return _Found(reason=Reason(damaged.key, dict(damaged.facts)))


def _measured_group(criterion: Criterion, column: str, name: str, figures: Sequence[_Figures]) -> _Found:
    """A group that was asked for after the hold-out was opened is known of the training rows alone."""
    facts: dict[str, Fact] = {"column": column, "group": name}
    for one in figures:
        judgement = one.judgement()
        group = judgement.group(column, name) if judgement else None
        if group is not None and not group.rows:
            return _Found(basis=one.basis, rows=0, reason=Reason("problem.group_empty", facts))
        if group is not None:
            return _compared(criterion, group.metrics, group.intervals, one.basis, group.rows)
    return _Found(reason=Reason("problem.group_not_measured", facts))


def _compared(criterion: Criterion, metrics: dict[str, float], intervals: dict[str, Interval], basis: Basis, rows: int) -> _Found:
    value = metrics.get(criterion.metric)
    if value is None:
        reason = Reason("problem.not_defined", {"metric": _name(criterion.metric), "rows": rows})
        return _Found(basis=basis, rows=rows, reason=reason)
    met = value >= criterion.value if criterion.comparison == "at_least" else value <= criterion.value
    return _Found(value, intervals.get(criterion.metric), met, basis, rows)


def _other_task(metric: str, task: str) -> Reason | None:
    from mlworkbench import plugins
    from mlworkbench.stages.evaluate import METRICS

    plugins.load()
    if metric not in METRICS:
        return Reason("problem.metric_gone", {"metric": metric})
    if task not in METRICS[metric].tasks:
        return Reason("problem.metric_other_task", {"metric": _name(metric), "task": tr(f"data.task_{task}")})
    return None


def proposals(bench: "Workbench", criterion: Criterion) -> tuple[Proposal, ...]:
    """What the chosen model and the baseline reach on training rows, so that nobody fits a criterion to the hold-out."""
    chosen = bench.evaluate.chosen()
    if chosen is None:
        return ()
    floor = next((model for model in bench.train.models(chosen.run) if model.algorithm == BASELINE), None)
    models: list[tuple[Literal["chosen", "baseline"], Model | None]] = [("chosen", chosen), ("baseline", floor)]
    asked = ((name, model, _measured(criterion, [_out_of_fold(bench, model)])) for name, model in models if model)
    return tuple(Proposal(name, model.name, found.value) for name, model, found in asked if found.value is not None)


# Limits ----------------------------------------------------------------------------------------------------------------


def _held(limit: Limit, limits: Limits, model: Model | None) -> _Found:
    if model is None:
        return _Found(reason=Reason("train.nothing_trained"))
    if limit == "explainable":
        return _readable(model)
    value, most = float(getattr(model, limit)), getattr(limits, limit)
    return _Found(value, met=value <= most, basis="model")


def _readable(model: Model) -> _Found:
    from mlworkbench.stages.train import maker

    found = maker(model.algorithm)
    if found is None:
        return _Found(reason=Reason("problem.algorithm_gone", {"algorithm": model.algorithm}))
    return _Found(met=found.explainable, basis="model")


# Words -----------------------------------------------------------------------------------------------------------------


def sentence(check: Check | Asked) -> str:
    """What was asked."""
    if check.criterion is not None:
        return condition(check.criterion)
    if check.limit is None or check.limit == "explainable":
        return tr("problem.limit_explainable")
    return tr(f"problem.limit_{check.limit}", most=_whole(check.limit, check.bound or 0.0))


def condition(one: Criterion) -> str:
    """A criterion in words: "ROC AUC at least 0.84", with the group where it is about one."""
    where = "" if one.column is None else "_where"
    facts = {"column": one.column, "group": one.group} if one.column is not None else {}
    return tr(f"problem.{one.comparison}{where}", metric=_name(one.metric), value=spelled(one.value), **facts)


def figure(check: Check) -> str:
    """What was found, with its interval; a dash where nothing was. One that just misses is not rounded to what was asked."""
    if check.limit == "explainable" or check.value is None:
        return "–"
    if check.limit is not None:
        return _needed(check.limit, check.value, check.bound)
    value = _distinct(check.value, check.bound) if check.met is False else number(check.value)
    if check.interval is None:
        return value
    low, high = check.interval
    return tr("problem.with_interval", value=value, low=low, high=high)


def _distinct(value: float, bound: float | None) -> str:
    """With as many digits as tell the two apart."""
    if bound is None or number(value) != number(bound):
        return number(value)
    return next((words for digits in range(5, 17) if (words := f"{value:,.{digits}g}") != f"{bound:,.{digits}g}"), repr(value))


def _needed(limit: Limit, value: float, bound: float | None) -> str:
    if bound is not None and bound < value < JUST * bound:
        return _whole(limit, value)
    return microseconds(value) if limit == "row_microseconds" else bytes_(round(value))


def _whole(limit: Limit, value: float) -> str:
    """A time or a size with every digit it has."""
    units = UNITS[limit]
    size, unit = next((pair for pair in units if value >= pair[0]), units[-1])
    return f"{spelled(value / size)} {unit}"


def _name(metric: str) -> str:
    return str(titles.metric(metric).title)
