"""From files to the material of a run: rows, target, weights and the draw of hold-out and folds."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import LossName
from mlworkbench.base.report import Part, Report
from mlworkbench.scoring.wire import Array
from mlworkbench.stages import data, prepare
from mlworkbench.stages.train import room
from mlworkbench.stages.train.material import Material

if TYPE_CHECKING:
    from mlworkbench.stages.train.running import TrainSpec

LOSSES: Mapping[str, tuple[LossName, float]] = {
    "": ("squared", 0.5),
    "squared": ("squared", 0.5),
    "absolute": ("absolute", 0.5),
    "quantile": ("quantile", 0.5),
    "poisson": ("poisson", 0.5),
    "tweedie": ("tweedie", 1.5),
}


def read(asked: "TrainSpec", out: Path, report: Report) -> tuple[Material, str]:
    """The material and the digest of the draw, which is handed over before anything is fitted.

    Raises ProjectError for a damaged file, InputError for data that can't be trained on.
    """
    if digest_file(asked.data) != asked.dataset_hash:
        raise ProjectError("store.file_damaged", name=asked.data.name, folder=str(asked.data.parent.parent))
    behind = prepare.sources(asked.columns, asked.inputs, asked.target)
    beside = tuple(dict.fromkeys(name for name in (asked.target, asked.weights, asked.group, asked.time) if name))
    columns = data.column_values(asked.data, beside)
    target, usable = prepare.truth(columns[asked.target], asked.task, asked.classes, asked.target)
    weights = None if asked.weights is None else prepare.weights_of(columns[asked.weights], usable, asked.weights)
    loss, level = loss_named(asked.loss)
    require_loss(loss, level, target[usable], asked.target)
    groups = None if asked.group is None else prepare.group_codes(columns[asked.group], usable, asked.group)
    drawn, split_hash = _split(asked, target, usable, groups, columns, out, report)
    rows = drawn.train
    cells = data.rows_at(asked.data, behind.inputs, rows, Part(report, 0.0, 0.0))
    limits = asked.limits
    material = Material(
        task=asked.task,
        metric=asked.metric,
        target_name=asked.target,
        inputs=prepare.interface_inputs(asked.columns, cells),
        steps=asked.steps,
        columns=cells,
        target=target[rows],
        drawn=drawn.of(rows),
        classes=asked.classes,
        positive=asked.positive,
        seed=asked.seed,
        behind=behind,
        loss=loss,
        level=level,
        weights=None if weights is None else weights[rows],
        groups=None if groups is None else groups[rows],
        monotone=dict(limits.monotone) if limits else {},
        interactions=limits.interactions if limits else (),
        balance=asked.balance,
    )
    return material, split_hash


def loss_named(text: str) -> tuple[LossName, float]:
    """What Problem.loss says: the name of a loss, and its quantile or the power of the Tweedie family."""
    name, _, level = text.partition(":")
    try:
        found, usual = LOSSES[name]
        return found, float(level) if level else usual
    except (KeyError, ValueError) as reason:
        raise InputError("train.unknown_loss", found=text) from reason


def require_loss(loss: LossName, level: float, target: Array, name: str) -> None:
    """Counts and amounts have a logarithm only where they are not negative, and not all zero."""
    if loss in ("poisson", "tweedie") and (target.min(initial=0.0) < 0 or not target.any()):
        raise InputError("train.not_counts", target=name, loss=loss)


def _split(
    asked: "TrainSpec",
    target: Array,
    usable: Array,
    groups: Array | None,
    columns: Mapping[str, Array],
    out: Path,
    report: Report,
) -> tuple[prepare.Drawn, str]:
    validation = prepare.Validation.parse(asked.cv) if asked.cv else None
    if asked.split is not None:
        return prepare.read_split(asked.split, validation), digest_file(asked.split)
    classes = None if asked.task == "regression" else target
    seed = asked.seed if asked.split_seed is None else asked.split_seed
    time = None if asked.time is None else prepare.moments(columns[asked.time], usable, asked.time)
    plan = (asked.holdout, asked.holdout_rows, asked.folds, seed, asked.stratified)
    drawn = prepare.draw(classes, usable, *plan, validation=validation, groups=groups, time=time)
    types = {column.name: column.type for column in asked.columns}
    whole = len(drawn.train)
    drawn = prepare.thinned(drawn, room.most_rows([types[name] for name in asked.inputs]), seed)
    path = out / "split.parquet"
    prepare.write_split(drawn, path)
    unused = len(drawn.fold) - len(drawn.train) - len(drawn.sealed)
    facts: dict[str, Any] = {
        "rows_file": digest_file(path),
        "seed": seed,
        "share": asked.holdout,
        "stratified": asked.stratified,
        "folds": drawn.folds,
        "unused_rows": unused,
        "left_out_rows": whole - len(drawn.train),
        "train_rows": len(drawn.train),
        "test_rows": len(drawn.sealed),
        "cv": asked.cv,
        "group": asked.group,
        "time": asked.time,
    }
    report.made("split", {"rows": path}, facts)
    return drawn, str(facts["rows_file"])
