"""Before an import: look at files as they would be read, and hold them against the contract of an earlier import."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError, JobError, WorkbenchError
from mlworkbench.base.records import Dataset, Expectations

if TYPE_CHECKING:
    from mlworkbench.base.params import Param
    from mlworkbench.jobs import Job
    from mlworkbench.stages.data import Contract, Looked
    from mlworkbench.stages.data.looked import Wrong as LookWrong
    from mlworkbench.workbench.bench import Workbench

Wishes = Mapping[str, Mapping[str, Any]]


def reading(
    choices: Mapping[str, str] | None, columns: Wishes | None, contract: "Contract | None", bad_rows: str
) -> dict[str, Any]:
    """How an import job is to read its file. A contract stands for all choices."""
    if contract is not None:
        told: dict[str, Any] = {"choices": contract.choices(), "contract": contract.plain()}
    else:
        told = {"choices": dict(choices or {}), "columns": {name: dict(one) for name, one in (columns or {}).items()}}
    return {name: one for name, one in (told | {"bad_rows": bad_rows}).items() if one}


def choices_there_are() -> "tuple[Param, ...]":
    """The reading choices of all importers, each name once, with every value that one of them takes."""
    from mlworkbench.stages import data

    found: dict[str, Param] = {}
    for importer in data.IMPORTERS:
        for one in data.choices_of(importer):
            known = found.get(one.name)
            found[one.name] = one if known is None else replace(known, choices=_both(known, one), choice_words=())
    return tuple(found.values())


def _both(one: "Param", other: "Param") -> tuple[str, ...]:
    """The values of two closed lists; a choice that is open for one importer is open."""
    return tuple(dict.fromkeys((*one.choices, *other.choices))) if one.choices and other.choices else ()


def wrong_of(error: WorkbenchError) -> "LookWrong":
    """Why an import failed, with what may help, as a look would tell it."""
    from mlworkbench.stages.data.looked import Step, Wrong

    steps = (Step("bad_rows", "set_aside"),) if error.key in ("data.cells_not_as_asked", "data.cells_do_not_fit") else ()
    return Wrong(error.key, dict(error.facts), steps)


class LookVerbs:
    """Part of the verbs of data."""

    _bench: "Workbench"

    def look(self, paths: Sequence[Path], choices: Mapping[str, str] | None = None, columns: Wishes | None = None) -> "Job":
        """What these files, or the files of a folder, would become. Loose: nothing is kept. Raises InputError for no file."""
        for path in paths:
            if not path.exists():
                raise InputError("data.no_file", file=str(path))
        spec = {
            "paths": [str(path.absolute()) for path in paths],
            "choices": dict(choices or {}),
            "columns": {name: dict(one) for name, one in (columns or {}).items()},
        }
        return self._bench.start("look", spec, loose=True)

    def looked(self, job: "Job") -> "Looked":
        """What a look that has ended told. Raises why it could not."""
        from mlworkbench.stages import data

        if job.error is not None:
            raise job.error
        if job.result is None:
            raise JobError("job.no_result", kind=job.kind)
        return data.looked(job.result)

    def is_source(self, folder: Path) -> bool:
        """Something can be imported from this folder."""
        try:
            return bool(self.files_in(folder))
        except InputError:
            return False

    def files_in(self, folder: Path) -> tuple[Path, ...]:
        """The files of a folder that are read one by one. Raises InputError where there is none."""
        from mlworkbench.stages.data import looking  # a folder that is one source, as of images, stands for itself

        return tuple(looking.listed([folder]))

    def contract(self, dataset: Dataset | None = None) -> "Contract":
        """How a version was read and what its columns are; of the newest imported one unless named. Raises InputError."""
        from mlworkbench.stages import data

        wanted = dataset or next(iter(self._imported()), None)
        if wanted is None:
            raise InputError("data.no_data")
        expected = self._bench.opened().last(Expectations)
        return data.contract_of(wanted, expected.rules if expected else (), self._skipped(wanted))

    def earlier(self, names: Sequence[str]) -> Dataset | None:
        """The newest imported version that came from a file with just these columns, in whatever order."""
        wanted = set(names)
        files = (one for one in self._imported() if one.origin.importer != "database")
        return next((one for one in files if {*(column.name for column in one.columns), *self._skipped(one)} == wanted), None)

    def read_contract(self, path: Path) -> "Contract":
        from mlworkbench.stages import data

        return data.read_contract(path)

    def write_contract(self, path: Path, dataset: Dataset | None = None) -> "Contract":
        """The contract of a version as a JSON file. Raises InputError."""
        from mlworkbench.stages import data

        contract = self.contract(dataset)
        data.write_contract(contract, path)
        return contract

    def check(self, path: Path, contract: "Contract") -> "Job":
        """Holds a file against a contract, row by row. Loose: nothing is kept."""
        if not path.is_file():
            raise InputError("data.no_file", file=str(path))
        return self._bench.start("check", {"path": str(path.absolute()), "contract": contract.plain()}, loose=True)

    def _skipped(self, dataset: Dataset) -> tuple[str, ...]:
        """Columns of the file that were left out."""
        findings = self._bench.data.profile(dataset).findings
        return tuple(name for one in findings if one.kind == "columns_skipped" for name in one.columns)

    def _imported(self) -> list[Dataset]:
        """Newest first."""
        return [one for one in reversed(self._bench.data.versions()) if one.change is None and not one.holdout_rows]
