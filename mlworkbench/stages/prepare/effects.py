"""What the steps of a recipe do to real training rows, as plain data: what a preview job writes and a page shows."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.records import Reason
from mlworkbench.stages.prepare.splitting import Counts

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Cell = str | float | None


@dataclass(frozen=True)
class Row:
    """A row before and after a step. `number` counts the rows of the dataset from 1; `key` is its cell in the telling column."""

    number: int
    key: str | None
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]
    changes: bool


@dataclass(frozen=True)
class Excerpt:
    """Real rows, those that change first. `column` is the one of the step's columns it is about; empty for all of them."""

    column: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Effect:
    """What one step did. `step` is its place in the recipe, from 0.

    `before` and `after` count the columns on their way to the models; `made` are the names of new ones and `gone` of those that
    are no more (the first of each, `made_count` and `gone_count` are all). `cells` are those that changed in columns that kept
    their name. `told` sums up what was learnt, `learnt` says it of each column.
    """

    step: int
    before: int
    after: int
    made: tuple[str, ...]
    made_count: int
    gone: tuple[str, ...]
    gone_count: int
    cells: int
    told: Reason | None
    learnt: dict[str, Reason]
    samples: tuple[Excerpt, ...]


@dataclass(frozen=True)
class Wrong:
    """Why the recipe cannot be fitted, and at which step (None: at none of them, but as a whole)."""

    step: int | None
    reason: Reason


@dataclass(frozen=True)
class FamilyEffects:
    """All steps for one family of algorithms. `features` is what its models are given, `unseen` what never became a number."""

    family: str
    effects: tuple[Effect, ...]
    features: int
    unseen: tuple[str, ...]
    wrong: Wrong | None = None


@dataclass(frozen=True)
class Previewed:
    """`rows` are all training rows, `sampled` those that were used. `counts` is how the split planned so divides the rows.

    `share`, `stratified`, `seed`, `cv`, `group` and `time` are that plan.
    `key` is the column by which rows are told apart (empty: by their number).
    """

    rows: int
    sampled: int
    key: str
    share: float
    stratified: bool
    seed: int
    counts: Counts
    families: tuple[FamilyEffects, ...]
    cv: str = ""
    group: str | None = None
    time: str | None = None

    def effect(self, step: int, family: str) -> Effect | None:
        """None where the step is not for this family, is parked, or could not be reached."""
        found = next((one for one in self.families if one.family == family), None)
        return next((effect for effect in found.effects if effect.step == step), None) if found else None


def write(previewed: Previewed, path: Path) -> None:
    path.write_bytes(_adapter().dump_json(previewed))


def read(path: Path) -> Previewed:
    """Raises ValueError for a file that holds something else."""
    found: Previewed = _adapter().validate_json(path.read_bytes())
    return found


@cache
def _adapter() -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(Previewed)
