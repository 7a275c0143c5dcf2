"""What the job that writes a script is given, and what it cannot write down."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Step
from mlworkbench.stages import prepare
from mlworkbench.stages.prepare.steps import STEPS
from mlworkbench.stages.train import reading
from mlworkbench.stages.train.algorithms import ALGORITHMS
from mlworkbench.stages.train.balancing import WEIGHTS
from mlworkbench.stages.train.code.algorithms import ALGORITHM_CODE
from mlworkbench.stages.train.code.metrics import METRIC_CODE
from mlworkbench.stages.train.code.steps import STEP_CODE
from mlworkbench.stages.train.makers import ENSEMBLE, maker
from mlworkbench.stages.train.replaying import Recorded
from mlworkbench.stages.train.running import TrainSpec


class Coded(Recorded):
    """A recorded model with its file and its number of rounds."""

    rounds: int | None = None
    file: Path


class CodeSpec(BaseModel):
    """`run` is what the run's job was given. `members` are all models of the run, among which an ensemble's are found.

    `folder` gets the script under its `name`. `score` is the model's recorded score on the hold-out, None where it was not
    opened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)
    run: TrainSpec
    model: Coded
    members: tuple[Coded, ...] = ()
    folder: Path
    name: str = "script.py"
    language: str = "en"
    score: float | None = None
    versions: dict[str, str] = {}

    def singles(self) -> tuple[tuple[Coded, float], ...]:
        """The models that are fitted, each with its share of the raw score. Raises InputError for a member not recorded."""
        if self.model.algorithm != ENSEMBLE.name:
            return ((self.model, 1.0),)
        known = {one.trial: one for one in self.members}
        for member in self.model.members:
            if member.trial not in known:
                raise InputError("train.member_missing", model=self.model.name, trial=member.trial)
        return tuple((known[member.trial], member.share) for member in self.model.members)

    def folds(self) -> dict[str, tuple[int, ...]]:
        """By trial, the fold models that are taken of a model of which not all are."""
        return {member.trial: member.folds for member in self.model.members if member.folds}


def families(asked: CodeSpec) -> tuple[str, ...]:
    """Of the algorithms used, in the order of their models."""
    return tuple(dict.fromkeys(ALGORITHMS[one.algorithm].family for one, _ in asked.singles()))


def require(asked: CodeSpec) -> None:
    """Raises InputError for what a script cannot hold, naming it."""
    run = asked.run
    for one, _ in asked.singles():
        if one.algorithm not in ALGORITHM_CODE:
            made_by = maker(one.algorithm)
            raise InputError("train.code_algorithm", model=one.name, algorithm=str(made_by.title) if made_by else one.algorithm)
    for step in _used(run, families(asked)):
        if step.kind not in STEP_CODE:
            raise InputError("train.code_step", step=str(STEPS[step.kind].title))
        if run.group and STEP_CODE[step.kind].taught:
            raise InputError("train.code_groups", step=str(STEPS[step.kind].title), column=run.group)
    _require_plain(run)


def _require_plain(run: TrainSpec) -> None:
    """Raises InputError where fitting or judging was asked to do more than usual."""
    if run.metric not in METRIC_CODE:
        raise InputError("train.code_metric", metric=run.metric)
    if run.weights:
        raise InputError("train.code_weights", column=run.weights)
    if run.balance not in ("", WEIGHTS) and run.task != "regression":
        raise InputError("train.code_balance", balance=run.balance)
    if run.limits and (run.limits.monotone or run.limits.interactions):
        raise InputError("train.code_bound")
    if run.task == "regression" and reading.loss_named(run.loss)[0] != "squared":
        raise InputError("train.code_loss", loss=run.loss)
    if computed := prepare.sources(run.columns, run.inputs, run.target).computed:
        raise InputError("train.code_computed", column=computed[0].name)


def _used(run: TrainSpec, wanted: tuple[str, ...]) -> Iterator[Step]:
    """The steps that do something for models of these families."""
    types = {column.name: column.type for column in run.columns if column.name in run.inputs}
    for family in wanted:
        for step, bound in zip(run.steps, prepare.bound(run.steps, types, family), strict=True):
            if bound is not None and bound.parked is None:
                yield step
