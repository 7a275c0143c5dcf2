"""What a job made becomes records: at once while it runs, or at the next opening if the program died. Never twice."""

import contextlib
import getpass
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from mlworkbench.base import clock, paths
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import (
    Assessment,
    Dataset,
    Evaluation,
    Failure,
    Member,
    Model,
    Origin,
    Package,
    Preview,
    Proof,
    Reason,
    Record,
    Run,
    RunEnd,
    RunState,
    Score,
    Split,
)
from mlworkbench.workbench import filing_data, filing_explore, filing_quality, filing_train

if TYPE_CHECKING:
    from mlworkbench.jobs import Message
    from mlworkbench.store import Project


@dataclass(frozen=True)
class Piece:
    """Something a job told that lasts: `word` is the kind of a made piece, or how the job ended."""

    job: str
    word: str
    context: Mapping[str, Any]
    files: Mapping[str, Path]
    facts: Mapping[str, Any]

    @classmethod
    def of(cls, job: str, context: Mapping[str, Any], message: "Message") -> "Piece":
        word = message.kind if message.word == "made" else message.word
        return cls(job, word, context, message.files, message.facts)


def file(project: "Project", piece: Piece) -> None:
    """Keep the files and add the record of a piece, in one transaction, unless it is there already."""
    handler = HANDLERS.get((piece.job, piece.word))
    if handler is not None:
        with project.transaction():
            handler(project, piece)


def files_of(project: "Project", kinds: Iterable[type[Record]] = get_args(Record)) -> tuple[str, ...]:
    """The names of all files that records name, each once. Kinds that cannot be read are passed over."""
    found: list[str] = []
    for kind in kinds:
        with contextlib.suppress(ProjectError):
            names = [one.name for one in fields(kind) if one.name.endswith("_file")]
            found.extend(getattr(record, name) for record in project.find(kind) for name in names)
    return tuple(dict.fromkeys(name for name in found if name is not None))


def account() -> str:
    """The operating system's account."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else "?"


def plain(value: Any) -> Any:
    """Records as plain JSON: objects, lists, numbers, texts; times in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def greater_is_better(metric: str) -> bool:
    from mlworkbench import plugins
    from mlworkbench.stages.evaluate import METRICS

    plugins.load()
    return METRICS[metric].greater_is_better


def best_first(models: Iterable[Model]) -> tuple[Model, ...]:
    """Order by cross-validated score; ties in the order they were made."""

    def place(model: Model) -> tuple[float, int]:
        return (-model.cv.mean if greater_is_better(model.metric) else model.cv.mean, model.number)

    return tuple(sorted(models, key=place))


def best_allowed(models: Sequence[Model], run: Run) -> Model | None:
    """The best of these, of which the best comes first, that keeps the limits of its run; the best of all where none does."""
    kept = (one for one in models if run.limits is None or run.limits.allow(one.model_bytes, one.row_microseconds))
    return next(kept, models[0] if models else None)


def _dataset(project: "Project", piece: Piece) -> None:
    if project.last(Dataset, id=piece.context["record"]):
        return
    facts = piece.facts
    project.add(
        Dataset(
            id=piece.context["record"],
            number=project.count(Dataset) + 1,
            name=facts["name"],
            data_file=project.keep(piece.files["data"]),
            profile_file=project.keep(piece.files["profile"]),
            rows=facts["rows"],
            columns=tuple(filing_data.column_of(column) for column in facts["columns"]),
            origin=Origin(**facts["origin"]),
            others=tuple(Origin(**other) for other in facts.get("others", ())),
            parent=piece.context["parent"],
            seconds=facts["seconds"],
            who=piece.context["who"],
            when=clock.now(),
            holdout_rows=facts.get("holdout_rows") or 0,
            rejects_file=project.keep(piece.files["rejects"]) if "rejects" in piece.files else None,
            rejected_rows=facts.get("rejected_rows") or 0,
        )
    )
    filing_data.describe(project, piece)


def _split(project: "Project", piece: Piece) -> None:
    if project.last(Split, id=piece.context["split"]):
        return
    facts = piece.facts
    project.add(
        Split(
            id=piece.context["split"],
            problem=piece.context["problem"],
            rows_file=project.keep(piece.files["rows"]),
            seed=facts["seed"],
            share=facts["share"],
            folds=facts["folds"],
            train_rows=facts["train_rows"],
            test_rows=facts["test_rows"],
            unused_rows=facts["unused_rows"],
            who=piece.context["who"],
            when=clock.now(),
            stratified=facts.get("stratified", True),
            cv=facts.get("cv", ""),
            group=facts.get("group"),
            time=facts.get("time"),
            left_out_rows=facts.get("left_out_rows", 0),
        )
    )


def _preview(project: "Project", piece: Piece) -> None:
    if project.last(Preview, id=piece.context["record"]):
        return
    project.add(
        Preview(
            id=piece.context["record"],
            recipe=piece.context["recipe"],
            preview_file=project.keep(piece.files["preview"]),
            rows=piece.facts["rows"],
            seconds=piece.facts["seconds"],
            who=piece.context["who"],
            when=clock.now(),
        )
    )


def _model(project: "Project", piece: Piece) -> None:
    facts = piece.facts
    if project.last(Model, run=piece.context["run"], trial=facts["trial"]):
        return
    score = facts["cv"]
    project.add(
        Model(
            id=clock.new_name(),
            run=piece.context["run"],
            number=facts["number"],
            name=facts["name"],
            algorithm=facts["algorithm"],
            params=dict(facts["params"]),
            trial=facts["trial"],
            metric=facts["metric"],
            cv=Score(score["mean"], score["sd"], tuple(score["folds"])),
            oof_metrics=dict(facts["oof_metrics"]),
            seconds=facts["seconds"],
            model_file=project.keep(piece.files["model"]),
            model_bytes=facts["model_bytes"],
            fold_hashes=tuple(facts["fold_hashes"]),
            oof_file=project.keep(piece.files["oof"]),
            row_microseconds=facts["row_microseconds"],
            threshold=facts["threshold"],
            who=piece.context["who"],
            when=clock.now(),
            slope=facts.get("slope"),
            shift=facts.get("shift"),
            steps_curve=tuple((start, chance) for start, chance in facts.get("steps_curve", ())),
            made=facts.get("made", "refit"),
            members=tuple(Member(one["trial"], one["share"], tuple(one.get("folds", ()))) for one in facts.get("members", ())),
            rounds=facts.get("rounds"),
            curve=tuple(facts.get("curve", ())),
            memory_bytes=facts.get("memory_bytes"),
            share=facts.get("share", 1.0),
        )
    )


def _failure(project: "Project", piece: Piece) -> None:
    facts = piece.facts
    if project.last(Failure, run=piece.context["run"], number=facts["number"], name=facts["name"]):
        return
    project.add(
        Failure(
            id=clock.new_name(),
            run=piece.context["run"],
            number=facts["number"],
            name=facts["name"],
            algorithm=facts["algorithm"],
            reason=Reason(facts["reason"]["key"], dict(facts["reason"].get("facts", {}))),
            who=piece.context["who"],
            when=clock.now(),
        )
    )


def _run_end(state: RunState) -> Callable[["Project", Piece], None]:
    def add(project: "Project", piece: Piece) -> None:
        if project.last(RunEnd, id=piece.context["end"]):
            return
        models = best_first(project.find(Model, run=piece.context["run"], parent=None))
        trial = piece.facts.get("winner")
        run = project.get(Run, piece.context["run"])
        winner = next((model for model in models if model.trial == trial), best_allowed(models, run))
        project.add(
            RunEnd(
                id=piece.context["end"],
                run=piece.context["run"],
                state=state,
                seconds=max(sum(model.seconds for model in models), float(piece.facts.get("seconds", 0.0))),
                winner=winner.id if winner else None,
                who=piece.context["who"],
                when=clock.now(),
                nested=tuple(piece.facts.get("nested", ())),
            )
        )

    return add


def _evaluation(project: "Project", piece: Piece) -> None:
    if project.last(Evaluation, id=piece.context["record"]):
        return
    project.add(
        Evaluation(
            id=piece.context["record"],
            model=piece.context["model"],
            look=piece.context["look"],
            rows=piece.facts["rows"],
            metrics=dict(piece.facts["metrics"]),
            seconds=piece.facts["seconds"],
            who=piece.context["who"],
            when=clock.now(),
            intervals=_intervals(piece) if "intervals" in piece.facts else None,  # a job of an older program had none
            judgement_file=project.keep(piece.files["judgement"]) if "judgement" in piece.files else None,
        )
    )


def _assessment(project: "Project", piece: Piece) -> None:
    if project.last(Assessment, id=piece.context["record"]):
        return
    project.add(
        Assessment(
            id=piece.context["record"],
            model=piece.context["model"],
            rows=piece.facts["rows"],
            metrics=dict(piece.facts["metrics"]),
            intervals=_intervals(piece),
            judgement_file=project.keep(piece.files["judgement"]),
            seconds=piece.facts["seconds"],
            who=piece.context["who"],
            when=clock.now(),
        )
    )


def _intervals(piece: Piece) -> dict[str, tuple[float, float]]:
    return {name: (low, high) for name, (low, high) in piece.facts["intervals"].items()}


def _variant(project: "Project", piece: Piece) -> None:
    """The same model with another threshold."""
    if project.last(Model, id=piece.context["record"]):
        return
    origin, facts = project.get(Model, piece.context["model"]), piece.facts
    score = facts["cv"]
    project.add(
        replace(
            origin,
            id=piece.context["record"],
            parent=origin.id,
            trial=facts["trial"],
            cv=Score(score["mean"], score["sd"], tuple(score["folds"])) if score else origin.cv,
            oof_metrics=dict(facts["oof_metrics"]),
            model_file=project.keep(piece.files["model"]),
            model_bytes=facts["model_bytes"],
            threshold=facts["threshold"],
            who=piece.context["who"],
            when=clock.now(),
        )
    )


def _package(project: "Project", piece: Piece) -> None:
    if project.last(Package, id=piece.context["record"]):
        return
    facts, made = piece.facts, piece.files["file"]
    kept = project.keep(made)
    place = Path(piece.context["out"])
    _copy(project.file(kept), place)
    project.add(
        Package(
            id=piece.context["record"],
            model=piece.context["model"],
            evaluation=piece.context["evaluation"],
            target=piece.context["target"],
            package_file=kept,
            identifier=facts["identifier"],
            path=str(place),
            size=facts["size"],
            row_microseconds=facts["row_microseconds"],
            proofs=tuple(Proof(**proof) for proof in facts["proofs"]),
            who=piece.context["who"],
            when=clock.now(),
        )
    )


def _copy(source: Path, place: Path) -> None:
    """The user's copy appears whole or not at all. Raises InputError where it cannot be written."""
    fresh = place.with_name(f".{place.name}.{clock.new_name()}.tmp")
    try:
        with source.open("rb") as read, fresh.open("wb") as write:
            shutil.copyfileobj(read, write)
            write.flush()
            os.fsync(write.fileno())
        os.replace(fresh, place)
    except OSError as reason:
        paths.discard(fresh)
        raise InputError("package.not_written", path=str(place), why=reason.strerror) from reason


HANDLERS: Mapping[tuple[str, str], Callable[["Project", Piece], None]] = {
    ("import", "result"): _dataset,
    ("import_database", "result"): _dataset,
    ("change", "result"): filing_data.changed,
    ("inspect", "result"): filing_quality.inspected,
    ("explore", "result"): filing_explore.explored,
    ("preview", "result"): _preview,
    ("train", "split"): _split,
    ("train", "model"): _model,
    ("train", "failure"): _failure,
    ("train", "result"): _run_end("finished"),
    ("train", "cancelled"): _run_end("stopped"),
    ("train", "failed"): _run_end("failed"),
    ("learn_curve", "result"): filing_train.learnt,
    ("evaluate", "result"): _evaluation,
    ("assess", "result"): _assessment,
    ("threshold", "result"): _variant,
    ("package", "result"): _package,
}
