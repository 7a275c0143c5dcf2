"""The profile job: a file is read, measured and inspected by every finder, and nothing of it is kept."""

from pathlib import Path
from typing import Any

from mlworkbench.base.records import Column, Profile
from mlworkbench.base.report import Part, Report
from mlworkbench.stages import problem
from mlworkbench.stages.data import importing, profiles
from mlworkbench.stages.data.quality import inspecting
from mlworkbench.stages.data.quality.subject import Goal

READ = 0.6  # of the time


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job `profile`. Spec: that of an import and, if one is named, `target`, whose finders look too. Result: as of an import,
    with findings.json. Raises InputError for what an import refuses, and for a target that cannot be predicted.
    """
    told = importing.run({name: one for name, one in spec.items() if name != "target"}, out, Part(report, 0, READ))
    profile = profiles.read_profile(out / "profile.json")
    goal = goal_of(profile, spec["target"]) if spec.get("target") else None
    asked = {
        "data": out / "data.parquet",
        "columns": tuple(Column(**column) for column in told["columns"]),
        "profile": out / "profile.json",
        "goal": goal,
    }
    found = inspecting.run(asked, out, Part(report, READ, 1))
    return told | {"seconds": told["seconds"] + found["seconds"], "files": told["files"] | found["files"]}


def goal_of(profile: Profile, target: str) -> Goal:
    """The task that this column makes. Raises InputError for one that is not there or cannot be predicted."""
    draft = problem.suggest(profile, target)
    return Goal(draft.target, draft.task, draft.classes, draft.positive)
