"""What is set aside and told: ids, constants, empty columns, free text, missing cells, repeated rows."""

from pathlib import Path

import pytest

from mlworkbench.base.records import Profile
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import read_profile, run

ROWS = range(200)


def profiled(folder: Path, **columns: list[object]) -> Profile:
    lines = [",".join(columns), *(",".join(map(str, cells)) for cells in zip(*columns.values(), strict=True))]
    (folder / "file.csv").write_text("\n".join(lines) + "\n", "utf-8")
    run({"path": str(folder / "file.csv"), "name": "x"}, folder, Silent())
    return read_profile(folder / "profile.json")


def aside(folder: Path, name: str, cells: list[object]) -> str | None:
    profile = profiled(folder, other=[number % 7 + 0.5 for number in range(len(cells))], **{name: cells})
    return next((one.reason.key.removeprefix("data.aside_") for one in profile.set_aside if one.column == name), None)


@pytest.mark.parametrize(
    ("name", "cells", "reason"),
    [
        ("customer", [f"C-{number:05}" for number in ROWS], "id"),
        ("row", list(ROWS), "id"),
        ("row", [1 + number for number in reversed(ROWS)], "id"),
        ("order_id", [number * 7919 % 1_000_003 for number in ROWS], "id"),
        ("주문번호", [number * 7919 % 1_000_003 for number in ROWS], "id"),
        ("population", [number * 7919 % 1_000_003 for number in ROWS], None),
        ("paid", [number * 7919 % 1_000_003 for number in ROWS], None),
        ("weight", [number + 0.25 for number in ROWS], None),
        ("when", [f"2026-01-{1 + number % 28:02} {number % 24:02}:{number % 60:02}" for number in ROWS], None),
        ("nothing", ["" for _ in ROWS], "empty"),
        ("always", ["x" for _ in ROWS], "constant"),
        ("always", [5 for _ in ROWS], "constant"),
        ("mark", ["x" if number % 2 else "" for number in ROWS], None),
        ("note", [f"this is a rather long remark about the customer number {number}" for number in ROWS], "text"),
        ("words", [f"w{number % 120}" for number in ROWS], "text"),
        ("kind", ["abc"[number % 3] for number in ROWS], None),
    ],
)
def test_columns_no_model_should_see_are_set_aside(name: str, cells: list[object], reason: str | None, tmp_path: Path) -> None:
    assert aside(tmp_path, name, cells) == reason


def test_every_set_aside_column_is_told_and_has_words(tmp_path: Path) -> None:
    profile = profiled(tmp_path, key=[f"k{number}" for number in ROWS], one=[1 for _ in ROWS], x=[number / 4 for number in ROWS])

    assert {(one.kind, one.columns) for one in profile.findings} == {("id", ("key",)), ("constant", ("one",)), ("duplicates", ())}
    for finding in profile.findings:
        assert tr(finding.reason.key, **finding.reason.facts)
    for one in profile.set_aside:
        assert tr(one.reason.key, **one.reason.facts)


def test_missing_cells_and_repeated_rows_are_counted(tmp_path: Path) -> None:
    cells: list[object] = ["" if number % 4 else number % 8 for number in ROWS]
    profile = profiled(tmp_path, x=cells, y=[number % 2 for number in ROWS])
    found = {one.kind: one for one in profile.findings}

    assert (found["missing"].rows, found["missing"].severity) == (150, "warning")
    assert found["duplicates"].rows == 200 - len({(cell, number % 2) for number, cell in enumerate(cells)})
    assert found["duplicates"].severity == "warning"


def test_warnings_come_first(data: Path, tmp_path: Path) -> None:
    run({"path": str(data / "files" / "air_quality_ends.csv"), "name": "x"}, tmp_path, Silent())

    severities = [one.severity for one in read_profile(tmp_path / "profile.json").findings]

    assert severities == sorted(severities, key=("problem", "warning", "info").index)
