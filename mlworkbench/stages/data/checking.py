"""The job `check`: a file held against an import contract, row by row, without importing it."""

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mlworkbench.base import clock
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import contracts
from mlworkbench.stages.data.fitting import Problem, Problems, arranged, fit
from mlworkbench.stages.data.opening import open_source
from mlworkbench.stages.data.settling import check_unique


def check(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job `check`. Spec: path, contract (plain).

    Result: ok, rows, columns, count of problems, and the first 100: kind, row, column, found, reason, breaks. A file that
    cannot be read as the contract says raises InputError.
    """
    started, work = clock.seconds(), out / "reading"
    contract = contracts.from_plain(spec["contract"], "contract")
    problems = Problems()
    try:
        source = open_source(Path(spec["path"]), work, Part(report, 0, 0.5), contract.choices())
        found = arranged(source, contract, problems)
        rules = tuple(one.rule() for one in contract.rules)
        fit(found, contract.columns, rules, problems, Part(report, 0.5, 1.0))
        check_unique(found, contract, problems, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return {
        "ok": problems.breaking == 0,
        "rows": source.rows,
        "columns": len(source.names),
        "count": problems.breaking,
        "problems": [plain(one) for one in problems.shown],
        "seconds": clock.seconds() - started,
    }


def plain(problem: Problem) -> dict[str, Any]:
    told: dict[str, Any] = asdict(problem)
    return told
