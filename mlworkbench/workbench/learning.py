"""How much more data would help: the job that finds out, and the newest answer for a model."""

from typing import TYPE_CHECKING

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Learning, Model, Reason, Run
from mlworkbench.base.words import formatted, tr
from mlworkbench.workbench import titles
from mlworkbench.workbench.run_spec import recorded, run_spec

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.stages.train.learning import Learned
    from mlworkbench.workbench.bench import Workbench


def refuses(bench: "Workbench", model_id: str) -> Reason | None:
    """Why no learning curve can be made of this model now."""
    if bench.running("learn_curve"):
        return Reason("train.learning_running")
    one = _single(bench, model_id)
    if one is None:
        return Reason("train.learning_members")
    return None


def start(bench: "Workbench", model_id: str) -> "Job":
    """Refit the model's configuration on shares of the rows; an ensemble's strongest member stands for it. Raises InputError."""
    if reason := refuses(bench, model_id):
        raise InputError(reason.key, **reason.facts)
    project, one = bench.opened(), _single(bench, model_id)
    if one is None:
        raise InputError("train.learning_members")
    run = project.get(Run, one.run)
    spec = {
        "run": run_spec(project, run) | {"done": []},
        "model": recorded(one),
        "known": list(one.cv.folds) if 1 < len(one.cv.folds) <= 10 else [],
    }
    return bench.start("learn_curve", spec, {"record": clock.new_name(), "model": model_id})


def newest(bench: "Workbench", model_id: str) -> Learning | None:
    """The newest learning curve of this model."""
    return bench.opened().last(Learning, model=model_id)


def load(bench: "Workbench", found: Learning) -> "Learned":
    """Its points and what they say."""
    from mlworkbench.stages.train import learning

    path = bench.opened().file(found.learning_file)
    try:
        return learning.read(path)
    except (OSError, ValueError) as reason:
        raise ProjectError("store.file_damaged", name=path.name, folder=str(path.parent.parent)) from reason


def stands_for(bench: "Workbench", model_id: str) -> Model | None:
    """The model whose configuration is refitted: itself, or the strongest member of an ensemble."""
    return _single(bench, model_id)


def in_words(found: "Learned") -> str:
    """What more data would bring, as a sentence."""
    told = found.outlook
    if told is None:
        reason = found.reason or Reason("train.learning_one_fold")
        return tr(reason.key, **reason.facts)
    facts = {"metric": str(titles.metric(found.metric).title), "rows": round(told.rows)}
    figures = {name: formatted(getattr(told, name)) for name in ("now", "then", "low", "high")}
    best = figures["high"] if found.greater_is_better else figures["low"]
    return tr(f"train.learning_{told.says}", **facts, **figures, best=best)


def _single(bench: "Workbench", model_id: str) -> Model | None:
    project = bench.opened()
    model = project.get(Model, model_id)
    if not model.members:
        return model
    by_trial = {one.trial: one for one in project.find(Model, run=model.run, parent=None)}
    strongest = sorted(model.members, key=lambda one: -one.share)
    return next((by_trial[one.trial] for one in strongest if one.trial in by_trial), None)
