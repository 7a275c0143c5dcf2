"""A model taken elsewhere as a plain script: what the job that writes it is given."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base import words
from mlworkbench.base.records import Evaluation, Model, Run
from mlworkbench.workbench.run_spec import recorded, run_spec

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.store import Project
    from mlworkbench.workbench.bench import Workbench

SCRIPT = "script.py"


def export_code(bench: "Workbench", model_id: str, folder: Path, name: str = SCRIPT) -> "Job":
    """Write the script, data.parquet and rows.csv into the folder. Raises InputError for what a script cannot hold."""
    from mlworkbench.stages.train import code

    spec = _spec(bench, model_id, folder) | {"name": name}
    code.check(spec)
    return bench.start("export_code", spec)


def _spec(bench: "Workbench", model_id: str, folder: Path) -> dict[str, Any]:
    project = bench.opened()
    model = project.get(Model, model_id)
    run = project.get(Run, model.run)
    origin = project.get(Model, model.parent) if model.parent else model  # another threshold leaves the trees as they are
    judged = project.last(Evaluation, model=model.id)
    return {
        "run": run_spec(project, run) | {"done": []},
        "model": _member(project, origin)
        | {"id": model.id, "name": model.name, "threshold": model.threshold, "model_file": model.model_file},
        "members": [_member(project, one) for one in project.find(Model, run=run.id, parent=None)] if model.members else [],
        "folder": str(folder.absolute()),
        "language": words.language(),
        "score": judged.metrics.get(model.metric) if judged else None,
        "versions": dict(run.versions),
    }


def _member(project: "Project", model: Model) -> dict[str, Any]:
    return recorded(model) | {"file": str(project.file(model.model_file)), "rounds": model.rounds}
