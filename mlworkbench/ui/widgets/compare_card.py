"""Models side by side: scores and what they cost, what was asked differently, and on how many rows they disagree."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.words import bytes_, duration, formatted, microseconds, number, told, tr
from mlworkbench.ui.widgets.model_card import plain
from mlworkbench.ui.widgets.model_words import made_words, model_name, spread
from mlworkbench.ui.widgets.parts import STRETCH, allow, card, clear, column, heading, note, quiet, row, small
from mlworkbench.ui.widgets.plain_table import PlainTable
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench
    from mlworkbench.workbench.comparing import Comparison, Side

LIKELY: Final = 0.05  # a p below it is more than chance
MOST_ROWS: Final = 20
LISTED: Final = 8
ASKED: Final = {
    "algorithm": "train.algorithm",
    "made": "train.made",
    "rounds": "train.chart_round",
    "rows_share": "train.rows_share",
    "dataset": "train.compare_data",
    "recipe": "train.repeat_recipe",
    "run.seed": "train.seed",
    "run.preset": "train.preset",
    "run.budget": "train.budget",
    "run.balance": "train.balance",
}
LEFT_OUT: Final = frozenset({"algorithm", "made", "members"})  # told above, or by the model itself


class CompareCard(QWidget):
    """Hidden until models are compared; `closed` is sent when the user has seen enough."""

    closed = Signal()

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        self._bench = bench
        self._models: tuple[str, ...] = ()
        self._job = ""
        self._table = PlainTable("compare_table", tr("train.compare"))
        self._paired = column(gap=4)
        self._pairs = column(gap=4)
        self._rows = small(tr("train.compare_rows"), self._start, "compare_rows")
        self._listed = PlainTable("compare_listed", tr("train.compare_listed"))
        self._listed.hide()
        close = quiet(tr("ask.close"), self.closed.emit, "compare_close")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        head = row(heading(tr("train.compare")), STRETCH, self._rows, close)
        layout.addWidget(card(head, self._table, self._paired, self._pairs, self._listed, name="compare_card"))

    def show_models(self, models: Sequence[str]) -> None:
        """The first is what the others are held against."""
        self._models, self._job = tuple(models), ""
        found = self._bench.train.compare(self._models)
        names = [model_name(side.model) for side in found.sides]
        self._table.fill(("", *names), list(_lines(found)), most=MOST_ROWS)
        clear(self._paired)
        for side in found.sides[1:]:
            self._paired.addWidget(note(_paired(names[0], side)))
        allow(self._rows, found.rows_reason, tr("train.compare_rows_tip"))
        clear(self._pairs)
        self._listed.hide()
        self.show()

    def refresh(self) -> None:
        """What the job about their rows has come to."""
        job = next((one for one in self._bench.jobs() if one.id == self._job), None)
        if job is None:
            return
        self._rows.setEnabled(job.state != "running")
        clear(self._pairs)
        if job.error is not None:
            self._pairs.addWidget(note(told(job.error)))
        elif job.result is not None:
            self._show_pairs(job)

    def _start(self) -> None:
        self._job = self._bench.train.compare_rows(self._models, LISTED).id
        self.refresh()

    def _show_pairs(self, job: "Job") -> None:
        sides = self._bench.train.compare(self._models).sides
        first, others = model_name(sides[0].model), [model_name(side.model) for side in sides[1:]]
        pairs = (job.result or {}).get("pairs", ())
        for other, pair in zip(others, pairs, strict=False):
            for words in _pair(first, other, pair):
                self._pairs.addWidget(note(words))
        if len(pairs) == 1 and pairs[0]["listed"]:
            heads = (tr("train.compare_row"), tr("train.compare_truth"), first, others[0])
            rows = [(one["row"], one["truth"], _said(one, "first"), _said(one, "other")) for one in pairs[0]["listed"]]
            self._listed.fill(heads, rows, most=LISTED)
            self._listed.show()


def _lines(found: "Comparison") -> "Sequence[tuple[object, ...]]":
    models = [side.model for side in found.sides]
    lines: list[tuple[object, ...]] = [
        (tr("train.made"), *map(made_words, models)),
        (str(titles.metric(models[0].metric).title), *(f"{number(one.cv.mean)} ± {spread(one)}" for one in models)),
        (tr("train.row_time"), *(microseconds(one.row_microseconds) for one in models)),
        (tr("train.size"), *(bytes_(one.model_bytes) for one in models)),
        (tr("train.took"), *(duration(one.seconds) for one in models)),
    ]
    titled = [dict(zip(one.params, titles.told_params(one.algorithm, one.params), strict=True)) for one in models]
    names = {name: str(title) for one in titled for name, (title, _) in one.items()}
    for name, values in found.differing.items():
        if name in LEFT_OUT:
            continue
        words = names.get(name) or (tr(ASKED[name]) if name in ASKED else name.removeprefix("run."))
        shown = [one[name][1] if name in one else value for one, value in zip(titled, values, strict=True)]
        lines.append((words, *("–" if value is None else plain(value) for value in shown)))
    return lines


def _paired(first: str, side: "Side") -> str:
    found, other = side.paired, model_name(side.model)
    if found is None:
        return f"{other}: {tr(side.reason.key, **side.reason.facts)}" if side.reason else other
    figures = {name: formatted(getattr(found, name)) for name in ("difference", "low", "high", "p")}
    metric = str(titles.metric(side.model.metric).title)
    key = "train.paired_apart" if found.p < LIKELY else "train.paired_alike"
    return tr(key, first=first, other=other, metric=metric, folds=found.folds, **figures)


def _pair(first: str, other: str, pair: dict[str, Any]) -> "Sequence[str]":
    told_words = [tr("train.rows_differ", first=first, other=other, count=pair["differ"], rows=pair["rows"])]
    if pair["mcnemar"] is not None:
        facts = {name: pair["mcnemar"][name] for name in ("only_first", "only_other")}
        told_words.append(tr("train.mcnemar", first=first, other=other, p=formatted(pair["mcnemar"]["p"]), **facts))
    if pair["loss"] is not None:
        figures = {name: formatted(pair["loss"][name]) for name in ("difference", "low", "high", "p")}
        told_words.append(tr("train.loss_apart", first=first, other=other, rows=pair["rows"], **figures))
    return told_words


def _said(one: dict[str, Any], side: str) -> str:
    answer = one[f"{side}_class"]
    return formatted(one[side]) if answer is None else tr("train.compare_answer", answer=answer, figure=formatted(one[side]))
