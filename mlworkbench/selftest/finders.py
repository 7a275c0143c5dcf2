"""Checks of the finders: each finds what is planted in its own sample, imported as a file would be."""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.records import Column
from mlworkbench.base.report import Silent
from mlworkbench.selftest.part import Check, hold

if TYPE_CHECKING:
    from mlworkbench.stages.data.quality import Finder, Planted, Subject


def checks(folder: Path) -> Iterator[Check]:
    from mlworkbench.stages.data.quality import FINDERS

    for one in FINDERS:
        yield Check(f"finder {one.name}", partial(finder, one, folder / f"{one.name}-planted"))


def finder(one: "Finder", folder: Path) -> str:
    planted = one.sample()
    looked_at = subject(folder, planted)
    try:
        found = [finding for finding in one.find(looked_at) if (finding.kind, finding.columns) == (planted.kind, planted.columns)]
    finally:
        looked_at.close()
    hold(len(found) == 1 and found[0].rows > 0, f"{one.name} finds what is planted in its sample")
    return f"{planted.kind}: {found[0].rows}"


def subject(folder: Path, planted: "Planted", target: bool = True) -> "Subject":
    """The table imported; with its target as the goal unless that is not wanted."""
    from mlworkbench.stages import data
    from mlworkbench.stages.data.quality import Goal, Subject

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(planted.cells)
        writer.writerows(zip(*(["" if one is None else one for one in cells] for cells in planted.cells.values()), strict=True))
    made = data.run({"path": str(folder / "table.csv"), "name": "table"}, folder, Silent())
    columns = tuple(Column(**column) for column in made["columns"])
    profile = data.read_profile(folder / "profile.json")
    goal = None
    if target and planted.target is not None:
        classes = tuple(sorted(top.value for top in profile.column(planted.target).top))
        goal = Goal(planted.target, planted.task, () if planted.task == "regression" else classes)
    rules, rows = planted.rules, planted.holdout_rows
    return Subject(folder / "data.parquet", columns, profile, folder, goal=goal, rules=rules, holdout_rows=rows)
