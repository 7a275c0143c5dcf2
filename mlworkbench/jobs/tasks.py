"""Every kind of job and the stage function that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from mlworkbench.base.registry import Registry
from mlworkbench.base.report import Report


@dataclass(frozen=True)
class Task:
    """`function` of `module` is called in the worker with spec, output folder and report and returns plain JSON."""

    name: str
    module: str
    function: str


def train(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Training judged by the metrics of Evaluate: the stages cannot meet below, since an earlier one knows no later one."""
    from mlworkbench.stages import train as stage

    return stage.run(spec, out, report, _measure(spec))


def replay(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Models made anew, judged by the same metrics."""
    from mlworkbench.stages import train as stage

    return stage.replay(spec, out, report, _measure(spec["run"]))


def learn_curve(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """A configuration on growing shares of the rows, judged by the same metrics."""
    from mlworkbench.stages.train import learning

    return learning.run(spec, out, report, _measure(spec["run"]))


def _measure(asked: dict[str, Any]) -> Callable[..., dict[str, float]]:
    from mlworkbench.stages import evaluate

    also = evaluate.METRICS.names_for(asked["task"], asked.get("loss", ""), asked.get("ordered", False))
    return partial(evaluate.measure, also=(*also, asked["metric"]))


TASKS: Registry[Task] = Registry(
    "job",
    Task("import", "mlworkbench.stages.data", "run"),
    Task("import_database", "mlworkbench.stages.data.databases", "run"),
    Task("look_database", "mlworkbench.stages.data.databases", "look"),
    Task("look", "mlworkbench.stages.data", "look"),
    Task("check", "mlworkbench.stages.data", "check"),
    Task("change", "mlworkbench.stages.data", "change"),
    Task("compare", "mlworkbench.stages.data", "compare"),
    Task("try_change", "mlworkbench.stages.data", "attempt"),
    Task("view", "mlworkbench.stages.data.viewing", "run"),
    Task("inspect", "mlworkbench.stages.data.quality", "run"),
    Task("profile", "mlworkbench.stages.data.quality", "profile"),
    Task("explore", "mlworkbench.stages.explore", "run"),
    Task("preview", "mlworkbench.stages.prepare", "preview"),
    Task("train", "mlworkbench.jobs.tasks", "train"),
    Task("replay", "mlworkbench.jobs.tasks", "replay"),
    Task("compare_models", "mlworkbench.stages.train.comparing", "compare"),
    Task("export_runs", "mlworkbench.stages.train.exporting", "run"),
    Task("export_code", "mlworkbench.stages.train.code", "run"),
    Task("learn_curve", "mlworkbench.jobs.tasks", "learn_curve"),
    Task("evaluate", "mlworkbench.stages.evaluate", "run"),
    Task("assess", "mlworkbench.stages.evaluate", "assess"),
    Task("threshold", "mlworkbench.stages.evaluate", "threshold"),
    Task("package", "mlworkbench.stages.package", "run"),
    Task("report", "mlworkbench.stages.govern", "run"),
    Task("score", "mlworkbench.stages.package", "score"),
    Task("verify", "mlworkbench.stages.package", "verify"),
)
