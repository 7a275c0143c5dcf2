"""The job that compares two versions: which columns and rows differ, and how the values of each column are spread in both."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from mlworkbench.base.records import Column
from mlworkbench.base.report import Report
from mlworkbench.stages.data import cells, duck
from mlworkbench.stages.data.profiles import read_profile

BINS = 20
TOP = 8


class Side(BaseModel):
    """A stored version."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    data: Path
    profile: Path
    columns: tuple[Column, ...]
    rows: int

    def table(self) -> str:
        return duck.rows(self.data, [column.name for column in self.columns])

    def cell(self, name: str) -> str:
        return f"c{[column.name for column in self.columns].index(name)}"

    def spelled(self, name: str) -> str:
        """A cell as text, the same for the same value whether a column holds whole numbers, others or words."""
        cell = self.cell(name)
        if next(column.type for column in self.columns if column.name == name) not in ("number", "flag"):
            return f"CAST({cell} AS VARCHAR)"
        whole = f"{cell} = trunc({cell}) AND abs({cell}) <= {cells.EXACT}"
        return f"CASE WHEN {whole} THEN CAST(CAST({cell} AS BIGINT) AS VARCHAR) ELSE CAST({cell} AS VARCHAR) END"


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job `compare`. Spec: before and after, each with data, profile, columns and rows.

    The result holds `rows` of both, `only_before` and `only_after`: rows that the other has not (in the columns both have), and
    for every column `name`, `state` (same, values, type, added, removed), its types, figures and `bars` on a common scale.
    """
    before, after = Side.model_validate(spec["before"]), Side.model_validate(spec["after"])
    both = [one for one in before.columns if any(one.name == other.name for other in after.columns)]
    report.progress(0.0, "data.comparing_rows")
    gone, new = _rows(before, after, [one.name for one in both], out)
    profiles = [{one.name: one for one in read_profile(side.profile).columns} for side in (before, after)]
    names = list(dict.fromkeys([*(one.name for one in after.columns), *(one.name for one in before.columns)]))
    columns = []
    with duck.connect(out) as connection:
        for place, name in enumerate(names):
            report.progress(0.4 + 0.6 * place / len(names), "data.comparing_column", column=name)
            columns.append(_column(connection, name, (before, after), profiles))
    return {"rows": [before.rows, after.rows], "only_before": gone, "only_after": new, "columns": columns}


def _rows(before: Side, after: Side, names: list[str], work: Path) -> tuple[int, int]:
    """Rows as often as they occur, by a 64-bit hash of the columns that both have."""
    if not names:
        return before.rows, after.rows
    a, b = (
        f"SELECT hash({', '.join(side.spelled(name) for name in names)}) AS row, count(*) AS times FROM {side.table()} GROUP BY 1"
        for side in (before, after)
    )
    query = (
        f"SELECT sum(greatest(coalesce(a.times, 0) - coalesce(b.times, 0), 0)), "
        f"sum(greatest(coalesce(b.times, 0) - coalesce(a.times, 0), 0)) "
        f"FROM ({a}) a FULL JOIN ({b}) b ON a.row = b.row"
    )
    with duck.connect(work) as connection:
        gone, new = connection.execute(query).fetchone()
    return int(gone), int(new)


def _column(connection: Any, name: str, sides: tuple[Side, Side], profiles: list[dict[str, Any]]) -> dict[str, Any]:
    found = [next((one for one in side.columns if one.name == name), None) for side in sides]
    figures = [one.get(name) for one in profiles]
    told: dict[str, Any] = {
        "name": name,
        "types": [one.type if one else None for one in found],
        "missing": [one.missing if one else None for one in figures],
        "distinct": [one.distinct if one else None for one in figures],
        "mean": [one.mean if one else None for one in figures],
        "bars": [],
    }
    if found[0] is None or found[1] is None:
        return told | {"state": "added" if found[0] is None else "removed"}
    if found[0].type != found[1].type:
        return told | {"state": "type"}
    if figures[0] == figures[1]:
        return told | {"state": "same", "bars": []}
    return told | {"state": "values", "bars": _bars(connection, name, sides, figures)}


def _bars(connection: Any, name: str, sides: tuple[Side, Side], figures: list[Any]) -> list[list[int]]:
    """Counts of the same bins, or of the same frequent values, in both."""
    if figures[0].minimum is None or figures[1].minimum is None:
        shown = list(dict.fromkeys(top.value for one in figures for top in one.top[:TOP]))[:TOP]
        counts: list[Mapping[str, int]] = [{top.value: top.count for top in one.top} for one in figures]
        return [[one.get(value, 0) for value in shown] for one in counts]
    low, high = min(one.minimum for one in figures), max(one.maximum for one in figures)
    width = (high - low) / BINS or 1.0
    made = []
    for side in sides:
        cell = side.cell(name)
        number = f"epoch_us({cell})" if figures[0].type == "date" else cell
        query = (
            f"SELECT least(CAST(floor((CAST({number} AS DOUBLE) - ?) / ?) AS INTEGER), {BINS - 1}) AS bin, count(*) "
            f"FROM {side.table()} WHERE {cell} IS NOT NULL GROUP BY 1"
        )
        counted = dict(connection.execute(query, [low, width]).fetchall())
        made.append([int(counted.get(place, 0)) for place in range(BINS)])
    return made
