"""How hold-out and folds are planned: the rows that gives, and what was already seen of them."""

from typing import TYPE_CHECKING

from mlworkbench.base.records import Dataset, Look, Problem, Profile, Reason, Split, SplitPlan
from mlworkbench.workbench import train
from mlworkbench.workbench.recipes import Design

if TYPE_CHECKING:
    from mlworkbench.stages import prepare
    from mlworkbench.store import Project

SHARE = 0.2
SEED = 1


def design(plan: SplitPlan | None, dataset: Dataset | None) -> Design:
    """The plan as it works out on this dataset version: one that brought hold-out rows of its own has no share."""
    rows = dataset.holdout_rows if dataset else 0
    share = plan.share if plan else SHARE
    stratified, seed = (plan.stratified, plan.seed) if plan else (True, SEED)
    return Design(0.0 if rows else share, stratified, seed, rows, train.FOLDS)


def check(share: float, seed: int) -> None:
    """Raises InputError for what cannot be drawn."""
    train.check(train.BUDGET, seed, share)


def counts(problem: Problem, profile: Profile, plan: Design) -> "prepare.Counts | None":
    """What the plan gives, from the counts that import made. None where that cannot be known before the rows are drawn."""
    from mlworkbench.stages import prepare

    if plan.holdout_rows:
        return None
    column = profile.column(problem.target)
    usable = profile.rows - column.missing
    found = {top.value: top.count for top in column.top}
    classes = {name: found.get(name, 0) for name in problem.classes}
    return prepare.planned(classes, usable, column.missing, plan.share, plan.folds, plan.stratified)


def stored(project: "Project", problem: Problem, plan: Design) -> Split | None:
    """The draw that a run of this plan made, if there was one."""
    return project.last(Split, problem=problem.id, seed=plan.seed, share=plan.share, stratified=plan.stratified)


def warning(project: "Project", problem: Problem, plan: Design) -> Reason | None:
    """That a hold-out of this data was opened, and that the plan would draw another one: seen rows would train and be tested."""
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
    return about and (split.share, split.stratified, split.seed) == (plan.share, plan.stratified, plan.seed)
