"""How good a model is, who looked at the sealed rows, and what was decided."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Look:
    """The sealed hold-out was opened. Written before it is read; `number` counts the looks at this split."""

    id: str
    split: str
    model: str
    number: int
    why: str
    who: str
    when: datetime


@dataclass(frozen=True)
class Evaluation:
    """Metrics of one model on the hold-out, under their scikit-learn names.

    `intervals` are (low, high) of the 95 % interval by metric; `judgement_file` is JSON (see stages.evaluate.judgement). Both are
    None in records from before they were kept.
    """

    id: str
    model: str
    look: str
    rows: int
    metrics: dict[str, float]
    seconds: float
    who: str
    when: datetime
    intervals: dict[str, tuple[float, float]] | None = None
    judgement_file: str | None = None


@dataclass(frozen=True)
class Assessment:
    """A model judged on its out-of-fold scores: every training row scored by a model that had not seen it.

    `intervals` are (low, high) of the 95 % interval by metric; `judgement_file` is JSON (see stages.evaluate.judgement).
    """

    id: str
    model: str
    rows: int
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    judgement_file: str
    seconds: float
    who: str
    when: datetime


@dataclass(frozen=True)
class Verdict:
    """A person's decision about a model. An accepted one gets the next version; `why` says why, in that person's words.

    `evaluation` is what was known of the hold-out, `charter` the version of the criteria it was held against.
    """

    id: str
    model: str
    evaluation: str | None
    charter: str | None
    accepted: bool
    version: int | None
    why: str
    who: str
    when: datetime
