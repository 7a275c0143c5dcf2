"""Findings and decisions as plain JSON, for the command line."""

from typing import TYPE_CHECKING, Any

from mlworkbench.workbench import filing, tellings

if TYPE_CHECKING:
    from mlworkbench.workbench.bench import Workbench
    from mlworkbench.workbench.decisions import Judged


def findings(bench: "Workbench") -> dict[str, Any]:
    dataset, judged = bench.data.present(), bench.data.judged()
    return {
        "version": dataset.number,
        "rows": dataset.rows,
        "findings": [_finding(one) for one in judged],
        "to_decide": sum(one.waits for one in judged),
        "decisions": filing.plain(bench.data.decisions()),
    }


def _finding(one: "Judged") -> dict[str, Any]:
    finding = one.finding
    return {
        "key": finding.key,
        "kind": finding.kind,
        "columns": list(finding.columns),
        "severity": finding.severity,
        "rows": finding.rows,
        "reason": tellings.reason(finding.reason),
        "evidence": filing.plain(finding.evidence),
        "remedies": [
            {"kind": remedy.kind, "params": filing.plain(remedy.params), "reason": tellings.reason(remedy.reason)}
            for remedy in finding.remedies
        ],
        "state": one.decision.deed if one.decision else "settled" if one.settled else "open",
        "to_decide": one.waits,
    }
