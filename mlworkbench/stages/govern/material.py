"""All a document is made of: records of a project as they are, and what the files say that they name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mlworkbench.base.records import (
    Assessment,
    Charter,
    Dataset,
    Evaluation,
    Exploration,
    Failure,
    Look,
    Model,
    Package,
    Pin,
    Problem,
    Profile,
    Reason,
    Recipe,
    Run,
    RunEnd,
    SetAside,
    Split,
    Step,
    Verdict,
)
from mlworkbench.stages import evaluate, explore
from mlworkbench.stages.evaluate import Judgement
from mlworkbench.stages.explore import Answer

if TYPE_CHECKING:
    from pydantic import TypeAdapter


EXPLORED = "explored_"  # with the place of a picture: the name of its file
Changed = Literal["data", "problem", "recipe"]


@dataclass(frozen=True)
class Made:
    """Who wants the document, when, with which version of the program; `minutes` is how far that clock is ahead of UTC."""

    who: str
    when: datetime
    minutes: int
    version: str


@dataclass(frozen=True)
class Condition:
    """A criterion or limit as it was held against the model; `sentence` and `figure` are words in the document's language.

    `met` is None where that is not known, and `reason` says why. `after_look`: it was asked when the hold-out had been opened.
    """

    sentence: str
    figure: str
    why: str
    met: bool | None
    basis: Literal["holdout", "out_of_fold", "model"] | None
    rows: int | None
    reason: Reason | None
    since: datetime
    after_look: bool


@dataclass(frozen=True)
class StepShown:
    """A step of the recipe with the columns it gets, those it names and does not get, and why it is passed over if it is."""

    step: Step
    columns: tuple[str, ...]
    missed: tuple[SetAside, ...]
    parked: Reason | None


@dataclass(frozen=True)
class Design:
    """How the rows are to be split, while nothing is trained yet. `cv`, `group` and `time` are those of SplitPlan."""

    share: float
    stratified: bool
    seed: int
    holdout_rows: int
    folds: int
    cv: str = ""
    group: str | None = None
    time: str | None = None


@dataclass(frozen=True)
class Pinned:
    """A picture of the data that was put into the report, with the number of the version it shows."""

    pin: Pin
    exploration: Exploration
    number: int


@dataclass(frozen=True)
class Records:
    """What is not there yet is None or empty. `model` is the one under judgement; dataset, problem, recipe and split are those
    it was made from, without a model the newest. `models` are the run's, best first; `looks` all at the same hold-out rows.
    `changed` names what has become another since the model was made. `threshold_late`: a person chose the model's threshold when
    the hold-out had been opened.
    """

    language: str
    made: Made
    project: str
    project_id: str
    charters: tuple[Charter, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    dataset: Dataset | None = None
    problem: Problem | None = None
    recipe: Recipe | None = None
    steps: tuple[StepShown, ...] = ()
    design: Design | None = None
    split: Split | None = None
    run: Run | None = None
    end: RunEnd | None = None
    models: tuple[Model, ...] = ()
    failures: tuple[Failure, ...] = ()
    model: Model | None = None
    assessment: Assessment | None = None
    evaluation: Evaluation | None = None
    looks: tuple[Look, ...] = ()
    threshold_late: bool = False
    looked_at: dict[str, Model] | None = None
    conditions: tuple[Condition, ...] = ()
    removed: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    packages: tuple[Package, ...] = ()
    changed: tuple[Changed, ...] = ()
    pinned: tuple[Pinned, ...] = ()

    @property
    def charter(self) -> Charter | None:
        return self.charters[-1] if self.charters else None

    @property
    def verdict(self) -> Verdict | None:
        return self.verdicts[-1] if self.verdicts else None


@dataclass(frozen=True)
class Material:
    """Records with the profile of their dataset, the judgements of their model and the numbers of `pinned` pictures."""

    records: Records
    profile: Profile | None = None
    out_of_fold: Judgement | None = None
    holdout: Judgement | None = None
    explored: tuple[Answer, ...] = ()

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Out of fold first."""
        return tuple(one for one in (self.out_of_fold, self.holdout) if one is not None)


def gathered(records: Mapping[str, Any], files: Mapping[str, str | None]) -> Material:
    """From plain JSON and the paths of `profile`, `out_of_fold`, `holdout` and `explored_0` …, each of which may be None.

    Raises ProjectError("store.file_damaged") for a file that is not what it was.
    """
    paths = {name: Path(path) if path else None for name, path in files.items()}
    profile = _profile(paths["profile"]) if paths["profile"] else None
    judgements = {name: evaluate.read(path) if (path := paths[name]) else None for name in ("out_of_fold", "holdout")}
    pictures = [path for name, path in sorted(paths.items(), key=_place) if name.startswith(EXPLORED) and path]
    explored = tuple(explore.read(path) for path in pictures)
    return Material(_adapter().validate_python(dict(records)), profile, **judgements, explored=explored)


def _place(named: tuple[str, Path | None]) -> int:
    """Pictures in the order in which they were put into the report."""
    return int(named[0].removeprefix(EXPLORED)) if named[0].startswith(EXPLORED) else -1


def _profile(path: Path) -> Profile:
    from mlworkbench.stages import data
    from mlworkbench.stages.evaluate.judgement import readable

    with readable(path):
        return data.read_profile(path)


@cache
def _adapter() -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(Records)
