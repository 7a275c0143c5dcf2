"""Home: projects old and new, and the samples to begin with."""

import os
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base import paths
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.events import Changed, Event, Notice
from mlworkbench.base.records import Reason
from mlworkbench.base.settings import Known
from mlworkbench.base.words import Words
from mlworkbench.workbench import states

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.store import Project
    from mlworkbench.workbench.bench import Workbench


@dataclass(frozen=True)
class Recent:
    """A project opened before, as it was then. `needs` is what it waits for; None when it waits for nothing."""

    name: str
    path: Path
    opened: datetime
    stage: str
    needs: Reason | None
    missing: bool


@dataclass(frozen=True)
class Sample:
    """Real data that comes with the program. `bins` draw the small histogram of its target or a telling column."""

    name: str
    title: Words
    question: Words
    file: Path
    rows: int
    target: str
    task: str
    excluded: tuple[str, ...]
    bins: tuple[int, ...]


class HomeVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench
        self._noted: tuple[str, Reason | None] | None = None
        bench.bus.listen(self._note)

    def recent(self) -> tuple[Recent, ...]:
        """Newest first."""
        return tuple(_recent(known) for known in self._bench.settings.recent)

    def forget(self, path: Path) -> None:
        """Leave a project out of the recent ones; its folder stays."""
        self._bench.settings.forget(path)

    def default_folder(self) -> Path:
        """Where projects go unless the user says otherwise: the folder chosen in the settings, else one of our own."""
        if chosen := self._bench.settings.chosen.projects:
            return Path(chosen)
        if self._bench.place != paths.home() or "MLWORKBENCH_HOME" in os.environ:
            return self._bench.place / "projects"
        documents = Path.home() / "Documents"
        return (documents if documents.is_dir() else Path.home()) / "ML Workbench"

    def out_folder(self) -> Path:
        """Where reports, packages and pictures are proposed: the folder of the settings, the open project's, or the user's."""
        chosen = Path(self._bench.settings.chosen.exports)
        if self._bench.settings.chosen.exports and chosen.is_dir():
            return chosen
        return self._bench.project.folder if self._bench.project else Path.home()

    def free_folder(self, name: str) -> Path:
        """A folder of this name, numbered where the name is taken, that does not exist yet."""
        return paths.free(self.default_folder(), name)

    def create(self, folder: Path, name: str = "") -> "Project":
        """Make a project in a new or empty folder and open it. Raises ProjectError."""
        from mlworkbench.store import Project

        made = Project.create(folder.absolute(), name or folder.absolute().name, self._bench.bus)
        self.close()
        return self._take(made)

    def open(self, folder: Path) -> "Project":
        """Open a project; what a program that died had not filed is filed now. Raises ProjectError; the old one then stays."""
        from mlworkbench.store import Project

        current = self._bench.project
        if current is not None and current.folder == folder.absolute():
            return current
        found = Project.open(folder.absolute(), self._bench.bus)
        self.close()
        self._take(found)
        self._bench.file_leftovers()
        return found

    def open_or_create(self, folder: Path) -> "Project":
        """The project in this folder; a new one where the folder is not there or empty. Raises ProjectError."""
        there = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
        return self.open(folder) if there else self.create(folder)

    def close(self) -> None:
        """Stop the project's jobs, keep what they made, and close it."""
        bench = self._bench
        if bench.project is None:
            return
        self._remember()
        bench.stop_jobs()
        bench.data.leave_views()
        project, bench.project = bench.project, None
        project.close()
        bench.bus.send(Changed(frozenset({"home"})))

    def samples(self) -> tuple[Sample, ...]:
        """The samples, the best one to begin with first."""
        with paths.resource("samples", "samples.toml").open("rb") as file:
            found = tomllib.load(file)
        return tuple(_sample(name, facts) for name, facts in found.items())

    def sample(self, name: str) -> Sample:
        """Raises InputError for an unknown name."""
        samples = {sample.name: sample for sample in self.samples()}
        if name not in samples:
            raise InputError("home.no_sample", name=name, known=", ".join(samples))
        return samples[name]

    def start_sample(self, name: str) -> "Job":
        """Make a project for a sample, import it and choose its target. Raises InputError for an unknown name."""
        sample = self.sample(name)
        self.create(self.free_folder(str(sample.title)), str(sample.title))
        return self._bench.data.add(sample.file, target=sample.target, excluded=sample.excluded)

    def _take(self, project: "Project") -> "Project":
        self._bench.project = project
        self._noted = None
        self._remember()
        self._bench.bus.send(Changed(frozenset({"home"})))
        return project

    def _note(self, event: Event) -> None:
        if isinstance(event, Changed) and self._bench.project is not None:
            self._remember()

    def _remember(self) -> None:
        """Write the project's stage and need into the settings if they moved. A home that cannot be written is told, no more."""
        project = self._bench.project
        if project is None:
            return
        waiting = states.furthest(self._bench.stages())
        noted = (waiting.stage, waiting.reason)
        if noted == self._noted:
            return
        self._noted = noted
        try:
            self._bench.settings.remember(project.folder, project.name, waiting.stage, waiting.reason)
        except ProjectError as error:
            self._bench.bus.send(Notice(error.key, dict(error.facts), "warning"))


def _recent(known: Known) -> Recent:
    path = Path(known.path)
    needs = Reason(known.needs, dict(known.facts)) if known.needs else None
    missing = not (path / "project.db").is_file()
    return Recent(known.name, path, datetime.fromisoformat(known.opened), known.stage, needs, missing)


def _sample(name: str, facts: dict[str, Any]) -> Sample:
    return Sample(
        name=name,
        title=Words(**facts["title"]),
        question=Words(**facts["question"]),
        file=paths.resource("samples", facts["file"]),
        rows=facts["rows"],
        target=facts["target"],
        task=facts["task"],
        excluded=tuple(facts["excluded"]),
        bins=tuple(facts["bins"]),
    )
