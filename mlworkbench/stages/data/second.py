"""Another file brought beside a version: opened like any import, typed, and stored in the change's own folder."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Column
from mlworkbench.base.report import Part
from mlworkbench.stages.data import columns as typing
from mlworkbench.stages.data import duck, version
from mlworkbench.stages.data.change import Ground
from mlworkbench.stages.data.opening import open_source
from mlworkbench.stages.data.origins import origin_of

Family = Literal["number", "text", "date"]


@dataclass(frozen=True)
class Brought:
    """`origin` is where it came from, as plain JSON; `rejects` are its rows that were set aside. `descriptions` are
    what the file says of its columns.
    """

    parquet: Path
    columns: tuple[Column, ...]
    rows: int
    origin: dict[str, Any]
    rejects: Path | None = None
    rejected: int = 0
    descriptions: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def table(self) -> str:
        """What stands behind FROM in a query: `duck.rows`."""
        return duck.rows(self.parquet, self.names)

    def cell(self, name: str) -> str:
        """A column as queries over `table` call it."""
        return f"c{self.names.index(name)}"


def bring(ground: Ground, path: str, choices: Mapping[str, Any]) -> Brought:
    """Raises InputError for a file that cannot be read, or that leaves open which of its tables is meant."""
    if not path.strip():
        raise InputError("data.no_path")
    place = Path(path)
    work = ground.work / ("other-" + hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:12])
    wanted = {name: str(choice) for name, choice in choices.items() if choice is not None}
    source = open_source(place, work, Part(ground.report, 0, 0.5), wanted)
    for question in source.questions:
        raise InputError(question.reason.key, **question.reason.facts)
    decided = typing.decide(source, Part(ground.report, 0.5, 0.7))
    parquet = work / "typed.parquet"
    version.write(source, decided.columns, parquet, Part(ground.report, 0.7, 1.0))
    origin = asdict(origin_of(place, source))
    return Brought(parquet, decided.columns, source.rows, origin, source.rejects, source.rejected, source.descriptions)


def family(column: Column) -> Family:
    """Values of one family can be compared."""
    if column.type in ("number", "flag"):
        return "number"
    return "date" if column.type == "date" else "text"
