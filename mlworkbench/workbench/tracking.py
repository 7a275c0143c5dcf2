"""The leaderboard as plain rows, quick for thousands of models, and what people note on them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any, Final

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen
from mlworkbench.base.records import Model, ModelKind, Problem, Remark, Run
from mlworkbench.base.words import number, tr
from mlworkbench.workbench import filing, titles

if TYPE_CHECKING:
    from mlworkbench.store import Project
    from mlworkbench.workbench.bench import Workbench

LONGEST_NOTE: Final = 4000
LONGEST_TAG, MOST_TAGS = 40, 20
PICKED: Final = (
    *("id", "run", "number", "name", "algorithm", "made", "metric", "cv.mean", "cv.sd", "cv.folds", "seconds", "model_bytes"),
    *("row_microseconds", "memory_bytes", "rounds", "share", "params", "oof_metrics", "model_file", "when"),
)


@dataclass(frozen=True)
class Row:
    """A model as a line of the leaderboard. `run_number` counts the runs of a project from 1; a missing figure is None."""

    id: str
    run: str
    number: int
    name: str
    algorithm: str
    made: ModelKind
    metric: str
    score: float
    sd: float
    folds: tuple[float, ...]
    seconds: float
    model_bytes: int
    row_microseconds: float
    memory_bytes: int | None
    rounds: int | None
    share: float
    params: Chosen
    metrics: dict[str, float]
    artifact_hash: str
    when: datetime
    run_number: int = 0
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Wish:
    """Which rows and in which order. `run` is a run's id, None the current one, "all" every one.

    `sort` is a field of Row, "param:NAME" or "metric:NAME"; "" is best first. Rows without it come last. `descending` None is
    the way that suits it: for a metric the best first. `text` must be in name, algorithm, parameters, note or a tag of a row.
    """

    run: str | None = None
    sort: str = ""
    descending: bool | None = None
    text: str = ""
    tags: tuple[str, ...] = ()
    algorithms: tuple[str, ...] = ()
    limit: int | None = None


@dataclass(frozen=True)
class Board:
    """`count` are the rows that match, `of` all there are; `rows` are at most as many as were wished for."""

    rows: tuple[Row, ...]
    count: int
    of: int
    tags: tuple[str, ...] = field(default=())


class Ledger:
    """The rows read so far: records are only ever added, so each is read once."""

    def __init__(self) -> None:
        self._project: Project | None = None
        self._rows: dict[str, Row] = {}
        self._newest = ""
        self._remarks = 0

    def board(self, bench: "Workbench", wish: Wish) -> Board:
        """Raises InputError for a column that there is not."""
        if bench.project is None:
            return Board((), 0, 0)
        found = self._of(bench, wish.run)
        chosen = [row for row in found if _matches(row, wish)] if wish.text or wish.tags or wish.algorithms else found
        ordered = _ordered(chosen, wish)
        tags = tuple(sorted({tag for row in found for tag in row.tags}))
        return Board(tuple(ordered[: wish.limit]), len(chosen), len(found), tags)

    def _of(self, bench: "Workbench", run: str | None) -> list[Row]:
        self._read(bench.opened())
        if run is None:
            current = bench.train.current()
            run = current.id if current else ""
        rows = self._rows.values()
        return list(rows) if run == "all" else [row for row in rows if row.run == run]

    def _read(self, project: "Project") -> None:
        """What came since; all anew where the newest known model is not the newest of then any more."""
        if project is not self._project:
            self._forget()
            self._project = project
        known = len(self._rows)
        fresh = project.pick(Model, PICKED, skip=max(0, known - 1), parent=None)
        if known and (not fresh or fresh[0][0] != self._newest):
            self._forget()
            known, fresh = 0, project.pick(Model, PICKED, parent=None)
        if len(fresh) > (1 if known else 0):
            numbers = {name: place for place, (name,) in enumerate(project.pick(Run, ("id",)), 1)}
            for one in fresh[1 if known else 0 :]:
                self._rows[one[0]] = _row(one, numbers[one[1]])
            self._newest = fresh[-1][0]
        for model, text, tags in project.pick(Remark, ("model", "text", "tags"), skip=self._remarks):
            self._remarks += 1
            if model in self._rows:  # a model with another threshold is none of these rows
                self._rows[model] = replace(self._rows[model], note=text, tags=tuple(tags))

    def _forget(self) -> None:
        self._rows = {}
        self._newest, self._remarks = "", 0


def _row(one: Sequence[Any], run_number: int) -> Row:
    told = (*one[:9], tuple(json.loads(one[9])), *one[10:], run_number)
    return Row(*told)


def _matches(row: Row, wish: Wish) -> bool:
    if wish.algorithms and row.algorithm not in wish.algorithms:
        return False
    if wish.tags and not set(wish.tags) <= set(row.tags):
        return False
    if not wish.text:
        return True
    sought = wish.text.casefold()
    told = (row.name, row.algorithm, row.note, *row.tags)
    return any(sought in one.casefold() for one in told) or any(
        sought in f"{name}={value}".casefold() for name, value in row.params.items()
    )


def _ordered(rows: list[Row], wish: Wish) -> list[Row]:
    value, greatest_first = _column(rows, wish.sort)
    descending = greatest_first if wish.descending is None else wish.descending
    known = [row for row in rows if value(row) is not None]
    # The order they were made in decides between equals, whichever way the column runs.
    known.sort(key=lambda row: (row.run_number, row.number))
    known.sort(key=lambda row: _comparable(value(row)), reverse=descending)
    return known + [row for row in rows if value(row) is None]


def _comparable(value: Any) -> tuple[int, Any]:
    """Numbers before texts, so that a parameter that holds both can be sorted."""
    return (0, value) if isinstance(value, int | float | datetime) else (1, str(value))


def _column(rows: list[Row], sort: str) -> tuple[Callable[[Row], Any], bool]:
    """What to sort by, and whether the greatest comes first by itself."""
    metrics = {row.metric for row in rows}
    kind, _, name = sort.partition(":")
    if not sort or sort == "score":
        return (lambda row: row.score), len(metrics) == 1 and filing.greater_is_better(next(iter(metrics)))
    if kind == "param" and name:
        return (lambda row: row.params.get(name)), False
    if kind == "metric" and name:
        known = any(name in row.metrics for row in rows)
        return (lambda row: row.metrics.get(name)), known and filing.greater_is_better(name)
    if sort not in SORTED:
        raise InputError("train.no_such_column", found=sort, known=", ".join((*SORTED, "param:NAME", "metric:NAME")))
    if sort in ("tags", "note"):
        return (lambda row: ", ".join(getattr(row, sort)) if sort == "tags" and row.tags else (row.note or None)), False
    return (lambda row: getattr(row, sort)), sort == "when"


SORTED: Final = tuple(
    one.name for one in fields(Row) if one.name not in ("folds", "params", "metrics", "artifact_hash", "run", "id")
)


def nested_in_words(bench: "Workbench", run_id: str) -> str:
    """What a run's search was worth inside each outer fold, on that fold's rows; nothing where validation was not nested."""
    end = bench.train.end(run_id)
    if end is None or not end.nested:
        return ""
    project = bench.opened()
    metric = titles.metric(project.get(Problem, project.get(Run, run_id).problem).metric)
    figures = {"mean": fmean(end.nested), "sd": stdev(end.nested) if len(end.nested) > 1 else None}
    scores = " · ".join(map(number, end.nested))
    return tr("train.nested_score", metric=str(metric.title), folds=len(end.nested), scores=scores, **figures)


# Notes and tags -----------------------------------------------------------------------------------------------------------


def remark_of(bench: "Workbench", model_id: str) -> Remark | None:
    """What is noted on a model now."""
    return bench.opened().last(Remark, model=model_id)


def history(bench: "Workbench", model_id: str) -> tuple[Remark, ...]:
    """All that was ever noted on a model, oldest first."""
    return bench.opened().find(Remark, model=model_id)


def remark(bench: "Workbench", model_id: str, text: str | None = None, tags: Sequence[str] | None = None) -> Remark:
    """Note something on a model; what is None stays as it is. What is noted already is not noted twice. Raises InputError."""
    project = bench.opened()
    model, last = project.get(Model, model_id), remark_of(bench, model_id)
    wanted = (last.text if last else "") if text is None else text.strip()
    if len(wanted) > LONGEST_NOTE:
        raise InputError("train.long_note", length=len(wanted), most=LONGEST_NOTE)
    kept = (last.tags if last else ()) if tags is None else _tags(tags)
    if (wanted, kept) == ((last.text, last.tags) if last else ("", ())) and last is not None:
        return last
    made = Remark(clock.new_name(), model.id, wanted, kept, filing.account(), clock.now())
    with project.transaction():
        project.add(made)
    return made


def _tags(found: Sequence[str]) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(tag.strip() for tag in found if tag.strip()))
    if len(tags) > MOST_TAGS:
        raise InputError("train.many_tags", count=len(tags), most=MOST_TAGS)
    for tag in tags:
        if len(tag) > LONGEST_TAG or "," in tag or not tag.isprintable():
            raise InputError("train.bad_tag", found=tag[:60], most=LONGEST_TAG)
    return tags
