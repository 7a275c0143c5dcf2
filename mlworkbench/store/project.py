"""A project: one folder in which everything a person made is kept, and the only door to it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select

from mlworkbench.base.errors import ProjectError
from mlworkbench.base.events import Bus, Changed
from mlworkbench.base.records import STAGE_OF, Record
from mlworkbench.base.report import Report
from mlworkbench.base.words import formatted
from mlworkbench.store import database, rows
from mlworkbench.store.check import Damage, check
from mlworkbench.store.files import Files
from mlworkbench.store.lock import Held, Lock
from mlworkbench.store.tables import FILE_FIELDS, TABLES, table_name
from mlworkbench.store.trouble import translated

Kind = TypeVar("Kind", bound=Record)
Pragma = Literal["integrity_check", "foreign_key_check"]
SKELETON = frozenset({"files", "work", "lock", database.NEW})  # what a creation that was cut short may leave


class Project:
    """Used on one thread. Open one through `create` or `open`, and close it."""

    def __init__(self, folder: Path, bus: Bus, lock: Lock, connection: Connection, meta: database.Meta) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.bus = bus
        self.id: str = meta.id
        self.name: str = meta.name
        self.created: datetime = meta.created
        self._lock = lock
        self._connection = connection
        self._files = Files(folder / "files", self.work)
        self._depth = 0
        self._touched: set[str] = set()

    @classmethod
    def create(cls, folder: Path, name: str, bus: Bus | None = None) -> "Project":
        """A new project in an empty or new folder. Raises ProjectError."""
        folder = folder.absolute()
        with translated(folder):
            if folder.exists() and (not folder.is_dir() or {path.name for path in folder.iterdir()} - SKELETON):
                raise ProjectError("store.not_empty", folder=str(folder))
            folder.mkdir(parents=True, exist_ok=True)
            for part in ("files", "work"):
                (folder / part).mkdir(exist_ok=True)
            lock = _locked(folder)
            try:
                database.create(folder, name)
                return cls(folder, bus or Bus(), lock, *database.open_(folder))
            except BaseException:
                lock.release()
                raise

    @classmethod
    def open(cls, folder: Path, bus: Bus | None = None) -> "Project":
        """Raises ProjectError: store.missing, locked, not_writable, damaged, too_new, full."""
        folder = folder.absolute()
        if not (folder / database.NAME).is_file():
            raise ProjectError("store.missing", folder=str(folder))
        with translated(folder):
            lock = _locked(folder)
            try:
                for part in ("files", "work"):
                    (folder / part).mkdir(exist_ok=True)
                return cls(folder, bus or Bus(), lock, *database.open_(folder))
            except BaseException:
                lock.release()
                raise

    def close(self) -> None:
        try:
            with translated(self.folder):
                database.disconnect(self._connection)
        finally:
            self._lock.release()

    def __enter__(self) -> "Project":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing. Inside another one it joins: nothing lasts until the outer one ends well.

        What an inner one wrote is undone if it raises, whatever the outer one makes of the exception.
        """
        depth, before = self._depth, frozenset(self._touched)
        if depth:
            self._require_running()
        with translated(self.folder):
            database.begin(self._connection, depth)
        self._depth += 1
        try:
            yield
            self._require_running()
            with translated(self.folder):
                database.commit(self._connection, depth)
        except BaseException:
            self._touched = set(before)
            with translated(self.folder):
                database.rollback(self._connection, depth)
            raise
        finally:
            self._depth = depth
        if not depth:
            self._tell()

    def add(self, record: Record) -> None:
        """Write a record, in the running transaction or in one of its own."""
        with self.transaction(), translated(self.folder):
            self._connection.execute(insert(TABLES[type(record)]).values(rows.to_row(record)))
            self._touched.add(STAGE_OF[type(record)])

    def get(self, kind: type[Kind], name: str) -> Kind:
        """Raises ProjectError where there is no such record."""
        found = self.find(kind, id=name)
        if not found:
            raise ProjectError("store.no_record", table=table_name(kind), name=name, folder=str(self.folder))
        return found[0]

    def find(self, kind: type[Kind], **equals: Any) -> tuple[Kind, ...]:
        """Oldest first. `None` finds records where the field is not set."""
        return self._read(kind, _matching(select(TABLES[kind]), kind, equals).order_by(TABLES[kind].c.place))

    def last(self, kind: type[Kind], **equals: Any) -> Kind | None:
        """The newest, or None where there is none."""
        chosen = _matching(select(TABLES[kind]), kind, equals).order_by(TABLES[kind].c.place.desc()).limit(1)
        return next(iter(self._read(kind, chosen)), None)

    def pick(self, kind: type[Record], names: Sequence[str], skip: int = 0, **equals: Any) -> tuple[tuple[Any, ...], ...]:
        """Only these fields of the records, oldest first without the first `skip`, nested ones as plain JSON: for thousands.

        "cv.mean" is the field `mean` inside `cv`.
        """
        chosen = select(*(_picked(kind, name) for name in names)).order_by(TABLES[kind].c.place).limit(-1).offset(skip)
        with translated(self.folder):
            try:
                return tuple(tuple(row) for row in self._connection.execute(_matching(chosen, kind, equals)))
            except ValueError as reason:  # not JSON, or not a date
                raise ProjectError("store.damaged", folder=str(self.folder)) from reason

    def count(self, kind: type[Record], **equals: Any) -> int:
        chosen = _matching(select(func.count()).select_from(TABLES[kind]), kind, equals)
        with translated(self.folder):
            return int(self._connection.execute(chosen).scalar_one())

    def keep(self, path: Path) -> str:
        """Copy a file into the project; its sha256, by which records name it. Keeping it twice is keeping it once."""
        return self._files.keep(path)

    def file(self, name: str) -> Path:
        """Raises ProjectError where the file is gone."""
        return self._files.path(name)

    def check(self, report: Report, files: bool = True) -> tuple[Damage, ...]:
        """Read everything again and compare; slow with `files`."""
        return check(self, report, files)

    def strays(self) -> tuple[Path, ...]:
        """Files that no record names."""
        named = set[str]()
        for kind, fields in FILE_FIELDS.items():
            for field in fields:
                with translated(self.folder):
                    named.update(self._connection.execute(select(TABLES[kind].c[field])).scalars())
        return self._files.strays(named)

    def remove_strays(self) -> None:
        with translated(self.folder):
            for path in self.strays():
                path.unlink(missing_ok=True)

    def pragma(self, name: Pragma) -> Sequence[tuple[Any, ...]]:
        """What SQLite says about its own file."""
        with translated(self.folder):
            return [tuple(row) for row in self._connection.exec_driver_sql(f"PRAGMA {name}")]

    def _read(self, kind: type[Kind], chosen: Select[Any]) -> tuple[Kind, ...]:
        with translated(self.folder):
            try:
                return tuple(rows.to_record(kind, row._asdict()) for row in self._connection.execute(chosen))
            except ValueError as reason:  # not JSON, not a date, or not what the record promises
                raise ProjectError("store.damaged", folder=str(self.folder)) from reason

    def _require_running(self) -> None:
        """SQLite undoes a transaction by itself when the disk is full; nothing more may be written as if it went on."""
        if not database.is_running(self._connection):
            raise ProjectError("store.undone", folder=str(self.folder))

    def _tell(self) -> None:
        stages, self._touched = frozenset(self._touched), set()
        if stages:
            self.bus.send(Changed(stages))


def _picked(kind: type, name: str) -> ColumnElement[Any]:
    field, _, inner = name.partition(".")
    column = TABLES[kind].c[field]
    return func.json_extract(column, f"$.{inner}") if inner else column


def _matching(chosen: Select[Any], kind: type, equals: dict[str, Any]) -> Select[Any]:
    return chosen.where(*(TABLES[kind].c[name] == value for name, value in equals.items()))


def _locked(folder: Path) -> Lock:
    try:
        return Lock(folder / "lock")
    except Held as held:
        raise ProjectError("store.locked", folder=str(folder), who=held.who, since=_told_time(held.since)) from None


def _told_time(written: str | None) -> str | None:
    """When the other one began, as a person reads it."""
    try:
        return formatted(datetime.fromisoformat(written)) if written else None
    except ValueError:
        return written
