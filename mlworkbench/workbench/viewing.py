"""Looking at rows in another order, or at some of them: a job finds them, then they are paged like the whole table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.records import Dataset
from mlworkbench.workbench import filing

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.workbench.bench import Workbench

Filtered = tuple[str, str, str]


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


def _file(job: "Job") -> Path:
    return job.folder / str((job.result or {})["files"]["view"])


def wanted(sort: Sequence[str] = (), filters: Sequence[Filtered] = (), search: str = "") -> Wanted:
    """`sort` are names of columns; one with a minus ahead comes with the greatest first."""
    return Wanted(tuple((name.removeprefix("-"), name.startswith("-")) for name in sort), tuple(filters), search)
