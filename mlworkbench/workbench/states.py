"""How far each stage of the open project is, worked out from the records alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mlworkbench.base.records import Reason

if TYPE_CHECKING:
    from mlworkbench.workbench.bench import Workbench

State = Literal["todo", "done", "attention", "locked"]
OPTIONAL = frozenset({"explore"})  # stages that nothing waits for


@dataclass(frozen=True)
class StageState:
    """`reason` says what is locked or needs a look, and for "todo" what there is to do; None when done."""

    stage: str
    state: State
    reason: Reason | None = None


def of(bench: "Workbench") -> tuple[StageState, ...]:
    """One state for every stage there is, in order. Without an open project all are locked."""
    if bench.project is None:
        return tuple(StageState(stage, "locked", Reason("home.no_project")) for stage in RULES)
    return tuple(StageState(stage, *rule(bench)) for stage, rule in RULES.items())


def furthest(found: tuple[StageState, ...]) -> StageState:
    """The stage that waits for the user: the first in need of a look, else the first to do, else the last."""
    for state in ("attention", "todo"):
        waiting = next((one for one in found if one.state == state and one.stage not in OPTIONAL), None)
        if waiting:
            return waiting
    return found[-1]


Answer = tuple[State, Reason | None]


def _problem(bench: "Workbench") -> Answer:
    dataset, problem = bench.data.current(), bench.problem.current()
    if dataset is None:
        return "todo", Reason("problem.begin")
    if problem is None:
        return "todo", Reason("problem.no_target")
    if problem.dataset != dataset.id:
        return "attention", Reason("problem.older_data")
    return "done", None


def _data(bench: "Workbench") -> Answer:
    if bench.data.current() is None:
        return "todo", Reason("data.no_data")
    waiting = bench.data.problems()
    return ("attention", Reason("data.problems_undecided", {"count": waiting})) if waiting else ("done", None)


def _explore(bench: "Workbench") -> Answer:
    if bench.data.current() is None:
        return "locked", Reason("data.no_data")
    return ("done", None) if bench.explore.explorations() else ("todo", Reason("explore.not_looked"))


def _prepare(bench: "Workbench") -> Answer:
    if bench.prepare.current() is None:
        return "locked", Reason("problem.no_target")
    if refused := bench.prepare.refuses():
        return "attention", refused
    if parked := bench.prepare.parked():
        return "attention", Reason("prepare.steps_parked", {"steps": len(parked)})
    return "done", None


def _train(bench: "Workbench") -> Answer:
    if refusal := bench.train.refuses():
        return "locked", refusal
    if run := bench.train.unfinished():
        return "attention", Reason("train.unfinished", {"models": len(bench.train.models(run.id))})
    run = bench.train.current()
    if run is None or bench.train.winner() is None:
        return "todo", Reason("train.nothing_trained")
    if reason := bench.train.outdated(run.id):
        return "attention", reason
    return "done", None


def _evaluate(bench: "Workbench") -> Answer:
    verbs, model = bench.evaluate, bench.evaluate.chosen()
    if model is None:
        return "locked", Reason("train.nothing_trained")
    verdict, charter = verbs.verdict(model.id), bench.problem.charter()
    if verdict is not None and not verdict.accepted:
        return "attention", Reason("evaluate.was_rejected")
    if verdict is None and verbs.split(model.id).test_rows and verbs.evaluation(model.id) is None:
        return "todo", Reason("evaluate.sealed")
    if verdict is not None and verdict.charter == (charter.id if charter else None):
        return "done", None  # whoever accepted it knew what it does not meet
    if unmet := sum(check.met is False for check in bench.problem.checks(model.id)):
        return "attention", Reason("evaluate.not_met", {"count": unmet})
    return ("done", None) if verdict is not None else ("attention", Reason("evaluate.not_decided"))


def _package(bench: "Workbench") -> Answer:
    model = bench.evaluate.chosen()
    if model is None:
        return "locked", Reason("train.nothing_trained")
    packages = bench.package.packages()
    if not packages:
        return "todo", Reason("package.none_yet")
    if all(package.model != model.id for package in packages):
        return "attention", Reason("package.older_model")
    return "done", None


RULES: dict[str, Callable[["Workbench"], Answer]] = {
    "data": _data,
    "problem": _problem,
    "explore": _explore,
    "prepare": _prepare,
    "train": _train,
    "evaluate": _evaluate,
    "package": _package,
}
