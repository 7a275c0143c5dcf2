"""The workshop: slow work in child processes that report, can be stopped and may die without harm."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlworkbench.jobs.job import Job
    from mlworkbench.jobs.messages import Message
    from mlworkbench.jobs.runner import Runner
    from mlworkbench.jobs.tasks import TASKS, Task

__all__ = ["TASKS", "Job", "Message", "Runner", "Task"]

_HOMES = {"Job": "job", "Message": "messages", "Runner": "runner", "TASKS": "tasks", "Task": "tasks"}


def __getattr__(name: str) -> Any:
    """Fetched when first asked for: a worker closes the network before it imports anything."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"mlworkbench.jobs.{_HOMES[name]}"), name)
