"""An import contract: how a file was read and what its columns are, so that the next file of the kind is read just so."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import ColumnType, Dataset, Origin, Rule, RuleKind

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT: Literal[1] = 1
DATABASE = "database"  # what stands for the importer where a table was read from a server
# Facts of one file, not of its kind; whether rows are set aside is decided at each import.
NOT_HELD = frozenset({"holdout", "holdout_sha256", "bad_rows"})
# What a package leaves out besides: columns have marks and date formats of their own, and no row to be scored is set aside.
NOT_OF_A_KIND = NOT_HELD | {"importer", "member", "missing", "dates"}


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class HeldColumn(_Plain):
    """`missing` are cell texts that stand for a missing value; a column that is not `required` may be absent: all missing."""

    name: str
    type: ColumnType
    date_format: str | None = None
    missing: tuple[str, ...] = ()
    required: bool = True


class HeldRule(_Plain):
    kind: RuleKind
    column: str | None = None
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()

    def rule(self) -> Rule:
        return Rule(self.kind, self.column, self.low, self.high, self.values)


class Contract(_Plain):
    """`reading` are the importer's choices, every one as it was decided; `skipped` are columns of the file that are left out."""

    format: Literal[1] = FORMAT
    importer: str
    reading: dict[str, str] = Field(default_factory=dict)
    columns: Annotated[tuple[HeldColumn, ...], Field(min_length=1)]
    skipped: tuple[str, ...] = ()
    rules: tuple[HeldRule, ...] = ()

    def choices(self) -> dict[str, str]:
        """How a file is read; one of a table in a database says nothing of that, and its columns are held to all the same."""
        if self.importer == DATABASE:
            return {}
        return {"importer": self.importer, **{name: one for name, one in self.reading.items() if name not in NOT_HELD}}

    def plain(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


def of(dataset: Dataset, rules: "Iterable[Rule]" = (), skipped: "Iterable[str]" = ()) -> Contract:
    """The contract that an imported version stands for, with what the project expects of every version."""
    columns = tuple(
        HeldColumn(name=one.name, type=one.type, date_format=one.date_format, missing=one.missing) for one in dataset.columns
    )
    held = tuple(HeldRule(kind=one.kind, column=one.column, low=one.low, high=one.high, values=one.values) for one in rules)
    reading = {name: value for name, value in dataset.origin.reading.items() if name not in NOT_HELD}
    importer = dataset.origin.importer
    chosen = known(importer, reading)
    return Contract(importer=importer, reading=chosen, columns=columns, skipped=tuple(skipped), rules=held)


def reading_of(origin: Origin) -> dict[str, str]:
    """How files of this kind are opened: nothing that describes one file, nothing that a column says of itself.

    Empty for what came from no file, such as a database on the network.
    """
    from mlworkbench.stages.data.importers import IMPORTERS

    if origin.importer not in IMPORTERS:
        return {}
    chosen = known(origin.importer, {name: value for name, value in origin.reading.items() if name not in NOT_OF_A_KIND})
    return {"importer": origin.importer, **{name: value for name, value in chosen.items() if value != ""}}


def known(importer: str, reading: Mapping[str, str]) -> dict[str, str]:
    """Those facts that are choices of this importer: the others describe one file."""
    from mlworkbench.stages.data.importers import IMPORTERS
    from mlworkbench.stages.data.opening import choices_of

    if importer == DATABASE:
        return {name: value for name, value in reading.items() if name in ("table", "query")}
    names = {param.name for param in choices_of(IMPORTERS[importer])} if importer in IMPORTERS else set(reading)
    return {name: value for name, value in reading.items() if name in names}


def read(path: Path) -> Contract:
    """Raises InputError naming the file and the field that is wrong."""
    try:
        return from_plain(json.loads(path.read_text("utf-8-sig")), path.name)
    except OSError as reason:
        raise InputError("data.no_file", file=str(path)) from reason
    except (ValueError, RecursionError) as reason:
        line = reason.lineno if isinstance(reason, json.JSONDecodeError) else 1
        raise InputError("data.contract_not_json", file=path.name, line=line) from reason


def from_plain(found: object, name: str) -> Contract:
    """A contract from plain JSON; `name` is what it is called in a complaint."""
    try:
        return Contract.model_validate_json(json.dumps(found))
    except ValidationError as reason:
        first = reason.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "–"
        raise InputError("data.contract_bad", file=name, field=field[:80], reason=first["msg"][:200]) from reason


def write(contract: Contract, path: Path) -> None:
    """One field a line, to be read and compared. Raises InputError where it cannot be written."""
    try:
        path.write_text(json.dumps(contract.plain(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as reason:
        raise InputError("data.contract_not_written", path=str(path), reason=reason.strerror or str(reason)) from reason
