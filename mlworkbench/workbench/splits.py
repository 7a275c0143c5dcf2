"""How hold-out and folds are planned: the rows that gives, and what was already seen of them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Dataset, Look, Problem, Profile, Reason, Split, SplitPlan
from mlworkbench.workbench import train
from mlworkbench.workbench.recipes import AS_GROUP, AS_WEIGHTS, Design

if TYPE_CHECKING:
    from mlworkbench.stages import prepare
    from mlworkbench.store import Project

SHARE = 0.2
SEED = 1
FEW_GROUPS = 10  # fewer make no folds worth having
WORDY = ("category", "text")
FOLDS, TIMES = 5, 3  # folds, and draws or inner folds, where nothing else is said
# The same kind with each class spread evenly and without.
EVEN: Final = {"kfold": "stratified", "group": "stratified_group"}
PLAIN: Final = {even: kind for kind, even in EVEN.items()}


def check_kind(cv: str) -> None:
    """Raises InputError for what is no kind of folds."""
    _validation(cv)


def design(plan: SplitPlan | None, dataset: Dataset | None, target: str | None = None) -> Design:
    """The plan as it works out on this dataset version: one that brought hold-out rows of its own has no share.

    A plan made for other data may go by a column that is not there, or is the target now: then folds are the usual ones.
    """
    rows = dataset.holdout_rows if dataset else 0
    share = plan.share if plan else SHARE
    stratified, seed = (plan.stratified, plan.seed) if plan else (True, SEED)
    made = Design(0.0 if rows else share, stratified, seed, rows, FOLDS)
    if plan is None or not plan.cv:
        return made
    there = {column.name for column in dataset.columns} - {target} if dataset else {plan.group, plan.time}
    if any(name is not None and name not in there for name in (plan.group, plan.time)):
        return made
    return replace(made, cv=plan.cv, group=plan.group, time=plan.time, folds=_validation(plan.cv).folds)


def planned(project: "Project", problem: Problem | None, dataset: Dataset | None) -> Design:
    """How rows are to be split: as planned for this problem, else as last planned in the project, else the usual way."""
    return design(_last(project, problem), dataset, problem.target if problem else None)


def _last(project: "Project", problem: Problem | None) -> SplitPlan | None:
    return (project.last(SplitPlan, problem=problem.id) if problem else None) or project.last(SplitPlan)


def lost(project: "Project", problem: Problem, plan: Design) -> Reason | None:
    """That rows were to be split by a column which these data do not have, or which is predicted now."""
    last = _last(project, problem)
    if last is None or not last.cv or plan.cv:
        return None
    return Reason("prepare.plan_lost", {"cv": last.cv, "column": last.group or last.time})


def wanted(now: Design, stratified: bool, cv: str | None, group: str | None, time: str | None) -> Design:
    """The kind of folds that is asked for, said in one way; what is None stays as it is now. Raises InputError.

    Only kinds that need them keep a group or a time.
    """
    found = _validation(now.cv if cv is None else cv)
    if cv is None:
        found = replace(found, kind=(EVEN if stratified else PLAIN).get(found.kind, found.kind))
    even = found.stratifies(stratified)
    plain = found.kind in ("stratified", "kfold") and found.folds == FOLDS
    text = "" if plain else found.text()
    groups = (now.group if group is None else group or None) if found.grouped else None
    times = (now.time if time is None else time or None) if found.ordered else None
    return replace(now, stratified=even, cv=text, group=groups, time=times, folds=found.folds)


def check(share: float, seed: int, plan: Design, problem: Problem, profile: Profile) -> None:
    """Raises InputError for what cannot be drawn, as far as that is known before the rows are read."""
    train.check(train.BUDGET, seed, share)
    found = _validation(plan.cv)
    if found.grouped and plan.group is None:
        raise InputError("prepare.no_group_column")
    if found.ordered and plan.time is None:
        raise InputError("prepare.no_time_column")
    known = {column.name: column for column in profile.columns}
    for name in (plan.group, plan.time):
        if name == problem.target:
            raise InputError("prepare.split_by_target", column=name)
        if name is not None and name not in known:
            raise InputError("prepare.no_such_column", column=name, known=", ".join(list(known)[:40]))
    if plan.time is not None and known[plan.time].type in ("category", "text"):
        raise InputError("prepare.time_of_texts", column=plan.time)
    if plan.group is not None and known[plan.group].distinct < found.folds:
        raise InputError("prepare.too_few_groups", groups=known[plan.group].distinct, sealed=0, folds=found.folds)
    if plan.time is not None and known[plan.time].distinct <= found.folds:
        facts = {"moments": known[plan.time].distinct, "folds": found.folds, "least": found.folds + 1}
        raise InputError("prepare.too_few_moments", **facts)
    _check_rows(share, plan, problem, profile)


def _check_rows(share: float, plan: Design, problem: Problem, profile: Profile) -> None:
    from mlworkbench.stages import prepare

    kept = 0 if plan.holdout_rows else share
    usable = profile.rows - profile.column(problem.target).missing - plan.holdout_rows
    prepare.check_cost(_validation(plan.cv), usable - round(usable * kept))


def counts(problem: Problem, profile: Profile, plan: Design) -> "prepare.Counts | None":
    """What the plan gives, from the counts that import made. None where that cannot be known before the rows are drawn."""
    from mlworkbench.stages import prepare

    if plan.holdout_rows:
        return None
    column = profile.column(problem.target)
    usable = profile.rows - column.missing
    found = {top.value: top.count for top in column.top}
    classes = {name: found.get(name, 0) for name in problem.classes}
    kind = _validation(plan.cv) if plan.cv else None
    return prepare.planned(classes, usable, column.missing, plan.share, plan.folds, plan.stratified, kind)


def aside(problem: Problem, plan: Design) -> dict[str, Reason]:
    """Columns that say something about rows and are no inputs of a model."""
    found = {} if plan.group is None else {plan.group: Reason(AS_GROUP)}
    return found | ({} if problem.weights is None else {problem.weights: Reason(AS_WEIGHTS)})


def stored(project: "Project", problem: Problem, plan: Design) -> Split | None:
    """The draw that a run of this plan made, if there was one."""
    drawn = {"seed": plan.seed, "share": plan.share, "stratified": plan.stratified}
    return project.last(Split, problem=problem.id, cv=plan.cv, group=plan.group, time=plan.time, **drawn)


def warning(project: "Project", problem: Problem, plan: Design) -> Reason | None:
    """What is wrong with the plan: it lost its column; or a hold-out of this data was opened, and the plan would draw another
    one, so that seen rows would train and be tested.
    """
    if gone := lost(project, problem, plan):
        return gone
    if plan.holdout_rows:
        return None
    data = project.get(Dataset, problem.dataset).data_file
    looked = 0
    for split in project.find(Split):
        asked = project.get(Problem, split.problem)
        looks = project.count(Look, split=split.id)
        if looks and project.get(Dataset, asked.dataset).data_file == data and not _draws_alike(split, asked, problem, plan):
            looked += looks
    return Reason("prepare.would_mix", {"looks": looked}) if looked else None


def _draws_alike(split: Split, asked: Problem, problem: Problem, plan: Design) -> bool:
    """Whether the plan gives just the rows of this split."""
    about = (asked.target, asked.task, asked.classes) == (problem.target, problem.task, problem.classes)
    return about and facts(split) == facts(plan)


def facts(plan: "Split | SplitPlan | Design | prepare.Previewed") -> tuple[object, ...]:
    """All that decides which rows are drawn."""
    return plan.share, plan.stratified, plan.seed, plan.cv, plan.group, plan.time


@dataclass(frozen=True)
class Columns:
    """Columns that rows could be split by, the best guess first."""

    groups: tuple[str, ...]
    times: tuple[str, ...]


def columns(profile: Profile, target: str) -> Columns:
    """Groups: what several rows share and all have; ids first, then categories of many values. Times: dates, then numbers."""
    left = [one for one in profile.columns if one.name != target and one.distinct > 1]
    shared = [one for one in left if one.distinct < profile.rows - one.missing and one.type != "date"]
    lacking = {one.name: (one.missing > 0, one.distinct < FEW_GROUPS) for one in shared}
    groups = sorted(shared, key=lambda one: (*lacking[one.name], one.meaning != "id", one.type not in WORDY, -one.distinct))
    ordered = [one for one in left if one.type in ("date", "number")]
    times = sorted(ordered, key=lambda one: (one.type != "date", one.distinct < one.missing + 20))
    return Columns(tuple(one.name for one in groups), tuple(one.name for one in times))


def kind_of(plan: Design) -> "prepare.Validation":
    """The kind of folds, whether or not classes are spread evenly."""
    found = _validation(spelled(plan))
    return replace(found, kind=PLAIN.get(found.kind, found.kind))


def cv_of(kind: str, stratified: bool, folds: int, repeats: int, gap: int) -> str:
    """The text of a kind, spread evenly or not."""
    from mlworkbench.stages import prepare

    return prepare.Validation(EVEN.get(kind, kind) if stratified else kind, folds, repeats, gap).text()


def spelled(plan: Design) -> str:
    """The kind of folds as text, also of the usual ones."""
    return plan.cv or f"{'stratified' if plan.stratified else 'kfold'}:{plan.folds}"


def _validation(cv: str) -> "prepare.Validation":
    from mlworkbench.stages import prepare

    return prepare.Validation.parse(cv)
