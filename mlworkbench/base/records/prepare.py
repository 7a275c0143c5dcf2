"""How columns become features, and which rows are kept back."""

from dataclasses import dataclass, field
from datetime import datetime

from mlworkbench.base.params import Chosen
from mlworkbench.base.records.data import SetAside
from mlworkbench.base.records.reasons import Reason


@dataclass(frozen=True)
class Step:
    """One step of a recipe. `families` names the families of algorithms it is for; empty means all."""

    kind: str
    columns: tuple[str, ...]
    params: Chosen = field(default_factory=dict)
    families: tuple[str, ...] = ()
    reason: Reason | None = None


@dataclass(frozen=True)
class Recipe:
    """`recipe_hash` is the digest of the steps alone, so equal recipes are seen to be equal.

    `number` counts the versions for one problem; `suggested` is False once a person has changed a step.
    """

    id: str
    problem: str
    steps: tuple[Step, ...]
    inputs: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    recipe_hash: str
    who: str
    when: datetime
    number: int = 1
    suggested: bool = True


@dataclass(frozen=True)
class Split:
    """Row numbers of hold-out and folds, stored before anything is fitted.

    `rows_file` is a Parquet of one int64 column `fold`, a value per dataset row: -1 hold-out, -2 unused (target missing),
    -3 trained on but never validated, else the fold in which the row is validated. Repeated validation has a column `fold_2`,
    `fold_3`… more a repeat. `cv`, `group` and `time` are those of the plan. Of the unused rows `left_out_rows` were left out by a
    seeded draw, because memory could not hold them.
    """

    id: str
    problem: str
    rows_file: str
    seed: int
    share: float
    folds: int
    train_rows: int
    test_rows: int
    unused_rows: int
    who: str
    when: datetime
    stratified: bool = True
    cv: str = ""
    group: str | None = None
    time: str | None = None
    left_out_rows: int = 0


@dataclass(frozen=True)
class SplitPlan:
    """How hold-out and folds are to be drawn for a problem. `share` is the part of the rows that is sealed (0: none).

    `cv` is the kind of validation with its numbers, such as "kfold:10", "repeated:5x3", "group:5", "time:5:gap=24" or "loo"
    ("": five folds, `stratified` or not). Rows with the same value of `group` stay together; `time` is the column rows are
    ordered by.
    """

    id: str
    problem: str
    share: float
    stratified: bool
    seed: int
    who: str
    when: datetime
    cv: str = ""
    group: str | None = None
    time: str | None = None


@dataclass(frozen=True)
class Preview:
    """What the steps of a recipe do to real training rows; `preview_file` is JSON (see stages.prepare.previewing)."""

    id: str
    recipe: str
    preview_file: str
    rows: int
    seconds: float
    who: str
    when: datetime
