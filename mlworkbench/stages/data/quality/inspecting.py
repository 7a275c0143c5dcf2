"""The inspect job: every finder looks at a dataset version; what they find is kept with its evidence and remedies."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from mlworkbench.base import clock
from mlworkbench.base.digest import canonical
from mlworkbench.base.records import Column, Finding, Rule
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import profiles, room
from mlworkbench.stages.data.findings import SEVERITIES
from mlworkbench.stages.data.quality import grouping, known
from mlworkbench.stages.data.quality.finders import FINDERS
from mlworkbench.stages.data.quality.subject import Goal, Subject

if TYPE_CHECKING:
    from pydantic import TypeAdapter


MOST_COUNTED = 500  # columns whose gaps are counted together


class InspectSpec(BaseModel):
    """What an inspect job is given: a version with its profile, the target if one is chosen, the split if one was drawn."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)
    data: Path
    columns: tuple[Column, ...]
    profile: Path
    goal: Goal | None = None
    rules: tuple[Rule, ...] = ()
    split: Path | None = None
    holdout_rows: int = 0


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Writes findings.json: a list of findings, the worst first."""
    begun = clock.seconds()
    asked = InspectSpec.model_validate(spec)
    work = out / "work"
    work.mkdir(exist_ok=True)
    room.check_disk(asked.data.stat().st_size, work, "data.inspect_room")
    subject = Subject(
        asked.data, asked.columns, profiles.read_profile(asked.profile), work,
        goal=asked.goal, split=asked.split, holdout_rows=asked.holdout_rows, rules=asked.rules,
    )  # fmt: skip
    try:
        found = inspect(subject, report)
    finally:
        subject.close()
        shutil.rmtree(work, ignore_errors=True)
    (out / "findings.json").write_bytes(canonical([asdict(one) for one in found]))
    worst = sum(one.severity == "problem" for one in found)
    return {"findings": len(found), "problems": worst, "seconds": clock.seconds() - begun, "files": {"findings": "findings.json"}}


def inspect(subject: Subject, report: Report) -> tuple[Finding, ...]:
    """What import told, then what the finders find; of two about the same the finders' word counts."""
    found = {one.key: one for one in known.of_import(subject.profile)}
    finders = [finder for finder in FINDERS if subject.goal is not None or not finder.needs_target]
    for place, finder in enumerate(finders):
        report.progress(place / len(finders), "data.inspecting", finder=str(finder.title))
        subject.report = Part(report, place / len(finders), (place + 1) / len(finders))
        for one in finder.find(subject):
            if one.key not in found or finder.name != "afterwards":
                found[one.key] = one
    kept = _without_echoes(tuple(found.values()))
    return grouping.grouped(sorted(kept, key=lambda one: SEVERITIES.index(one.severity)), partial(_together, subject))


def _together(subject: Subject, parts: Sequence[Finding]) -> int:
    """How many rows findings concern together: those with a mark or a gap in one of the columns; else those of the largest."""
    cells = [subject.cell(part.columns[0]) for part in parts if part.columns[0] in subject.places]
    if parts[0].kind == "missing" and len(cells) <= MOST_COUNTED:
        tests = [f"{cell} IS NULL" for cell in cells]
    elif parts[0].kind == "sentinel" and subject.columns[subject.places[parts[0].columns[0]]].type == "number":
        marks = str(parts[0].reason.facts["values"])
        tests = [f"{cell} IN ({marks})" for cell in cells]
    else:
        return max(part.rows for part in parts)
    ((rows,),) = subject.query(f"SELECT count(*) FROM t WHERE {' OR '.join(tests)}")
    return int(rows)


ECHOES = {
    "sentinel": ("impossible", "outliers", "capped"),
    "impossible": ("outliers",),
    "leak": ("afterwards", "derived"),
    "personal": ("id", "text"),
    "id": ("text",),
    "groups": ("missing", "text", "id"),
    "times": ("text", "id", "spelling"),
}


def _without_echoes(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """A column that holds marks for "no value" has no impossible values and outliers beside them."""
    louder = {(kind, column) for one in found for kind in ECHOES.get(one.kind, ()) for column in one.columns}
    return tuple(one for one in found if len(one.columns) != 1 or (one.kind, one.columns[0]) not in louder)


def read_findings(path: Path) -> tuple[Finding, ...]:
    return _adapter().validate_json(path.read_bytes())


@cache
def _adapter() -> "TypeAdapter[tuple[Finding, ...]]":
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Finding, ...])
