"""Dataset versions: their columns, their profile, where their bytes came from."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mlworkbench.base.records.reasons import Reason

ColumnType = Literal["number", "flag", "category", "text", "date"]
Severity = Literal["info", "warning", "problem"]


@dataclass(frozen=True)
class Column:
    """A column of a dataset version. Stored as: number, flag → int64 or double; category, text → string; date → timestamp[us]."""

    name: str
    type: ColumnType
    integer: bool = False
    date_format: str | None = None


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


@dataclass(frozen=True)
class Finding:
    """Something worth knowing about the data. `rows` is how many rows it concerns."""

    kind: str
    columns: tuple[str, ...]
    severity: Severity
    rows: int
    reason: Reason


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
    """Where the bytes came from. `reading` holds what the importer decided: encoding, delimiter, header line …"""

    file_name: str
    folder: str
    size: int
    sha256: str
    importer: str
    reading: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    """One immutable version. `data_file` is the Parquet's sha256 and is what is called the dataset hash.

    `holdout_rows` is how many rows at the end came from a hold-out file of their own (0: none, a share is drawn instead).
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
