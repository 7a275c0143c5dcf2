"""Records as plain JSON for other programs, with their reasons in words."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import WorkbenchError
from mlworkbench.base.records import (
    Assessment,
    ColumnProfile,
    Dataset,
    Evaluation,
    Finding,
    Model,
    Package,
    Problem,
    Profile,
    Reason,
    Run,
    SetAside,
)
from mlworkbench.base.words import told, tr
from mlworkbench.workbench import charters, filing
from mlworkbench.workbench import checks as verdicts
from mlworkbench.workbench.checks import Asked, Check

if TYPE_CHECKING:
    from mlworkbench.stages.package import Card, Told
    from mlworkbench.workbench.bench import Workbench

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def reason(one: Reason) -> dict[str, Any]:
    return {"key": one.key, "facts": dict(one.facts), "message": tr(one.key, **one.facts)}


def error(one: WorkbenchError) -> dict[str, Any]:
    return {"key": one.key, "message": told(one), "facts": dict(one.facts)}


def set_aside(one: SetAside) -> dict[str, Any]:
    return {"column": one.column, "key": one.reason.key, "reason": tr(one.reason.key, **one.reason.facts)}


def checks(told: dict[str, Any]) -> dict[str, Any]:
    """What a verify job found, with its sentences in the language of this process."""
    return told | {
        "checks": [one | ({"detail": tr(one["key"], **one["facts"])} if "key" in one else {}) for one in told["checks"]]
    }


def profile(found: Profile) -> dict[str, Any]:
    """Rows, columns with their figures (dates in ISO 8601), findings, what was looked for in vain, and columns set aside."""
    return {
        "rows": found.rows,
        "columns": [_column(column) for column in found.columns],
        "findings": [_finding(finding) for finding in found.findings if not finding.reassures],
        "not_found": [_finding(finding) for finding in found.findings if finding.reassures],
        "set_aside": [set_aside(one) for one in found.set_aside],
    }


def project(bench: "Workbench") -> dict[str, Any]:
    """What a project holds: versions, problem, runs with their leaderboards, packages, and where each stage stands."""
    opened = bench.opened()
    problem = bench.problem.current()
    return {
        "kind": "project",
        "name": opened.name,
        "folder": str(opened.folder),
        "created": opened.created.isoformat(),
        "stages": {one.stage: one.state for one in bench.stages()},
        "datasets": [dataset(one) for one in bench.data.versions()],
        "problem": problem_of(problem) if problem else None,
        "runs": [_run(bench, run) for run in bench.train.runs()],
        "packages": [built(one) for one in bench.package.packages()],
    }


def success(bench: "Workbench") -> dict[str, Any]:
    """What is predicted, what was written about it, and every criterion and limit held against the chosen model."""
    problem, charter, model = bench.problem.current(), bench.problem.charter(), bench.evaluate.chosen()
    return {
        "kind": "problem",
        "problem": problem_of(problem) if problem else None,
        "charter": charters.as_json(charter),
        "version": {"number": charter.number, "who": charter.who, "when": charter.when.isoformat()} if charter else None,
        "model": model.name if model else None,
        "checks": [check(one) for one in bench.problem.checks()],
        "removed_after_look": [_asked(one) for one in bench.problem.removed_after_look()],
    }


def _asked(one: Check | Asked) -> dict[str, Any]:
    return {
        "asked": verdicts.sentence(one),
        "criterion": filing.plain(one.criterion) if one.criterion else None,
        "limit": one.limit,
        "bound": one.bound,
    }


def check(one: Check) -> dict[str, Any]:
    """A criterion or limit, the figure it was held against, and the sentence that says what was asked."""
    return _asked(one) | {
        "value": one.value,
        "interval": list(one.interval) if one.interval else None,
        "met": one.met,
        "basis": one.basis,
        "rows": one.rows,
        "reason": reason(one.reason) if one.reason else None,
        "since": one.since.isoformat(),
        "after_look": one.after_look,
    }


def judged(bench: "Workbench", model: Model) -> dict[str, Any]:
    """A model as it is judged: figures by the rows they were measured on, its threshold, criteria, looks and verdict."""
    verbs = bench.evaluate
    training, sealed, verdict = verbs.assessment(model.id), verbs.evaluation(model.id), verbs.verdict(model.id)
    basis = {"out_of_fold": training, "holdout": sealed}
    standings = {name: _standing(bench, record) for name, record in basis.items()}
    split = verbs.split(model.id)
    return {
        "kind": "evaluation",
        "project": bench.opened().name,
        "model": _model(bench, model),
        "basis": {name: _record(record, standings[name]) for name, record in basis.items() if record is not None},
        "holdout_rows": split.test_rows,
        "looks": [{"number": one.number, **filing.plain(one)} for one in verbs.looks(split.id)],
        "threshold": standings["out_of_fold"],
        "threshold_late": verbs.threshold_late(model.id),
        "criteria": [check(one) for one in bench.problem.checks(model.id)],
        "verdict": filing.plain(verdict) if verdict else None,
    }


def _model(bench: "Workbench", model: Model) -> dict[str, Any]:
    return {
        "id": model.id,
        "name": model.name,
        "number": model.number,
        "algorithm": model.algorithm,
        "parent": model.parent,
        "metric": model.metric,
        "cv": {"mean": model.cv.mean, "sd": model.cv.sd, "folds": list(model.cv.folds)},
        "threshold": model.threshold,
        "threshold_probability": bench.evaluate.threshold_probability(model),
        "artifact_hash": model.model_file,
    }


def _record(record: Assessment | Evaluation, standing: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "record": record.id,
        "rows": record.rows,
        "metrics": dict(record.metrics),
        "intervals": intervals(record),
        "threshold": standing,
        "who": record.who,
        "when": record.when.isoformat(),
    }


def _standing(bench: "Workbench", record: Assessment | Evaluation | None) -> dict[str, Any] | None:
    """How the threshold that ships stands on these rows; None where there is none."""
    judgement = bench.evaluate.judgement(record) if record else None
    if judgement is None or judgement.task != "binary":
        return None
    found: dict[str, Any] = filing.plain(bench.evaluate.standing(judgement, bench.evaluate.shipped(judgement)))
    return found


def dataset(one: Dataset) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "rows": one.rows,
        "columns": len(one.columns),
        "dataset_hash": one.data_file,
        "holdout_rows": one.holdout_rows,
        "seconds": one.seconds,
        "origin": {"file_name": one.origin.file_name, "sha256": one.origin.sha256, "reading": dict(one.origin.reading)},
        "when": one.when.isoformat(),
    }


def package(card: "Card") -> dict[str, Any]:
    """What a package is: its card, with the whole manifest."""
    found: dict[str, Any] = filing.plain(card)
    return {"kind": "package", **found}


def columns(told: "Told") -> dict[str, Any]:
    """What a model computes itself, what is brought and how it is made, and what stands for nothing."""
    found: dict[str, Any] = filing.plain(told)
    return found


def leaderboard(models: tuple[Model, ...]) -> list[dict[str, Any]]:
    return [{"name": one.name, "score": one.cv.mean, "seconds": one.seconds, "artifact_hash": one.model_file} for one in models]


def _column(column: ColumnProfile) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "meaning": column.meaning,
        "missing": column.missing,
        "distinct": column.distinct,
        "minimum": _figure(column, column.minimum),
        "maximum": _figure(column, column.maximum),
        "mean": _figure(column, column.mean),
        "sd": column.sd,
        "quantiles": [_figure(column, value) for value in column.quantiles],
        "bins": list(column.bins),
        "top": [{"value": top.value, "count": top.count} for top in column.top],
    }
    return found | ({"approximate": list(column.approximate)} if column.approximate else {})


def _figure(column: ColumnProfile, value: float | None) -> float | str | None:
    if value is None or column.type != "date":
        return value
    return (EPOCH + timedelta(microseconds=round(value))).replace(tzinfo=None).isoformat()


def _finding(finding: Finding) -> dict[str, Any]:
    told_as = reason(finding.reason)
    return {
        "kind": finding.kind,
        "columns": list(finding.columns),
        "severity": finding.severity,
        "rows": finding.rows,
        "message": told_as["message"],
    }


def problem_of(problem: Problem) -> dict[str, Any]:
    return {
        "target": problem.target,
        "task": problem.task,
        "metric": problem.metric,
        "classes": list(problem.classes),
        "positive": problem.positive,
        "excluded": list(problem.excluded),
        "loss": problem.loss,
        "ordered": problem.ordered,
        "weights": problem.weights,
    }


def _run(bench: "Workbench", run: Run) -> dict[str, Any]:
    end, winner = bench.train.end(run.id), bench.train.winner(run.id)
    tested, failures = bench.evaluate.evaluations(winner.id) if winner else (), bench.train.failures(run.id)
    return {
        "id": run.id,
        "state": end.state if end else "unfinished",
        "seed": run.seed,
        "when": run.when.isoformat(),
        "model": winner.name if winner else None,
        "test": _test(tested),
        "leaderboard": leaderboard(bench.train.models(run.id)),
        "failures": [{"name": one.name, **reason(one.reason)} for one in failures if not one.was_given_up],
        "given_up": [{"name": one.name, **reason(one.reason)} for one in failures if one.was_given_up],
    }


def _test(tested: tuple[Evaluation, ...]) -> dict[str, float]:
    return dict(tested[-1].metrics) if tested else {}


def intervals(measured: Assessment | Evaluation | None) -> dict[str, list[float]]:
    """95 % intervals [low, high] by metric."""
    found = measured.intervals if measured else None
    return {name: [low, high] for name, (low, high) in (found or {}).items()}


def built(package: Package) -> dict[str, Any]:
    """A package that was written, with its proofs."""
    return {
        "path": package.path,
        "identifier": package.identifier,
        "size": package.size,
        "row_microseconds": package.row_microseconds,
        "proofs": [{"kind": one.kind, "compared": one.compared, "different": one.different} for one in package.proofs],
        "when": package.when.isoformat(),
    }
