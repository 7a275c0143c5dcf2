"""Dataset versions: their columns, their profile, where their bytes came from."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from mlworkbench.base.records.reasons import Reason

ColumnType = Literal["number", "flag", "category", "text", "date"]
Meaning = Literal["number", "category", "flag", "date", "text", "id", "constant", "empty"]
Severity = Literal["info", "warning", "problem"]
RuleKind = Literal["range", "unique", "allowed", "filled", "rows"]
Deed = Literal["mended", "accepted", "reopened"]


@dataclass(frozen=True)
class Making:
    """Something that was done to a column after it was read from its file: the `kind` of change (stages/data/changes), its
    formula, query or choices as `words`, and the columns it was computed from.
    """

    kind: str
    words: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a dataset version. Stored: number, flag as int64 or double; category, text as string; date as timestamp[us].

    `missing` are cell texts that stand for a missing value here, beside the usual marks. `formula` is the expression it was
    computed with where a model's graph can compute the same (stages/data/formulas.py), so that no device has to bring it.
    Values in `emptied`, and numbers under `below` or over `above`, were set to missing by a change. `made` tells what else was
    done to it; `outdated` are columns it was computed from and that were changed since, where it could not be computed anew.
    """

    name: str
    type: ColumnType
    integer: bool = False
    date_format: str | None = None
    missing: tuple[str, ...] = ()
    formula: str | None = None
    emptied: tuple[str, ...] = ()
    below: float | None = None
    above: float | None = None
    made: tuple[Making, ...] = ()
    outdated: tuple[str, ...] = ()


@dataclass(frozen=True)
class SetAside:
    column: str
    reason: Reason


@dataclass(frozen=True)
class Top:
    value: str
    count: int


@dataclass(frozen=True)
class ColumnProfile:
    """Figures of one column. Numbers and dates have statistics (dates in microseconds since 1970), all types have counts.

    `quantiles` are those at 0, 5, 25, 50, 75, 95, 100 %. `bins` are the counts of equal-width bins from minimum to maximum
    (numbers, dates). `top` lists the most frequent values. `approximate` names the figures that are estimates.
    """

    name: str
    type: ColumnType
    missing: int
    distinct: int
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    sd: float | None = None
    quantiles: tuple[float, ...] = ()
    bins: tuple[int, ...] = ()
    top: tuple[Top, ...] = ()
    approximate: tuple[str, ...] = ()
    meaning: Meaning | None = None


@dataclass(frozen=True)
class Remedy:
    """What mends a finding. `kind` names a change of the data (stages/data/changes), or is `exclude`: let no model use the
    columns, or `stratify`: keep the classes' shares in every part. `params` are the choices, `reason` says on the button what
    it does.
    """

    kind: str
    params: dict[str, Any]
    reason: Reason


@dataclass(frozen=True)
class Evidence:
    """A value that was found; `row` counts from 1, `count` is how often it occurs."""

    value: str
    row: int | None = None
    count: int | None = None


@dataclass(frozen=True)
class Finding:
    """Something worth knowing about the data. `rows` is how many rows it concerns; the first remedy is the one recommended.

    Columns that share a trouble stand in one finding: `parts` are then those of the single columns, to which decisions belong,
    and `mark` says what they share.
    """

    kind: str
    columns: tuple[str, ...]
    severity: Severity
    rows: int
    reason: Reason
    evidence: tuple[Evidence, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    parts: "tuple[Finding, ...]" = ()
    mark: str = ""

    @property
    def key(self) -> str:
        """The same for the same finding in the next version, whichever columns share it there."""
        return f"{self.kind}@{self.mark}" if self.parts else ":".join((self.kind, *self.columns))

    @property
    def keys(self) -> tuple[str, ...]:
        """What decisions about it are kept under."""
        return tuple(one.key for one in self.parts) or (self.key,)

    @property
    def reassures(self) -> bool:
        """It tells that what was looked for is not there."""
        return self.kind == "duplicates" and self.rows == 0


@dataclass(frozen=True)
class Question:
    """Something a file leaves open, asked and never guessed: `choice` is the reading choice answered with one of `options`.

    With `columns` the answer is asked for each of these columns.
    """

    choice: str
    options: tuple[str, ...]
    reason: Reason
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    rows: int
    columns: tuple[ColumnProfile, ...]
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    def column(self, name: str) -> ColumnProfile:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class Origin:
    """Where the bytes came from. `reading` holds what was decided: encoding, delimiter, header line … The same mapping given as
    choices reads the same file the same way. `medium` tells what the file lay on: a local disk, a stick, a share.
    """

    file_name: str
    folder: str
    size: int
    sha256: str
    importer: str
    reading: dict[str, str] = field(default_factory=dict)
    medium: str = ""


@dataclass(frozen=True)
class Change:
    """How a version came from its parent: the `kind` of change (stages/data/changes) with its choices, and why.

    `name` is what the user calls it, `finding` the key of the finding it mends, `effect` counts what it did: rows_removed,
    rows_added, cells_changed, cells_emptied (of those, now missing), columns_added, columns_removed, columns_renamed.
    """

    kind: str
    params: dict[str, Any]
    name: str = ""
    why: str = ""
    finding: str | None = None
    effect: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    """One immutable version. `data_file` is the Parquet's sha256 and is what is called the dataset hash.

    `holdout_rows` is how many rows at the end came from a hold-out file of their own (0: none, a share is drawn instead).
    `change` is how it came from its parent (None: imported), `others` are files beside the first. `rejects_file` holds the rows
    of the file that were set aside because they cannot be read.
    """

    id: str
    number: int
    name: str
    data_file: str
    profile_file: str
    rows: int
    columns: tuple[Column, ...]
    origin: Origin
    parent: str | None
    seconds: float
    who: str
    when: datetime
    holdout_rows: int = 0
    change: Change | None = None
    others: tuple[Origin, ...] = ()
    rejects_file: str | None = None
    rejected_rows: int = 0


@dataclass(frozen=True)
class Entry:
    """What people know about a column. `meaning` is None where the profile's holds."""

    column: str
    meaning: Meaning | None = None
    unit: str = ""
    description: str = ""


@dataclass(frozen=True)
class Dictionary:
    """The data dictionary of the project; the newest counts, for columns by name in every version."""

    id: str
    entries: tuple[Entry, ...]
    who: str
    when: datetime


@dataclass(frozen=True)
class Rule:
    """range: every value from `low` to `high` · unique · allowed: one of `values` · filled: none missing · rows: so many."""

    kind: RuleKind
    column: str | None = None
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expectations:
    """What every later version must hold; the newest list counts."""

    id: str
    rules: tuple[Rule, ...]
    who: str
    when: datetime


@dataclass(frozen=True)
class Inspection:
    """The quality findings of a version, with a problem also those about its target."""

    id: str
    dataset: str
    problem: str | None
    findings_file: str
    seconds: float
    who: str
    when: datetime


@dataclass(frozen=True)
class Decision:
    """What was decided about a finding, by its key: mended by the change that made version `made`, accepted, or reopened."""

    id: str
    dataset: str
    finding: str
    deed: Deed
    made: str | None
    why: str
    who: str
    when: datetime
