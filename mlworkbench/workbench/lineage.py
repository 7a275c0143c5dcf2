"""Where a model comes from: each record with the one it was made from, back to the exact bytes of the files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mlworkbench.base.errors import Fact
from mlworkbench.base.records import (
    Dataset,
    Evaluation,
    Look,
    Model,
    Origin,
    Package,
    Problem,
    Reason,
    Recipe,
    Run,
    Signed,
    Split,
    Verdict,
)
from mlworkbench.base.words import bytes_, tr
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.store import Project
    from mlworkbench.workbench.bench import Workbench

Kind = Literal["package", "verdict", "evaluation", "model", "run", "recipe", "split", "problem", "version", "file"]
GO_BACK = "go_back"


@dataclass(frozen=True)
class Stop:
    """One record on the way: `what` it is, in whose words `why`, the hash of its file, who made it and when.

    A file has no record of its own: it is told with the version that was made from it. `size` and `medium` are a file's.
    """

    kind: Kind
    id: str
    what: Reason
    who: str
    when: datetime
    hash: str = ""
    why: str = ""
    size: int | None = None
    medium: str = ""
    place: str = ""


def walk(bench: "Workbench", model_id: str) -> tuple[Stop, ...]:
    """From what was shipped of a model to the files it came from. Raises ProjectError for a model that is not there."""
    project = bench.opened()
    model = project.get(Model, model_id)
    origin = project.get(Model, model.parent) if model.parent else None
    run = project.get(Run, model.run)
    problem = project.get(Problem, run.problem)
    metric = str(titles.metric(problem.metric).title)
    return (
        *_judged(project, model),
        *_models(model, origin),
        _stop("run", run, "govern.stop_run", {"seed": str(run.seed), "threads": run.threads}),
        *_prepared(project, run),
        _stop("problem", problem, "govern.stop_problem", {"target": problem.target, "metric": metric}),
        *(stop for version in versions(project, problem) for stop in _version(project, version)),
    )


def versions(project: "Project", problem: Problem) -> Iterator[Dataset]:
    """The version that was trained on and those it came from; one that was gone back to stands for those after it."""
    version: Dataset | None = project.get(Dataset, problem.dataset)
    while version is not None:
        yield version
        version = _before(project, version)


def _before(project: "Project", version: Dataset) -> Dataset | None:
    if version.change is None or version.parent is None:
        return None
    if version.change.kind == GO_BACK:
        return next((one for one in project.find(Dataset) if one.number == version.change.params["version"]), None)
    return project.get(Dataset, version.parent)


# The records ---------------------------------------------------------------------------------------------------------------


def _judged(project: "Project", model: Model) -> Iterator[Stop]:
    """Newest first."""
    for package in reversed(project.find(Package, model=model.id)):
        yield _stop("package", package, "govern.stop_package", {"file": Path(package.path).name}, package.identifier)
    for verdict in reversed(project.find(Verdict, model=model.id)):
        key = "govern.stop_accepted" if verdict.accepted else "govern.stop_rejected"
        yield _stop("verdict", verdict, key, {"version": verdict.version}, why=verdict.why)
    for one in reversed(project.find(Evaluation, model=model.id)):
        look = project.get(Look, one.look)
        yield _stop("evaluation", one, "govern.stop_evaluation", {"rows": one.rows}, one.judgement_file or "", look.why)


def _models(model: Model, origin: Model | None) -> Iterator[Stop]:
    if origin is not None:
        yield _stop("model", model, "govern.stop_threshold", {"threshold": model.threshold}, model.model_file)
    first = origin or model
    name = str(titles.algorithm(first.algorithm).title)
    yield _stop("model", first, "govern.stop_model", {"model": name, "number": first.number}, first.model_file)


def _prepared(project: "Project", run: Run) -> Iterator[Stop]:
    recipe, split = project.get(Recipe, run.recipe), project.get(Split, run.split)
    yield _stop("recipe", recipe, "govern.stop_recipe", {"number": recipe.number, "steps": len(recipe.steps)}, recipe.recipe_hash)
    yield _stop("split", split, "govern.stop_split", {"train": split.train_rows, "test": split.test_rows}, split.rows_file)


def _version(project: "Project", version: Dataset) -> Iterator[Stop]:
    """The version with what made it, and the files that came in with it."""
    facts: dict[str, Fact] = {"number": version.number, "rows": version.rows, "columns": len(version.columns)}
    change = version.change
    if change is None:
        yield _stop("version", version, "govern.stop_import", facts, version.data_file)
        yield from (_file(one, version) for one in (version.origin, *version.others))
        yield from _holdout(version)
        return
    why = " · ".join(one for one in (change.name, change.why) if one)
    facts["change"] = str(titles.change(change.kind))
    yield _stop("version", version, "govern.stop_change", facts, version.data_file, why)
    parent = project.get(Dataset, version.parent) if version.parent else None
    if parent is not None and change.kind != GO_BACK:
        yield from (_file(one, version) for one in version.others if one not in parent.others)


def _holdout(version: Dataset) -> Iterator[Stop]:
    """The second file, where the rows that test came in one of their own."""
    reading = version.origin.reading
    if "holdout" in reading:
        what = Reason("govern.stop_holdout", {"file": reading["holdout"]})
        yield Stop("file", version.id, what, version.who, version.when, reading.get("holdout_sha256", ""))


def _file(origin: Origin, version: Dataset) -> Stop:
    known = titles.importer(origin.importer)
    told: dict[str, Fact] = {"file": origin.file_name, "importer": str(known) if known else None}
    what = Reason("govern.stop_file" if known else "govern.stop_database", told)
    return Stop("file", version.id, what, version.who, version.when, origin.sha256, "", origin.size, origin.medium, origin.folder)


def _stop(kind: Kind, record: Signed, key: str, facts: Mapping[str, Fact], hashed: str = "", why: str = "") -> Stop:
    return Stop(kind, record.id, Reason(key, dict(facts)), record.who, record.when, hashed, why)


# In words ------------------------------------------------------------------------------------------------------------------

MEDIA = {"local disk": "govern.medium_local", "removable": "govern.medium_removable", "network share": "govern.medium_network"}


def sentence(stop: Stop) -> str:
    return tr(stop.what.key, **stop.what.facts)


def details(stop: Stop) -> tuple[str, ...]:
    """A reason in a person's words, and what a file lay on."""
    name, _, kind = stop.medium.partition(" (")
    lay = tr(MEDIA[name], kind=kind.removesuffix(")")) if name in MEDIA else ""
    size = bytes_(stop.size) if stop.size is not None else ""
    return tuple(one for one in (stop.why, size, lay) if one)


def plain(stop: Stop) -> dict[str, Any]:
    """As plain JSON, with the sentence in the language of this process."""
    told: dict[str, Any] = {"kind": stop.kind, "id": stop.id, "what": sentence(stop), "why": stop.why, "hash": stop.hash}
    told |= {"who": stop.who, "when": stop.when.isoformat(), "facts": dict(stop.what.facts)}
    if stop.kind == "file":
        told |= {"bytes": stop.size, "medium": stop.medium, "folder": stop.place}
    return told
