"""The job "package": a model becomes one file with its description and its proof, and is proved before it is handed over."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import mlworkbench
from mlworkbench.base.digest import digest
from mlworkbench.base.errors import JobError
from mlworkbench.base.records import Column, Origin
from mlworkbench.base.report import Report
from mlworkbench.scoring import manifest as described
from mlworkbench.scoring.manifest import Interface, Manifest, PackedFile
from mlworkbench.scoring.package import CARD, GOLDEN, LICENSES, MODEL, Golden
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.stages.package import drawing, golden, proving, telling
from mlworkbench.stages.package.card import text_of
from mlworkbench.stages.package.licences import licences
from mlworkbench.stages.package.targets import TARGETS

PRODUCT = "mlworkbench"
DRAWN = 600
FILE_NAME = "model"  # within the job; the user's copy gets the name that was asked for


@dataclass(frozen=True)
class Built:
    """Manifest, the files it names, and the golden rows among them."""

    manifest: Manifest
    files: Mapping[str, bytes]
    golden: tuple[Golden, ...]


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job kind "package". Writes out/NAME, complete or not at all; the same spec gives the same bytes.

    `spec` holds the paths `model`, `data` (Parquet) and `split`, the records `model_facts`, `problem`, `dataset`, `recipe`,
    `split_facts`, `run`, `evaluation` (or None) as plain JSON, `name` and `target`. Raises InputError if what was written cannot
    be opened again and JobError("package.not_the_same") if it does not score as the model does.
    """
    target = TARGETS[spec["target"]]
    report.progress(0.0, "package.drawing")
    model = Path(spec["model"]).read_bytes()
    scorer = Scorer(model)
    rows = drawing.draw(Path(spec["data"]), Path(spec["split"]), scorer.interface.inputs, DRAWN)
    report.progress(0.2, "package.writing")
    built = build(spec, model, rows)
    name = f"{FILE_NAME}{target.suffix}"
    fresh = out / f".{name}.tmp"
    try:
        target.write(built.manifest, built.files, fresh)
        _sync(fresh)
        report.progress(0.5, "package.proving")
        proofs = proving.prove(built.golden, built.manifest, model, rows, partial(target.score, fresh))
        os.replace(fresh, out / name)
    finally:
        fresh.unlink(missing_ok=True)
    report.progress(1.0, "package.written", file=name)
    return {
        "file": name,
        "files": {"file": name},
        "identifier": digest(built.manifest.to_bytes()),
        "size": (out / name).stat().st_size,
        "row_microseconds": proving.row_microseconds(scorer, rows),
        "proofs": [asdict(proof) for proof in proofs],
    }


def build(spec: Mapping[str, Any], model: bytes, rows: golden.Table) -> Built:
    """The content of a package, a function of its arguments alone. Raises JobError where the model gives no numbers."""
    scorer = Scorer(model)
    interface = scorer.interface
    table = golden.choose(rows, interface)
    scores = scorer.score(table)
    if not golden.is_finite(scores):
        raise JobError("package.not_finite")
    chosen = golden.golden(table, scores, interface)
    bare = _manifest(spec, interface, digest(model))
    files = {
        CARD: text_of(bare, len(chosen)),
        GOLDEN: b"".join(row.to_line() for row in chosen),
        LICENSES: licences(spec["run"]["versions"]),
        MODEL: model,
    }
    named = tuple(PackedFile(path, len(content), digest(content)) for path, content in files.items())
    return Built(replace(bare, files=named), files, chosen)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _manifest(spec: Mapping[str, Any], interface: Interface, model: str) -> Manifest:
    facts, run_facts, evaluation = spec["model_facts"], spec["run"], spec["evaluation"]
    regression, columns, names = interface.task == "regression", _columns_of(spec), [one.name for one in interface.inputs]
    return Manifest(
        format=described.FORMAT,
        product=PRODUCT,
        version=mlworkbench.__version__,
        name=spec["name"],
        task=interface.task,
        target=interface.target,
        inputs=described.packaged(interface.inputs),
        outputs=described.outputs_of(interface.task, len(interface.classes)),
        classes=interface.classes,
        positive=interface.positive,
        threshold=interface.threshold,
        target_range=drawing.target_range(Path(spec["data"]), interface.target) if regression else (),
        data_name=spec["dataset"]["name"],
        data_rows=spec["dataset"]["rows"],
        algorithm=described.Algorithm(
            facts["algorithm"], facts["name"], dict(facts["params"]), run_facts["seed"], run_facts["threads"]
        ),
        cv=described.CrossValidation(facts["metric"], facts["cv"]["mean"], facts["cv"]["sd"], tuple(facts["cv"]["folds"])),
        test=described.HoldOut(evaluation["rows"], dict(evaluation["metrics"])) if evaluation else None,
        versions=dict(run_facts["versions"]),
        lineage=_lineage(spec, model),
        files=(),
        reading=_reading(spec["dataset"]),
        computed=telling.computed(columns, spec["recipe"].get("inputs") or (), interface.target, names),
        brought=telling.brought(columns, names),
    )


def _columns_of(spec: Mapping[str, Any]) -> tuple[Column, ...]:
    """The columns of the version that the model was made from."""
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Column, ...]).validate_python(spec["dataset"].get("columns") or ())


def _reading(dataset: Mapping[str, Any]) -> dict[str, str]:
    from mlworkbench.stages import data

    origin = dataset.get("origin")
    return data.reading_of(Origin(**origin)) if origin else {}


def _lineage(spec: Mapping[str, Any], model: str) -> described.Lineage:
    return described.Lineage(
        dataset=spec["dataset"]["data_file"],
        recipe=spec["recipe"]["recipe_hash"],
        split=spec["split_facts"]["rows_file"],
        model=model,
        trial=spec["model_facts"]["trial"],
        run=spec["run"]["id"],
    )
