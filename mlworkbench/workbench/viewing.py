"""Looking at rows in another order, or at some of them: a job finds them, then they are paged like the whole table."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mlworkbench.base import paths
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Dataset
from mlworkbench.base.spreadsheets import harmless
from mlworkbench.workbench import filing

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.workbench.bench import Workbench

Filtered = tuple[str, str, str]
NUMBER: Final = "row"
BLOCK = 16_384  # rows read at once while they are written


@dataclass(frozen=True)
class Wanted:
    """`sort` are columns with whether the greatest comes first; `filters` are column, operation and value; `search` is text in
    any cell.
    """

    sort: tuple[tuple[str, bool], ...] = ()
    filters: tuple[Filtered, ...] = ()
    search: str = ""

    @property
    def is_all(self) -> bool:
        """The rows as they are."""
        return not (self.sort or self.filters or self.search)


@dataclass(frozen=True)
class Found:
    """Rows that were found; without a job all rows of the version."""

    job: "Job | None"
    rows: int


class ViewVerbs:
    """Verbs of `bench.data`."""

    _bench: "Workbench"
    _views: "list[Job]"

    def operations(self) -> tuple[str, ...]:
        """What a filter can ask of a cell."""
        from mlworkbench.stages.data.viewing import OPERATIONS

        return OPERATIONS

    def view(self, wanted: Wanted, dataset: Dataset | None = None) -> "Job":
        """Find the rows of a version, the newest unless named, that are wanted. Leave the view when done with it.

        Raises InputError for a column, operation or value that does not fit.
        """
        from mlworkbench.stages.data.viewing import check

        version = dataset or self._bench.data.present()
        spec: dict[str, Any] = {
            "data": str(self._bench.data.path(version)),
            "columns": filing.plain(version.columns),
            "sort": [list(one) for one in wanted.sort],
            "filters": [list(one) for one in wanted.filters],
            "search": wanted.search,
        }
        check(spec)
        job = self._bench.start("view", spec, loose=True)
        self._views.append(job)
        return job

    def find_rows(self, sort: Sequence[str] = (), filters: Sequence[Filtered] = (), search: str = "") -> "Found":
        """The rows of the newest version that are wanted, found when this returns. `sort` as `wanted` takes it."""
        asked = wanted(sort, filters, search)
        if asked.is_all:
            return Found(None, self._bench.data.present().rows)
        job = self.view(asked)
        return Found(job, int(self._bench.wait(job)["rows"]))

    def found_page(self, found: "Found", start: int, count: int) -> list[tuple[Any, ...]]:
        """Rows of them: the row's number in the version, then its cells."""
        if found.job is not None:
            return self.view_page(found.job, start, count)
        page = self._bench.data.page(start, count)
        return [(number, *one) for number, one in enumerate(page, start=start + 1)]

    def write_rows(self, found: "Found", path: Path, most: int | None = None) -> int:
        """As CSV, with their numbers; how many. No text becomes a formula in a spreadsheet. Raises InputError."""
        names = [column.name for column in self._bench.data.present().columns]
        total = min(found.rows, most if most is not None else found.rows)
        draft = path.with_name(path.name + ".part")
        try:
            with draft.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow([harmless(name) for name in (NUMBER, *names)])
                for start in range(0, total, BLOCK):
                    self._bench.hear_interrupt()
                    for one in self.found_page(found, start, min(BLOCK, total - start)):
                        writer.writerow([harmless(_written(cell)) for cell in one])
            draft.replace(path)
        except OSError as reason:
            raise InputError("shell.not_saved", path=str(path), why=reason.strerror or str(reason)) from reason
        finally:
            paths.discard(draft)
        return total

    def leave_view(self, job: "Job") -> None:
        """Its rows are no longer looked at; one that still runs is stopped."""
        self._views = [one for one in self._views if one.id != job.id]
        self._bench.drop(job)

    def leave_views(self) -> None:
        """All of them, as when the project is closed."""
        for job in tuple(self._views):
            self.leave_view(job)

    def view_page(self, job: "Job", start: int, count: int) -> list[tuple[Any, ...]]:
        """Rows of a view that is ready: the row's number in the version, then its cells."""
        from mlworkbench.stages import data

        return data.page(_file(job), start, count)

    def viewed(self, job: "Job") -> int:
        """How many rows a view has."""
        return int((job.result or {})["rows"])


def _written(cell: object) -> object:
    """Whole numbers without a point, dates as ISO has them, nothing for a missing cell."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 2**53 else cell
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return int(cell) if isinstance(cell, bool) else cell


def _file(job: "Job") -> Path:
    return job.folder / str((job.result or {})["files"]["view"])


def wanted(sort: Sequence[str] = (), filters: Sequence[Filtered] = (), search: str = "") -> Wanted:
    """`sort` are names of columns; one with a minus ahead comes with the greatest first."""
    return Wanted(tuple((name.removeprefix("-"), name.startswith("-")) for name in sort), tuple(filters), search)
