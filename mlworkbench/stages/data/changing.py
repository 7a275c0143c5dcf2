"""The jobs that change data: a version becomes the next one, or is only tried to see what would happen."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from mlworkbench.base import clock
from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Column
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import altering, choosing, following, importing, room
from mlworkbench.stages.data.change import Ground, Made, Mask, Version
from mlworkbench.stages.data.changes import CHANGES

SHOWN_ROWS = 100
SHOWN_COLUMNS = 60


class Other(BaseModel):
    """Another version that a query may use."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    data: Path
    columns: tuple[Column, ...]
    rows: int


class ChangeSpec(BaseModel):
    """What a change job is given; `name` is what the next version is called, `holdout_rows` those at the end of this one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    data: Path
    columns: tuple[Column, ...]
    rows: int
    kind: str
    params: dict[str, Any]
    name: str
    holdout_rows: int = 0
    versions: dict[str, Other] = {}
    secret: Path | None = None


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job `change`. Writes data.parquet and profile.json into `out`; nothing remains there if the change cannot be made.

    Raises InputError for choices that do not fit the data.
    """
    started = clock.seconds()
    asked, work = ChangeSpec.model_validate(spec), out / "changing"
    try:
        ground = _ground(asked, work, Part(report, 0, 0.3))
        followed, params = _made(asked, ground)
        made = followed.made
        holdout = _holdout(asked, made)
        built = importing.build(made.source, out, work, report, made.columns, loose=made.loose)
        columns = following.columns(ground, built.columns, followed, CHANGES[asked.kind], params, out / "data.parquet")
        if made.rejects is not None:
            shutil.copyfile(made.rejects, out / "rejects.csv")
    except OSError as reason:
        raise ProjectError("data.cannot_write", folder=str(out), reason=reason.strerror or str(reason)) from reason
    finally:
        shutil.rmtree(work, ignore_errors=True)
    report.progress(1.0, "data.changed", rows=built.profile.rows, columns=len(built.columns))
    return {
        "name": asked.name,
        "rows": built.profile.rows,
        "holdout_rows": holdout,
        "columns": [asdict(column) for column in columns],
        "params": params,
        "effect": made.effect,
        "renamed": dict(made.renamed),
        "others": list(made.others),
        "descriptions": dict(made.descriptions),
        "data_file": digest_file(out / "data.parquet"),
        "profile_file": digest_file(out / "profile.json"),
        "seconds": clock.seconds() - started,
        "rejected_rows": made.rejected,
        "files": {"data": "data.parquet", "profile": "profile.json"} | ({"rejects": "rejects.csv"} if made.rejects else {}),
    }


def attempt(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job `try_change`: what the change would do. Nothing is written.

    The result holds `rows` and `columns` afterwards, `effect`, and the first 100 rows concerned: `before` and `after` are
    {columns, rows}, `numbers` the rows' numbers from 1 (none of `after` where the rows are others).
    """
    asked, work = ChangeSpec.model_validate(spec), out / "changing"
    work.mkdir(parents=True, exist_ok=True)
    try:
        ground = _ground(asked, work, report)
        made = _made(asked, ground)[0].made
        _holdout(asked, made)
        concerned = _concerned(ground, made)
        size = {"rows": made.source.rows, "columns": len(made.columns)}
        told = {**size, "effect": made.effect, "plan": dict(made.plan), **concerned}
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return told


def _ground(asked: ChangeSpec, work: Path, report: Report) -> Ground:
    work.mkdir(parents=True, exist_ok=True)
    room.check_disk(asked.data.stat().st_size, work, "data.change_room")
    versions = {name: Version(one.data, one.columns, one.rows) for name, one in asked.versions.items()}
    return Ground(asked.data, asked.columns, asked.rows, work, report, versions, asked.secret)


def _made(asked: ChangeSpec, ground: Ground) -> tuple[following.Followed, dict[str, Any]]:
    kind = CHANGES[asked.kind]
    params = choosing.checked(kind, asked.params, ground)
    made = kind.make(ground, params)
    if made.source.rows == 0:
        raise InputError("data.no_row_left", rows=ground.rows)
    counted = replace(made, effect={name: int(count) for name, count in made.effect.items()})
    return following.follow(ground, counted), {**params, **made.decided}


def _holdout(asked: ChangeSpec, made: Made) -> int:
    """How many rows at the end are still the hold-out. Raises InputError where that cannot be known."""
    if not asked.holdout_rows:
        return made.holdout or 0
    if made.holdout is not None:
        return made.holdout
    if not made.aligned:
        raise InputError("data.holdout_lost", rows=asked.holdout_rows)
    return asked.holdout_rows if made.kept is None else int(made.kept[-asked.holdout_rows :].sum())


def _concerned(ground: Ground, made: Made) -> dict[str, Any]:
    if not made.aligned:
        after = _first(made.source.batches(), made.source.names)
        return {"numbers": [], "before": _first(ground.batches(), ground.names), "after": after}
    return _altered(ground, made) if made.kept is None else _leaving(ground, made.kept)


def _leaving(ground: Ground, kept: Mask) -> dict[str, Any]:
    """The rows that would go; there is nothing to see of them afterwards."""
    gone = np.flatnonzero(~kept)[:SHOWN_ROWS]
    names = ground.names[:SHOWN_COLUMNS]
    rows: list[list[Any]] = []
    passed = 0
    for batch in ground.batches(names) if len(gone) else ():
        here = gone[(gone >= passed) & (gone < passed + batch.num_rows)] - passed
        rows += _rows(batch.take(here), names) if len(here) else []
        passed += batch.num_rows
        if len(rows) == len(gone):
            break
    before, after = {"columns": list(names), "rows": rows}, {"columns": list(names), "rows": list[Any]()}
    return {"numbers": (gone + 1).tolist(), "before": before, "after": after}


def _altered(ground: Ground, made: Made) -> dict[str, Any]:
    """The first rows in which a cell is another, or which fill a new column; without such rows the first ones."""
    new = [name for name in made.source.names if name not in ground.names and name not in made.renamed.values()]
    both = [name for name in ground.names if name in made.source.names and (made.altered is None or name in made.altered)]
    gone = [name for name in ground.names if name not in made.source.names and name not in made.renamed]
    sides = (ground.names, made.source.names)
    shown = [_chosen(side, {*new, *both, *gone, *made.renamed, *made.renamed.values()}) for side in sides]
    numbers: list[int] = []
    pairs: tuple[list[list[Any]], list[list[Any]]] = ([], [])
    passed = 0
    for before, after in zip(ground.batches(), made.source.batches(), strict=True):
        touched = np.zeros(before.num_rows, dtype=np.bool_) if both or new else np.ones(before.num_rows, dtype=np.bool_)
        for name in both:
            touched |= altering.differing(before.column(ground.place(name)), after.column(made.source.names.index(name)))
        for name in new:
            touched |= altering.filled(after.column(made.source.names.index(name)))
        found = np.flatnonzero(touched)[: SHOWN_ROWS - len(numbers)]
        numbers += (found + passed + 1).tolist()
        for side, batch, names in zip(pairs, (before, after), shown, strict=True):
            side.extend(_rows(batch.take(found), names))
        passed += before.num_rows
        if len(numbers) >= SHOWN_ROWS:
            break
    if not numbers:
        first = list(range(1, min(ground.rows, SHOWN_ROWS) + 1))
        return {"numbers": first, "before": _first(ground.batches(), shown[0]), "after": _first(made.source.batches(), shown[1])}
    sided = [{"columns": list(names), "rows": rows} for names, rows in zip(shown, pairs, strict=True)]
    return {"numbers": numbers, "before": sided[0], "after": sided[1]}


def _chosen(names: Sequence[str], concerned: set[str]) -> tuple[str, ...]:
    """Those concerned first, then of the others as many as there is room for."""
    first = [name for name in names if name in concerned]
    return tuple([*first, *(name for name in names if name not in concerned)][:SHOWN_COLUMNS])


def _first(batches: Any, names: Sequence[str]) -> dict[str, Any]:
    shown = tuple(names[:SHOWN_COLUMNS])
    rows: list[list[Any]] = []
    for batch in batches:
        rows += _rows(batch.slice(0, SHOWN_ROWS - len(rows)), shown)
        if len(rows) >= SHOWN_ROWS:
            break
    return {"columns": list(shown), "rows": rows}


def _rows(batch: Any, names: Sequence[str]) -> list[list[Any]]:
    """Cells as plain JSON; dates as text, what no number is as missing."""
    import pyarrow as pa

    places = [batch.schema.get_field_index(name) for name in names]
    columns = [batch.column(place) for place in places]
    plain = [altering.spelled(one) if pa.types.is_timestamp(one.type) else one for one in columns]
    return [[_plain(cell) for cell in row] for row in zip(*(one.to_pylist() for one in plain), strict=True)]


def _plain(cell: Any) -> Any:
    return None if isinstance(cell, float) and not np.isfinite(cell) else cell
