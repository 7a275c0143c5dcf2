"""Runs taken elsewhere: a table of all trials, or a folder that MLflow opens (the layout of its file store, nothing else)."""

import csv
import json
import math
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from mlworkbench.base.digest import digest
from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.base.spreadsheets import harmless

Form = Literal["csv", "mlflow"]
TABLE: Final = "trials.csv"
RUNS: Final = "mlruns"
FINISHED, LOCAL = 3, 4  # of MLflow's RunStatus and SourceType
FIRST: Final = (
    *("run_number", "number", "id", "name", "algorithm", "made", "metric", "score", "sd", "seconds", "model_bytes"),
    *("row_microseconds", "memory_bytes", "rounds", "share", "tags", "note", "when", "artifact_hash", "run"),
)
UNSAFE: Final = re.compile(r"[^A-Za-z0-9_\-. /:]")
ODD: Final = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")  # not in YAML
LONGEST_PARAM: Final = 6000
PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


class ExportSpec(BaseModel):
    """`rows` are models as the leaderboard has them, `runs` facts of the runs by id, `models` and their files by id."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    form: Form
    folder: Path
    project: str
    project_id: str
    created: datetime
    rows: tuple[dict[str, Any], ...]
    runs: dict[str, dict[str, Any]]
    failures: tuple[dict[str, Any], ...] = ()
    models: dict[str, Path] = {}
    curves: dict[str, tuple[float, ...]] = {}


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job kind "export_runs": writes FOLDER/trials.csv or FOLDER/mlruns, whole or not at all. Raises InputError."""
    asked = ExportSpec.model_validate(spec)
    place = asked.folder / (TABLE if asked.form == "csv" else RUNS)
    if place.exists():
        raise InputError("train.export_there", path=str(place))
    fresh = place.with_name(f".{place.name}.tmp")
    try:
        asked.folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(fresh, ignore_errors=True)
        if asked.form == "csv":
            _write_table(asked, fresh)
        else:
            _require_room(asked)
            _write_mlflow(asked, fresh, place, report)
        os.replace(fresh, place)
    except OSError as reason:
        raise InputError("train.not_exported", path=str(place), why=reason.strerror or str(reason)) from reason
    finally:
        if fresh.is_dir():
            shutil.rmtree(fresh, ignore_errors=True)
        elif fresh.is_file():
            fresh.unlink()
    return {"path": str(place), "models": len(asked.rows), "form": asked.form}


# A table ------------------------------------------------------------------------------------------------------------------


def table_of(
    rows: Sequence[Mapping[str, Any]], failures: Sequence[Mapping[str, Any]] = (), runs: Mapping[str, Mapping[str, Any]] = {}
) -> Iterator[list[Any]]:
    """A head and one line a trial, also those that failed; folds, parameters, metrics and facts of the run have columns."""
    folds = max((len(one["folds"]) for one in rows), default=0)
    params = sorted({name for one in rows for name in one["params"]})
    metrics = sorted({name for one in rows for name in one["metrics"]})
    facts = sorted({name for one in runs.values() for name in one})
    more = [*(f"fold_{place + 1}" for place in range(folds)), *(f"param:{name}" for name in params)]
    failed = ["reason"] if failures else []
    yield [*FIRST, *more, *(f"metric:{name}" for name in metrics), *(f"run:{name}" for name in facts), *failed]
    for one in rows:
        told = [", ".join(one["tags"]) if name == "tags" else one[name] for name in FIRST]
        scores = [one["folds"][place] if place < len(one["folds"]) else None for place in range(folds)]
        own = [*(one["params"].get(name) for name in params), *(one["metrics"].get(name) for name in metrics)]
        about = [runs.get(one["run"], {}).get(name) for name in facts]
        yield [harmless(cell) for cell in (*told, *scores, *own, *about, *([""] if failed else []))]
    for one in failures:
        told = [one.get(name) for name in FIRST]
        between = [None] * (folds + len(params) + len(metrics))
        about = [runs.get(one["run"], {}).get(name) for name in facts]
        yield [harmless(cell) for cell in (*told, *between, *about, one["reason"])]


def _write_table(asked: ExportSpec, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(table_of(asked.rows, asked.failures, asked.runs))


# MLflow's file store ------------------------------------------------------------------------------------------------------


def _require_room(asked: ExportSpec) -> None:
    needed = sum(path.stat().st_size for path in asked.models.values())
    free = shutil.disk_usage(asked.folder).free
    if needed > free:
        raise InputError("train.no_room", path=str(asked.folder), needed=needed, free=free)


def _write_mlflow(asked: ExportSpec, fresh: Path, place: Path, report: Report) -> None:
    """One experiment, one MLflow run a model. `place` is where it will lie: the addresses in it are absolute."""
    number = str(int(digest(asked.project_id.encode())[:15], 16))
    experiment, home = fresh / number, (place / number).absolute()
    (fresh / ".trash").mkdir(parents=True)
    experiment.mkdir()
    began = _milliseconds(asked.created)
    _yaml(
        experiment / "meta.yaml",
        {
            "artifact_location": home.as_uri(),
            "creation_time": began,
            "experiment_id": number,
            "last_update_time": began,
            "lifecycle_stage": "active",
            "name": asked.project,
        },
    )
    for done, row in enumerate(asked.rows):
        report.progress(done / len(asked.rows), "train.exporting", done=done, of=len(asked.rows))
        _write_run(asked, row, experiment, home, number)


def _write_run(asked: ExportSpec, row: Mapping[str, Any], experiment: Path, home: Path, number: str) -> None:
    name = digest(f"{asked.project_id} {row['id']}".encode())[:32]
    folder, facts = experiment / name, asked.runs.get(row["run"], {})
    for part in ("params", "metrics", "tags", "artifacts"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    ended = _milliseconds(datetime.fromisoformat(row["when"]))
    about = {
        "artifact_uri": (home / name / "artifacts").as_uri(),
        "end_time": ended,
        "entry_point_name": "",
        "experiment_id": number,
        "lifecycle_stage": "active",
        "run_id": name,
        "run_name": row["name"],
        "run_uuid": name,
        "source_name": "mlworkbench",
        "source_type": LOCAL,
        "source_version": str(facts.get("version", "")),
        "start_time": ended - round(1000 * float(row["seconds"])),
        "status": FINISHED,
        "tags": [],
        "user_id": str(facts.get("who", "")),
    }
    _yaml(folder / "meta.yaml", about)
    for key, value in _params(row, facts):
        _put(folder / "params", key, str(value)[:LONGEST_PARAM])
    for key, points in _metrics(asked, row):
        lines = [f"{ended} {value!r} {step}\n" for step, value in points if math.isfinite(value)]
        if lines:
            _put(folder / "metrics", key, "".join(lines))
    for key, text in _tags(row, facts):
        _put(folder / "tags", key, text)
    if row["id"] in asked.models:
        shutil.copyfile(asked.models[row["id"]], folder / "artifacts" / "model.onnx")


def _params(row: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from row["params"].items()
    yield from ((key, row[key]) for key in ("algorithm", "made", "rounds", "share") if row[key] is not None)
    yield from ((f"run.{key}", value) for key, value in facts.items() if value not in (None, "") and not isinstance(value, dict))


def _metrics(asked: ExportSpec, row: Mapping[str, Any]) -> Iterator[tuple[str, Iterable[tuple[int, float]]]]:
    yield f"cv_{row['metric']}", [(0, float(row["score"]))]
    yield f"cv_sd_{row['metric']}", [(0, float(row["sd"]))]
    yield f"fold_{row['metric']}", [(place, float(score)) for place, score in enumerate(row["folds"])]
    yield from ((f"oof_{key}", [(0, float(value))]) for key, value in row["metrics"].items())
    for key in ("seconds", "model_bytes", "row_microseconds", "memory_bytes"):
        if row[key] is not None:
            yield key, [(0, float(row[key]))]
    if curve := asked.curves.get(row["id"]):
        yield "fold_loss", list(enumerate(map(float, curve)))


def _tags(row: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "mlflow.runName", row["name"]
    yield "mlflow.user", str(facts.get("who", ""))
    yield "mlflow.source.name", "mlworkbench"
    yield "mlflow.source.type", "LOCAL"
    if row["note"]:
        yield "mlflow.note.content", row["note"]
    yield "mlworkbench.run", row["run"]
    yield "mlworkbench.model", row["id"]
    yield "mlworkbench.artifact_sha256", row["artifact_hash"]
    yield from ((f"tag.{tag}", "true") for tag in row["tags"])


def _put(folder: Path, name: str, text: str) -> None:
    """MLflow's names are paths: only its own letters, and never up or away."""
    safe = UNSAFE.sub(lambda sign: f"u{ord(sign[0]):x}", name.replace("/", "_").replace(":", "_"))
    (folder / (safe.lstrip(".")[:200] or "_")).write_text(text, "utf-8", newline="")


def _milliseconds(when: datetime) -> int:
    return round(when.timestamp() * 1000)


def _yaml(path: Path, facts: Mapping[str, Any]) -> None:
    """A flat mapping. Whatever is no plain word is written as JSON, which YAML reads as the same text."""
    path.write_text("".join(f"{key}: {_scalar(value)}\n" for key, value in facts.items()), "utf-8")


def _scalar(value: object) -> str:
    if isinstance(value, str) and PLAIN.fullmatch(value) and value.lower() not in WORDS:
        return value
    return ODD.sub(lambda sign: f"\\U{ord(sign[0]):08x}", json.dumps(value, ensure_ascii=False))
