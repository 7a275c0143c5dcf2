"""Material of reports: records as a project has them, with real judgements of small made-up scores."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from mlworkbench.base.records import (
    GIVEN_UP,
    Assessment,
    Charter,
    Column,
    ColumnProfile,
    Costs,
    Criterion,
    Dataset,
    Evaluation,
    Failure,
    Finding,
    Limits,
    Look,
    Model,
    Origin,
    Package,
    Problem,
    Profile,
    Reason,
    Recipe,
    Run,
    RunEnd,
    Score,
    SetAside,
    Split,
    Step,
    Top,
    Verdict,
)
from mlworkbench.stages.evaluate.judging import Subject, judge
from mlworkbench.stages.evaluate.metric import Guess
from mlworkbench.stages.govern import Condition, Made, Material, Records, StepShown

WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
MADE = Made("kim", datetime(2026, 11, 22, 15, 0, tzinfo=UTC), 540, "0.1.0")
HASH = "0123456789abcdef" * 4


def later(hours):
    return WHEN + timedelta(hours=hours)


def dataset(columns, number=1, name="churn"):
    listed = tuple(Column(column, "number") for column in columns)
    origin = Origin("churn.csv", "/home/kim", 1234, HASH, "csv", {})
    return Dataset(f"data{number}", number, name, HASH, HASH, 400, listed, origin, None, 0.5, "kim", WHEN)


def profile(columns, target, aside="id"):
    numbers = [
        ColumnProfile(name, "number", 4, 90, 1.0, 99.5, 40.0, 12.0, (1.0, 5.0, 20.0, 41.0, 60.0, 90.0, 99.5), (1, 2, 3))
        for name in columns
        if name != target
    ]
    words = ColumnProfile(target, "category", 0, 2, top=(Top("yes", 110), Top("no", 290)))
    found = (
        Finding(
            "missing",
            (columns[0],),
            "warning",
            4,
            Reason("data.found_missing", {"column": columns[0], "rows": 4, "percent": "1"}),
        ),
    )
    left = (SetAside(aside, Reason("data.aside_id", {"distinct": 400})),) if aside in columns else ()
    return Profile(400, (*numbers, words), found, left)


def binary(rows=200, seed=1, basis="out_of_fold"):
    draw = np.random.Generator(np.random.PCG64(seed))
    truth = (draw.random(rows) < 0.3).astype(np.int64)
    raw = (truth * 1.5 + draw.normal(0, 1, rows) - 1).reshape(-1, 1)
    chance = 1 / (1 + np.exp(-raw[:, 0]))
    guess = Guess(raw, (raw[:, 0] >= 0.2).astype(np.int64), np.column_stack([1 - chance, chance]))

    def probability(scores):
        return 1 / (1 + np.exp(-scores))

    return judge(Subject(basis, "binary", ("no", "yes"), truth, guess, 0.2, probability))


def several(count, rows=300, names=None):
    draw = np.random.Generator(np.random.PCG64(2))
    truth = np.arange(rows) % count
    raw = draw.normal(0, 1, (rows, count)) + 2 * np.eye(count)[truth]
    chance = np.exp(raw) / np.exp(raw).sum(axis=1, keepdims=True)
    guess = Guess(raw, raw.argmax(axis=1), chance)
    classes = tuple(names or (f"class {place}" for place in range(count)))
    return judge(Subject("out_of_fold", "multiclass", classes, truth, guess))


def numbers(rows=300):
    draw = np.random.Generator(np.random.PCG64(3))
    truth = draw.normal(200_000, 40_000, rows)
    raw = (truth + draw.normal(0, 9_000, rows)).reshape(-1, 1)
    return judge(Subject("out_of_fold", "regression", (), truth, Guess(raw, value=raw[:, 0])))


def model(number, mean, metric="roc_auc", **changes):
    score = Score(mean, 0.012, (mean - 0.01, mean, mean + 0.01))
    fields = {
        "id": f"model{number}",
        "run": "run1",
        "number": number,
        "name": f"xgboost {number}",
        "algorithm": "xgboost" if number else "baseline",
        "params": {"rounds": 300, "rate": 0.06} if number else {},
        "trial": HASH,
        "metric": metric,
        "cv": score,
        "oof_metrics": {metric: mean},
        "seconds": 2.0,
        "model_file": HASH,
        "model_bytes": 51_000,
        "fold_hashes": (HASH,) * 3,
        "oof_file": HASH,
        "row_microseconds": 41.0,
        "threshold": 0.2,
        "who": "kim",
        "when": later(3),
    }
    return Model(**(fields | changes))


CHARTER = Charter(
    "charter1", 1, "a customer leaves", "customer", "Retention calls", "a person",
    (Criterion("roc_auc", "at_least", 0.8, why="last year reached 0.71"),), Costs(310.0, 20.0, "USD"),
    Limits(row_microseconds=2000.0, monotone=(("age", 1),), interactions=(("age", "plan"),)), "kim", later(-1),
)  # fmt: skip
CONDITIONS = (
    Condition("ROC AUC at least 0.8", "0.84 (0.8 – 0.87)", "last year reached 0.71", True, "holdout", 90, None, later(-1), False),
    Condition("Recall at least 0.9", "0.61", "", False, "holdout", 90, None, later(5), True),
    Condition("F1 at least 0.5", "–", "", None, None, None, Reason("train.nothing_trained"), later(-1), False),
)  # fmt: skip
COLUMNS = ("age", "id", "left")


def package(of):
    return Package("pack1", of.id, "opened1", "bundle", HASH, HASH, "/home/kim/churn.mlpkg", 9, 40.0, (), "kim", later(7))


def empty(language="en"):
    """Data alone."""
    records = Records(language=language, made=MADE, project="Churn", project_id="p1", datasets=(dataset(COLUMNS),))
    return Material(replace(records, dataset=records.datasets[0]), profile(COLUMNS, "left"))


def full(language="en", task="binary", classes=("no", "yes"), out_of_fold=None, holdout=None, metric="roc_auc"):
    """As far as a project can get; the hold-out is opened for two classes alone."""
    out_of_fold = out_of_fold or binary()
    opened = task == "binary"
    holdout = holdout or (binary(90, 5, "holdout") if opened else None)
    data, positive = dataset(COLUMNS), "yes" if opened else None
    problem = Problem("problem1", data.id, "left", task, metric, classes, positive, (), "kim", later(0))
    step = Step("keep", ("age",), {}, (), Reason("prepare.why_keep", {"columns": 1}))
    parked = Step("scale", ("gone",), {}, ("linear",), None)
    steps = (StepShown(step, ("age",), (), None), StepShown(parked, (), (), Reason("prepare.parked_gone", {"columns": "gone"})))
    models = tuple(sorted((model(n, 0.5 + 0.1 * n, metric) for n in range(3)), key=lambda one: -one.cv.mean))
    look = Look("look1", "split1", models[0].id, 1, "final check", "kim", later(4))
    records = Records(
        language=language,
        made=MADE,
        project="Churn",
        project_id="p1",
        charters=(CHARTER,),
        datasets=(data,),
        dataset=data,
        problem=problem,
        recipe=Recipe("recipe1", "problem1", (step, parked), ("age",), (), HASH, "kim", later(1)),
        steps=steps,
        split=Split("split1", "problem1", HASH, 1, 0.2, 3, 200, 90, 0, "kim", later(2)),
        run=Run("run1", "problem1", "recipe1", "split1", 1, 60.0, 2, {"numpy": "2.4.6"}, "kim", later(2)),
        end=RunEnd("end1", "run1", "finished", 12.0, models[0].id, "kim", later(3)),
        models=models,
        failures=(
            Failure("f1", "run1", 9, "xgboost 9", "xgboost", Reason("train.no_memory"), "kim", later(3)),
            Failure("f2", "run1", 10, "mlp 10", "mlp", Reason(GIVEN_UP, {"percent": "31"}), "kim", later(3)),
        ),
        model=models[0],
        assessment=Assessment(
            "assessed1", models[0].id, out_of_fold.rows, out_of_fold.metrics, out_of_fold.intervals, HASH, 1.0, "kim", later(4)
        ),
        evaluation=Evaluation(
            "opened1", models[0].id, "look1", holdout.rows, holdout.metrics, 1.0, "kim", later(4), holdout.intervals, HASH
        ) if holdout else None,
        looks=(look,) if opened else (),
        looked_at={models[0].id: models[0]} if opened else {},
        conditions=CONDITIONS,
        verdicts=(Verdict("v1", models[0].id, "opened1", "charter1", True, 1, "good enough", "kim", later(6)),) if opened else (),
        packages=(package(models[0]),),
    )  # fmt: skip
    return Material(records, profile(COLUMNS, "left"), out_of_fold, holdout)


def changed(material, **changes):
    return replace(material, records=replace(material.records, **changes))
