"""What ships."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Proof:
    """One comparison made before a package was written: how many rows were compared and how many differed."""

    kind: str
    compared: int
    different: int


@dataclass(frozen=True)
class Package:
    """A built package. `identifier` is the sha256 of its canonical manifest; `path` is where the user's copy was written."""

    id: str
    model: str
    evaluation: str | None
    target: str
    package_file: str
    identifier: str
    path: str
    size: int
    row_microseconds: float
    proofs: tuple[Proof, ...]
    who: str
    when: datetime
