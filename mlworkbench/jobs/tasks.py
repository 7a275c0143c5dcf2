"""Every kind of job and the stage function that does it."""

from dataclasses import dataclass

from mlworkbench.base.registry import Registry


@dataclass(frozen=True)
class Task:
    """`function` of `module` is called in the worker with spec, output folder and report and returns plain JSON."""

    name: str
    module: str
    function: str


TASKS: Registry[Task] = Registry(
    "job",
    Task("import", "mlworkbench.stages.data", "run"),
    Task("train", "mlworkbench.stages.train", "run"),
    Task("evaluate", "mlworkbench.stages.evaluate", "run"),
    Task("package", "mlworkbench.stages.package", "run"),
    Task("score", "mlworkbench.stages.package", "score"),
    Task("verify", "mlworkbench.stages.package", "verify"),
)
