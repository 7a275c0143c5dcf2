"""Replay: models of a run are made anew from the data and from what was recorded, and their hashes are compared.

Nothing is searched and no clock is asked: parameters, rounds, shares and decisions are those of the records. On the machine type
that made them the bytes are the same; on another, libraries may sum in another order (see docs/decisions/0016).
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from threadpoolctl import threadpool_limits

from mlworkbench.base.digest import digest
from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Value
from mlworkbench.base.records import Member, ModelKind
from mlworkbench.base.report import Report
from mlworkbench.stages.train import reading
from mlworkbench.stages.train.algorithms import ALGORITHMS
from mlworkbench.stages.train.assembling import Link, assembled
from mlworkbench.stages.train.finishing import Part, mixed
from mlworkbench.stages.train.makers import ENSEMBLE
from mlworkbench.stages.train.material import WHOLE, Material
from mlworkbench.stages.train.running import TrainSpec
from mlworkbench.stages.train.trial import AVERAGED, Configuration, Measure, Trial, fitted


class Recorded(BaseModel):
    """A model as it was recorded. `folds` is how many fold models it had."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    id: str
    number: int
    name: str
    algorithm: str
    params: dict[str, Value]
    trial: str
    made: ModelKind
    model_file: str
    folds: int = 0
    share: float = 1.0
    members: tuple[Member, ...] = ()
    threshold: float | None = None
    slope: float = 1.0
    shift: float = 0.0
    steps_curve: tuple[tuple[float, float], ...] = ()

    @property
    def link(self) -> Link:
        return Link(self.slope, self.shift, self.steps_curve)


class ReplaySpec(BaseModel):
    """`run` is what the run's job was given, its draw of rows among it. `models` are made anew, with what `members` they have."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)
    run: TrainSpec
    models: tuple[Recorded, ...]
    members: tuple[Recorded, ...] = ()


def replay(spec: dict[str, Any], out: Path, report: Report, measure: Measure) -> dict[str, Any]:
    """For each model the recorded and the new hash. Raises InputError where a part of an ensemble is not recorded."""
    from sklearn.exceptions import ConvergenceWarning  # noqa: F401  the library is loaded before its warnings are filtered

    asked = ReplaySpec.model_validate(spec)
    with threadpool_limits(limits=1):
        material, _ = reading.read(asked.run, out, report)
        known = {one.trial: one for one in (*asked.members, *asked.models)}
        made: dict[str, bytes] = {}
        compared = []
        for place, one in enumerate(asked.models):
            facts = {"number": one.number, "done": place, "of": len(asked.models)}
            report.progress(place / max(1, len(asked.models)), "train.replaying", **facts)
            found = digest(again(material, one, known, made, measure, report))
            told = {"model": one.id, "name": one.name, "recorded": one.model_file, "replayed": found}
            compared.append(told | {"same": found == one.model_file})
    return {"models": compared, "same": all(one["same"] for one in compared)}


def again(
    material: Material,
    one: Recorded,
    known: Mapping[str, Recorded],
    made: dict[str, bytes],
    measure: Measure,
    report: Report,
) -> bytes:
    """model.onnx of a recorded model; what was made anew already is not made twice."""
    if one.trial not in made:
        if one.algorithm == ENSEMBLE.name:
            made[one.trial] = _ensemble(material, one, known, made, measure, report)
        else:
            made[one.trial] = _single(material, one, measure, report)
    return made[one.trial]


def _single(material: Material, one: Recorded, measure: Measure, report: Report) -> bytes:
    if one.algorithm not in ALGORITHMS:
        raise InputError("train.unknown_algorithm", found=one.algorithm, choices=", ".join(ALGORITHMS.names()))
    algorithm = ALGORITHMS[one.algorithm]
    folds = None if one.folds in (0, material.folds) else one.folds
    configuration = Configuration(one.number, algorithm, dict(one.params), folds, one.share)
    if algorithm.rounds and one.made == "refit" and material.drawn.order is None:
        interface = replace(material.interface, threshold=one.threshold)
        return fitted(material, replace(configuration, folds=None), WHOLE, interface, one.link)
    trial = Trial(
        material, configuration, measure, lambda: report.progress(0.0, "train.replaying", number=one.number, done=0, of=1)
    )
    for work in trial.first():
        work()
    for work in trial.second()[: len(trial.folds)] if one.made == AVERAGED else trial.second():
        work()
    return trial.outcome().model


def _ensemble(
    material: Material,
    one: Recorded,
    known: Mapping[str, Recorded],
    made: dict[str, bytes],
    measure: Measure,
    report: Report,
) -> bytes:
    missing = [member.trial for member in one.members if member.trial not in known]
    if missing:
        raise InputError("train.member_missing", model=one.name, trial=missing[0])
    parts = [
        Part(
            again(material, known[member.trial], known, made, measure, report),
            known[member.trial].link,
            member.share,
            known[member.trial].folds,
            member.folds,
        )
        for member in one.members
    ]
    pieces, shares, shift = mixed(parts, float(one.params["shift"]), material.outputs)
    interface = replace(material.interface, threshold=one.threshold)
    return assembled(pieces, shares, interface, one.link, material.is_log, shift)
