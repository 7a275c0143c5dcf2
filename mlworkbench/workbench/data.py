"""Data: add a version, look at its profile and rows."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock, paths
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Dataset, Finding, Profile, Reason
from mlworkbench.workbench.changes import ChangeVerbs
from mlworkbench.workbench.databases import DatabaseVerbs
from mlworkbench.workbench.decisions import DecisionVerbs
from mlworkbench.workbench.dictionary import DictionaryVerbs
from mlworkbench.workbench.looking import LookVerbs, Wishes, reading
from mlworkbench.workbench.quality import QualityVerbs
from mlworkbench.workbench.viewing import ViewVerbs

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.stages.data import Contract
    from mlworkbench.workbench.bench import Workbench


class DataVerbs(ChangeVerbs, DatabaseVerbs, DecisionVerbs, DictionaryVerbs, LookVerbs, QualityVerbs, ViewVerbs):
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench
        self._profiles: dict[str, Profile] = {}
        self._found: dict[str, tuple[Finding, ...]] = {}
        self._views = []

    def versions(self) -> tuple[Dataset, ...]:
        """Oldest first."""
        return tuple(self._bench.opened().find(Dataset)) if self._bench.project else ()

    def current(self) -> Dataset | None:
        """The newest version."""
        return self._bench.project.last(Dataset) if self._bench.project else None

    def version(self, dataset_id: str) -> Dataset:
        return self._bench.opened().get(Dataset, dataset_id)

    def path(self, dataset: Dataset) -> Path:
        """The immutable Parquet file."""
        return self._bench.opened().file(dataset.data_file)

    def save_rejects(self, path: Path, dataset: Dataset | None = None) -> int:
        """A copy of the rows set aside at the import, as CSV; how many. It appears whole or not at all. Raises InputError."""
        wanted = dataset or self.present()
        if wanted.rejects_file is None:
            raise InputError("data.no_rejects", number=wanted.number)
        kept = self._bench.opened().file(wanted.rejects_file)
        begun = path.with_name(f"{path.name}.part")
        try:
            shutil.copyfile(kept, begun)
            begun.replace(path)
        except OSError as reason:
            paths.discard(begun)
            raise InputError("data.rejects_not_written", path=str(path), why=reason.strerror or str(reason)) from reason
        return wanted.rejected_rows

    def profile(self, dataset: Dataset | None = None) -> Profile:
        """The stored profile of a version, the newest unless named."""
        from mlworkbench.stages import data

        wanted = dataset or self.present()
        if wanted.profile_file not in self._profiles:
            path = self._bench.opened().file(wanted.profile_file)
            with _unharmed(path):
                self._profiles[wanted.profile_file] = data.read_profile(path)
        return self._profiles[wanted.profile_file]

    def page(self, start: int, count: int, dataset: Dataset | None = None) -> list[tuple[object, ...]]:
        """`count` rows from row `start` on, as the table shows them: at once, whatever the size."""
        from mlworkbench.stages import data

        path = self.path(dataset or self.present())
        with _unharmed(path):
            return data.page(path, start, count)

    def refuses(self) -> Reason | None:
        """Why no file can be added now."""
        if self._bench.project is None:
            return Reason("home.no_project")
        if self._bench.running("import") or self._bench.running("import_database"):
            return Reason("data.importing")
        return None

    def add(
        self,
        path: Path,
        holdout: Path | None = None,
        target: str | None = None,
        excluded: tuple[str, ...] = (),
        choices: Mapping[str, str] | None = None,
        columns: Wishes | None = None,
        contract: "Contract | None" = None,
        bad_rows: str = "",
        more: Sequence[Path] = (),
        source_file: bool = False,
    ) -> "Job":
        """Import a file as the next version. `holdout` is a second file whose rows test and never train. The rows of `more` files
        follow those of the first; with `source_file` a column tells which file a row is from.

        `choices` say how to read it, `columns` what is asked of single ones; with a `contract` that alone counts. `bad_rows` is
        refuse (the default) or set_aside. With `target` the problem is chosen as soon as the version is there. Raises InputError.
        """
        if refusal := self.refuses():
            raise InputError(refusal.key, **refusal.facts)
        for file in (path, holdout, *more):
            if file is not None and not file.exists():
                raise InputError("data.no_file", file=str(file))
        last = self.current()
        context: dict[str, Any] = {"record": clock.new_name(), "parent": last.id if last else None}
        if target:
            context |= {"target": target, "excluded": list(excluded)}
        spec: dict[str, Any] = {"path": str(path.absolute()), "name": path.stem}
        spec |= {"holdout": str(holdout.absolute()) if holdout else None}
        spec |= {"more": [str(file.absolute()) for file in more], "source_file": source_file} if more else {}
        return self._bench.start("import", {**spec, **reading(choices, columns, contract, bad_rows)}, context)

    def profile_of(
        self,
        path: Path,
        choices: Mapping[str, str] | None = None,
        columns: Wishes | None = None,
        bad_rows: str = "",
        target: str | None = None,
    ) -> Profile:
        """The profile of a project's newest version or of a file, which is read for it and not kept, with what the finders
        find; those that need a target look where one is chosen or named. Waits. Raises InputError.
        """
        from mlworkbench.stages import data
        from mlworkbench.stages.data import quality

        if (path / "project.db").is_file():
            self._bench.home.open(path)
            return replace(self.profile(), findings=self.inspected(target))
        if not path.exists():
            raise InputError("data.no_file", file=str(path))
        spec = {"path": str(path.absolute()), "name": path.stem, **reading(choices, columns, None, bad_rows)}
        job = self._bench.start("profile", spec | ({"target": target} if target else {}), loose=True)
        made = self._bench.wait(job)
        found = data.read_profile(job.folder / made["files"]["profile"])
        findings = quality.read_findings(job.folder / made["files"]["findings"])
        self._bench.drop(job)
        return replace(found, findings=findings)

    def present(self) -> Dataset:
        """The newest version. Raises InputError where there is none."""
        current = self.current()
        if current is None:
            raise InputError("data.no_data")
        return current


@contextmanager
def _unharmed(path: Path) -> Iterator[None]:
    """Raises ProjectError for a file of the project that was altered or may not be read."""
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as reason:
        raise ProjectError("store.file_damaged", name=path.name, folder=str(path.parent.parent)) from reason
