"""Explore: pictures of the current data, each asked once a version and kept, and those put into the report."""

from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.params import Value
from mlworkbench.base.records import ColumnType, Dataset, Exploration, Pin, Reason
from mlworkbench.workbench import filing

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.stages.explore import Answer, PictureKind
    from mlworkbench.workbench.bench import Workbench

KEPT = 16  # answers held in memory
LONGEST_NOTE = 2000


class ExploreVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench
        self._answers: dict[str, Answer] = {}

    # asking -------------------------------------------------------------------------------------------------------------

    def pictures(self) -> "tuple[PictureKind, ...]":
        """All there are, in the order in which they are offered."""
        from mlworkbench import plugins
        from mlworkbench.stages.explore import PICTURES

        plugins.load()
        return tuple(PICTURES)

    def refuses(self) -> Reason | None:
        """Why nothing can be looked at now."""
        if self._bench.project is None:
            return Reason("home.no_project")
        return Reason("data.no_data") if self._bench.data.current() is None else None

    def target(self, dataset: Dataset | None = None) -> str | None:
        """What is to be predicted, if this version (the newest unless given) has that column."""
        problem, shown = self._bench.problem.current(), dataset or self._bench.data.current()
        if problem is None or shown is None:
            return None
        return problem.target if any(column.name == problem.target for column in shown.columns) else None

    def ask(self, picture: str, **asked: Value) -> "Job | Exploration":
        """A picture of the newest version: the one there is where the same was asked before, else the job that makes it.

        Raises InputError for a picture, column or choice there is none of.
        """
        if refused := self.refuses():
            raise InputError(refused.key, **refused.facts)
        whole = self.asked(picture, **asked)
        return self.found(whole) or self._running(whole) or self._begin(whole)

    def asked(self, picture: str, **given: Value) -> dict[str, Value]:
        """The question with every choice it leaves open filled in. Raises InputError."""
        from mlworkbench.stages import explore

        kind = next((one for one in self.pictures() if one.name == picture), None) or explore.PICTURES[picture]
        if kind.name == "relations" and not given.get("column") and (target := self.target()):
            given["column"] = target
        whole = explore.checked(kind, given)
        dataset = self._present()
        known = {column.name for column in dataset.columns}
        for slot in kind.slots:
            if whole[slot.name] and whole[slot.name] not in known:
                raise InputError("explore.no_column", column=str(whole[slot.name]), found=", ".join(sorted(known))[:300])
        return {"picture": picture, **whole}

    def found(self, asked: dict[str, Value], dataset: Dataset | None = None) -> Exploration | None:
        """The answer there is to this question about a version, the newest unless given; one whose file is gone is none."""
        of = dataset or self._present()
        for one in reversed(self._bench.opened().find(Exploration, dataset=of.id)):
            if one.asked == asked and self._bench.opened().file(one.numbers_file).is_file():
                return one
        return None

    def _running(self, asked: dict[str, Value]) -> "Job | None":
        here, dataset = self._bench.opened().id, self._present().id
        live = (job for job in self._bench.jobs() if job.kind == "explore" and job.state == "running")
        of_this = (job for job in live if (job.context.get("project"), job.context.get("dataset")) == (here, dataset))
        return next((job for job in of_this if job.context.get("asked") == asked), None)

    def _begin(self, asked: dict[str, Value]) -> "Job":
        project, dataset = self._bench.opened(), self._present()
        spec: dict[str, Any] = {
            "data": str(project.file(dataset.data_file)),
            "profile": str(project.file(dataset.profile_file)),
            "columns": filing.plain(dataset.columns),
            "target": self.target(dataset),
            "asked": asked,
        }
        context = {"record": clock.new_name(), "dataset": dataset.id, "asked": asked}
        return self._bench.start("explore", spec, context)

    def _present(self) -> Dataset:
        dataset = self._bench.data.current()
        if dataset is None:
            raise InputError("data.no_data")
        return dataset

    def types(self) -> dict[str, ColumnType]:
        """The columns of the newest version with their types."""
        return {column.name: column.type for column in self._present().columns}

    # what was found -----------------------------------------------------------------------------------------------------

    def explorations(self) -> tuple[Exploration, ...]:
        """All of the newest version, oldest first."""
        dataset = self._bench.data.current()
        return tuple(self._bench.opened().find(Exploration, dataset=dataset.id)) if dataset else ()

    def numbers(self, exploration: Exploration) -> "Answer":
        """What was found, with the panels that charts draw. Raises ProjectError for a damaged file."""
        from mlworkbench.stages import explore

        name = exploration.numbers_file
        if name not in self._answers:
            self._answers = dict(list(self._answers.items())[-KEPT:])
            self._answers[name] = explore.read(self._bench.opened().file(name))
        return self._answers[name]

    def exploration(self, exploration_id: str) -> Exploration:
        return self._bench.opened().get(Exploration, exploration_id)

    # the report ---------------------------------------------------------------------------------------------------------

    def pin(self, exploration: Exploration, note: str = "") -> Pin:
        """Put a picture into the report, or change what is noted beside it."""
        words = note.strip()
        if len(words) > LONGEST_NOTE:
            raise InputError("explore.note_too_long", letters=len(words), most=LONGEST_NOTE)
        return self._word(exploration, True, words)

    def unpin(self, exploration: Exploration) -> Pin:
        """Take a picture out of the report again."""
        return self._word(exploration, False, "")

    def pinned(self, exploration: Exploration) -> Pin | None:
        """The pin of a picture that is in the report."""
        last = self._bench.opened().last(Pin, exploration=exploration.id)
        return last if last is not None and last.shown else None

    def pins(self) -> tuple[tuple[Pin, Exploration], ...]:
        """What is in the report, in the order in which it was put there; those of older versions too."""
        if self._bench.project is None:
            return ()
        newest: dict[str, Pin] = {}
        for pin in self._bench.project.find(Pin):
            first = newest.get(pin.exploration)
            if first is None or not pin.shown or not first.shown:
                newest.pop(pin.exploration, None)  # put in anew, it stands at the end
            newest[pin.exploration] = pin
        shown = [pin for pin in newest.values() if pin.shown]
        return tuple((pin, self._bench.project.get(Exploration, pin.exploration)) for pin in shown)

    def _word(self, exploration: Exploration, shown: bool, note: str) -> Pin:
        project = self._bench.opened()
        last = project.last(Pin, exploration=exploration.id)
        if last is not None and (last.shown, last.note) == (shown, note):
            return last
        made = Pin(clock.new_name(), exploration.id, shown, note, filing.account(), clock.now())
        with project.transaction():
            project.add(made)
        return made

    def damaged(self, exploration: Exploration) -> bool:
        """Whether its file cannot be read any more."""
        try:
            self.numbers(exploration)
        except ProjectError:
            return True
        return False
