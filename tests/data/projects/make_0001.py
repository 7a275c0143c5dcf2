"""Makes a small project with one record of every kind, as revision 0001 of the tables kept it. Run once, kept for good."""

import hashlib
import json
from pathlib import Path

from sqlalchemy import Connection, create_engine

from mlworkbench.store import migrations

WHEN = "2026-11-22T09:00:00.000000+00:00"
SIGNED = {"who": "analyst", "when": WHEN}


def make(folder: Path) -> None:
    (folder / "files").mkdir(parents=True)
    engine = create_engine(f"sqlite:///{folder / 'project.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA page_size = 1024")
        migrations.upgrade(connection, None, "0001")
        for table, rows in records(folder).items():
            for row in rows:
                insert(connection, table, row)
    engine.dispose()


def insert(connection: Connection, table: str, row: dict[str, object]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def keep(folder: Path, content: str) -> str:
    name = hashlib.sha256(content.encode()).hexdigest()
    (folder / "files" / name).write_text(content, "utf-8")
    return name


def records(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Every kind of record, parents first; texts are Korean where users write them."""
    data = keep(folder, "rows of 고객 이탈")
    profile = keep(folder, "profile of 고객 이탈")
    rows = keep(folder, "folds")
    models = [keep(folder, f"model {number}") for number in range(3)]
    scores = [keep(folder, f"out-of-fold scores {number}") for number in range(3)]
    package = keep(folder, "package")
    columns = [
        {"name": "나이", "type": "number", "integer": True, "date_format": None},
        {"name": "이탈", "type": "flag", "integer": True, "date_format": None},
    ]
    origin = {"file_name": "고객.csv", "folder": "/data", "size": 120, "sha256": data, "importer": "csv"}
    origin["reading"] = {"encoding": "cp949"}
    meta = {"id": "old0project00000", "name": "고객 이탈", "format": 1, "revision": "0001", "created": WHEN}
    meta["product"] = "0.1.0.dev1"
    dataset = {"id": "d1", "number": 1, "name": "고객", "data_file": data, "profile_file": profile, "rows": 5, "parent": None}
    problem = {"id": "q1", "dataset": "d1", "target": "이탈", "task": "binary", "metric": "roc_auc", "positive": "1"}
    return {
        "meta": [meta],
        "dataset": [
            dataset | {"columns": text(columns), "origin": text(origin), "seconds": 0.4} | SIGNED,
            dataset
            | {"id": "d2", "number": 2, "parent": "d1", "columns": text(columns), "origin": text(origin), "seconds": 0.3}
            | SIGNED,
        ],
        "problem": [problem | {"classes": text(["0", "1"]), "excluded": text([])} | SIGNED],
        "recipe": [
            {"id": "r1", "problem": "q1", "steps": text([step()]), "inputs": text(["나이"]), "set_aside": text([])}
            | {"recipe_hash": "ab" * 32}
            | SIGNED
        ],
        "split": [
            {"id": "s1", "problem": "q1", "rows_file": rows, "seed": 1, "share": 0.2, "folds": 5}
            | {"train_rows": 4, "test_rows": 1, "unused_rows": 0}
            | SIGNED
        ],
        "run": [
            {"id": "u1", "problem": "q1", "recipe": "r1", "split": "s1", "seed": 1, "budget": 30.0, "threads": 2}
            | {"versions": text({"mlworkbench": "0.1.0.dev1"})}
            | SIGNED
        ],
        "model": [model(number, models[number], scores[number]) for number in range(3)],
        "run_end": [{"id": "e1", "run": "u1", "state": "finished", "seconds": 29.5, "winner": "m2"} | SIGNED],
        "failure": [
            {"id": "f1", "run": "u1", "number": 3, "name": "XGBoost 2", "algorithm": "xgboost"}
            | {"reason": text({"key": "job.no_memory", "facts": {"kind": "train"}})}
            | SIGNED
        ],
        "look": [{"id": "l1", "split": "s1", "model": "m2", "number": 1, "why": "final"} | SIGNED],
        "evaluation": [
            {"id": "v1", "model": "m2", "look": "l1", "rows": 1, "metrics": text({"roc_auc": 0.847}), "seconds": 0.1} | SIGNED
        ],
        "package": [
            {"id": "p1", "model": "m2", "evaluation": "v1", "target": "bundle", "package_file": package, "identifier": "cd" * 32}
            | {"path": "/data/churn.mlpkg", "size": 7, "row_microseconds": 14.5}
            | {"proofs": text([{"kind": "golden", "compared": 200, "different": 0}])}
            | SIGNED
        ],
    }


def step() -> dict[str, object]:
    return {"kind": "impute", "columns": ["나이"], "params": {"value": 0.5}, "families": [], "reason": None}


def model(number: int, file: str, scores: str) -> dict[str, object]:
    cv = {"mean": 0.8 + number / 100, "sd": 0.01, "folds": [0.8, 0.81]}
    return {
        "id": f"m{number}",
        "run": "u1",
        "number": number,
        "name": f"Model {number}",
        "algorithm": "forest",
        "params": text({"trees": 100, "rate": 0.1, "deep": True, "kind": "gini"}),
        "trial": f"{number}" * 64,
        "metric": "roc_auc",
        "cv": text(cv),
        "oof_metrics": text({"roc_auc": 0.8}),
        "seconds": 3.5,
        "model_file": file,
        "model_bytes": 7,
        "fold_hashes": text(["ef" * 32]),
        "oof_file": scores,
        "row_microseconds": 15.0,
        "threshold": None if number == 0 else 0.25,
        **SIGNED,
    }


def text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    make(Path("resources/samples/old_projects/0001"))
