"""One model of the leaderboard: what it was asked, how its folds and rounds went, what it is made of, and what people noted."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from mlworkbench import charts
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Model
from mlworkbench.base.words import bytes_, duration, formatted, number, told, tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.widgets.chart import Chart, Picture
from mlworkbench.ui.widgets.flow import Flow
from mlworkbench.ui.widgets.model_words import made_words, member_name, model_name
from mlworkbench.ui.widgets.origin_card import HashLine
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    allow,
    boxed,
    card,
    clear,
    column,
    fact,
    field,
    heading,
    named,
    note,
    pill,
    row,
    say,
    small,
    text,
)
from mlworkbench.ui.widgets.plain_table import PlainTable, Spelled
from mlworkbench.ui.widgets.sides import Sides
from mlworkbench.workbench import learning, titles

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go
    from mlworkbench.workbench import Job, Workbench

SIDE_WIDE: Final = 330
GAP: Final = 28
NOTE_HIGH: Final = 64
CURVE_HIGH, CURVE_WIDE = 210, 290
MOST_ROWS: Final = 14


class _Note(QPlainTextEdit):
    """Tab leaves it, as any other field."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)


class ModelCard(QWidget):
    """Knows the workbench: it replays, notes, and asks how much more data would help."""

    def __init__(self, bench: "Workbench", go: "Go") -> None:
        super().__init__()
        self._bench, self._model, self._run, self._refused = bench, "", "", False
        self._name, self._made = heading("", "model_name"), pill("", name="model_made")
        self._judge = small(tr("train.judge"), lambda: go("evaluate", self._model), "judge_model", tr("train.judge_tip"))
        self._replay = small(tr("train.replay"), self._do_replay, "replay_model", tr("train.replay_tip"))
        self._learn = small(tr("train.learn"), self._do_learn, "learn_model", tr("train.learn_tip"))
        self._script = small(tr("train.script"), self._do_script, "script_model", tr("train.script_tip"))
        self._params = PlainTable("model_params", tr("train.parameters"))
        self._members = PlainTable("model_members", tr("train.members"))
        self._curve = Chart("loss_curve", tr("train.loss_curve"))
        self._curve.setFixedHeight(theme.px(CURVE_HIGH))
        self._facts = column(gap=0)
        self._hash = HashLine(tr("train.artifact_hash"), tr("train.artifact_tip"), "model_hash")
        self._trial = HashLine(tr("train.trial_hash"), tr("train.trial_tip"), "trial_hash")
        self._replayed = [
            HashLine(words, tr("train.artifact_tip"), f"hash_{name}")
            for name, words in (("recorded", tr("train.recorded")), ("replayed", tr("train.replayed")))
        ]
        self._outcome = note("", "replay_outcome")
        self._learnt, self._written = note("", "learning_outcome"), note("", "script_outcome")
        self._tags, self._note = named("model_tags", QLineEdit()), named("model_note", _Note())
        self._note.setFixedHeight(theme.px(NOTE_HIGH))
        self._tags.setPlaceholderText(tr("train.tags_hint"))
        self._wrong = text("", "error", wrap=True, name="note_wrong")
        self._save = small(tr("train.save_note"), self._do_note, "save_note")
        self._lay_out()
        self._tags.textChanged.connect(self._typed)
        self._note.textChanged.connect(self._typed)
        self._tags.returnPressed.connect(self._do_note)

    def _lay_out(self) -> None:
        head = row(self._name, self._made, STRETCH, self._learn, self._replay, self._judge)
        self._params_box, self._members_box = boxed(column(self._params, STRETCH)), boxed(column(self._members, STRETCH))
        self._curve_box = boxed(column(text(tr("train.loss_curve"), "note"), self._curve, STRETCH, gap=4))
        self._curve_box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._curve.setMinimumWidth(theme.px(CURVE_WIDE))
        tables = boxed(Flow(GAP, self._params_box, self._members_box, self._curve_box, top=True))
        noted = row(field(tr("train.tags"), self._tags), field(tr("train.note"), self._note), gap=theme.px(14))
        noted.setStretch(0, 1)
        noted.setStretch(1, 2)
        noted.setAlignment(noted.itemAt(0).widget(), Qt.AlignmentFlag.AlignTop)
        main = boxed(column(tables, noted, self._wrong, row(STRETCH, self._save), STRETCH))
        known = column(self._facts, self._hash, self._trial, row(STRETCH, self._script, margins=(0, 8, 0, 0)), gap=0)
        side = boxed(column(known, self._outcome, *self._replayed, self._learnt, self._written, STRETCH))
        both = Sides(main, side, theme.px(GAP), theme.px(SIDE_WIDE))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(head, both, name="model_card"))

    def show_model(self, model: Model | None) -> None:
        """What was typed and not kept stays while the model does."""
        self.setVisible(model is not None)
        if model is None:
            return
        self._name.setText(model_name(model))
        say(self._made, made_words(model), "plain")
        params = titles.told_params(model.algorithm, model.params)
        self._params.fill(
            (tr("train.parameter"), tr("train.value")), [(str(title), plain(value)) for title, value in params], most=MOST_ROWS
        )
        snug(self._params)
        self._show_members(model)
        self._params_box.setVisible(bool(params))
        self._curve_box.setVisible(len(model.curve) > 1)
        self._curve.show_picture(curve_of(model) if len(model.curve) > 1 else None)
        self._show_facts(model)
        if model.id != self._model:
            remark = self._bench.train.remark_of(model.id)
            self._model, self._run = model.id, model.run
            self._tags.setText(", ".join(remark.tags) if remark else "")
            self._note.setPlainText(remark.text if remark else "")
            self._typed()
            self._refused = False
            self._written.hide()
        self.refresh()

    def refresh(self) -> None:
        """What jobs about this model have come to."""
        if not self._model:
            return
        busy = self._bench.running("replay")
        self._replay.setEnabled(busy is None)
        allow(self._learn, self._bench.train.refuses_learning(self._model), tr("train.learn_tip"))
        self._show_replayed(busy)
        self._show_script()
        found = self._bench.train.learning(self._model)
        self._learnt.setText(learning.in_words(found) if found else "")
        self._learnt.setVisible(found is not None)

    def _show_facts(self, model: Model) -> None:
        clear(self._facts)
        folds = " · ".join(number(one) for one in model.cv.folds)
        rows = [fact(tr("train.fold_scores"), folds, "model_folds"), fact(tr("train.took"), duration(model.seconds))]
        if model.memory_bytes is not None:
            rows.append(fact(tr("train.memory"), bytes_(model.memory_bytes)))
        if model.rounds is not None:
            rows.append(fact(tr("train.chart_round"), f"{model.rounds:,}"))
        if model.share < 1:
            rows.append(fact(tr("train.rows_share"), f"{model.share:.0%}".replace("%", " %")))
        for one in rows:
            self._facts.addWidget(one)
        self._hash.show_hash(model.model_file)
        self._trial.show_hash(model.trial)

    def _show_members(self, model: Model) -> None:
        self._members_box.setVisible(bool(model.members))
        if not model.members:
            return
        known = {one.trial: one for one in self._bench.train.models(model.run)}
        ordered = sorted(model.members, key=lambda one: -one.share)
        rows = [(member_name(one, known.get(one.trial)), f"{one.share:.1%}".replace("%", " %")) for one in ordered]
        self._members.fill((tr("train.member"), tr("train.share")), rows, most=MOST_ROWS)
        snug(self._members)

    def _show_replayed(self, busy: "Job | None") -> None:
        job = next((one for one in self._bench.jobs() if one.kind == "replay" and self._model in _replayed_ids(one)), None)
        words = "" if job is None else tr("train.replay_running") if job is busy else told(job.error) if job.error else ""
        found = [one for one in (job.result or {}).get("models", ()) if one["model"] == self._model] if job else []
        for one in found[:1]:
            words = tr("train.replayed_same" if one["same"] else "train.replayed_other")
            for line, name in zip(self._replayed, ("recorded", "replayed"), strict=True):
                line.show_hash(one[name])
        for line in self._replayed:
            line.setVisible(bool(found))
        self._outcome.setText(words)
        self._outcome.setVisible(bool(words))

    def _do_replay(self) -> None:
        self._bench.train.replay(self._run, (self._model,))
        self.refresh()

    def _do_learn(self) -> None:
        self._bench.train.learn(self._model)
        self.refresh()

    def _do_script(self) -> None:
        chosen = ask.folder(tr("train.script_where"), ask.out_folder())
        if chosen is None:
            return
        try:
            self._bench.train.export_code(self._model, self._bench.train.script_folder(self._model, chosen))
        except InputError as wrong:
            self._refused = True
            self._say_script(told(wrong))
        else:
            self._refused = False
            self.refresh()

    def _show_script(self) -> None:
        busy = self._bench.running("export_code")
        self._script.setEnabled(busy is None)
        mine = (one for one in self._bench.jobs() if one.kind == "export_code" and one.spec["model"]["id"] == self._model)
        job = next(mine, None)
        if job is not None and not self._refused:
            done = tr("train.script_written", path=job.result["path"]) if job.result else ""
            self._say_script(tr("train.writing_code") if job is busy else told(job.error) if job.error else done)

    def _say_script(self, words: str) -> None:
        self._written.setText(words)
        self._written.setVisible(bool(words))

    def _typed(self) -> None:
        self._wrong.hide()
        remark = self._bench.train.remark_of(self._model) if self._model else None
        kept = (", ".join(remark.tags), remark.text) if remark else ("", "")
        self._save.setVisible((self._tags.text().strip(), self._note.toPlainText().strip()) != kept)

    def _do_note(self) -> None:
        tags = [one for one in self._tags.text().split(",") if one.strip()]
        try:
            made = self._bench.train.remark(self._model, self._note.toPlainText(), tags)
        except InputError as wrong:
            self._wrong.setText(told(wrong))
            self._wrong.show()
            return
        self._tags.setText(", ".join(made.tags))
        self._typed()


def snug(table: PlainTable) -> None:
    """As wide as its columns, so that what stands beside it has the rest."""
    table.setFixedWidth(table.horizontalHeader().length() + 4)


def plain(value: object) -> Spelled:
    """A parameter as a person writes it."""
    return Spelled(
        f"{value + 0.0:.6g}" if isinstance(value, float) else formatted(value) if isinstance(value, bool | int) else str(value)
    )


def _replayed_ids(job: "Job") -> set[str]:
    return {one["id"] for one in job.spec.get("models", ())}


def curve_of(model: Model) -> Picture:
    """The loss after each round."""

    return Picture(partial(charts.rounds, model.curve, model.rounds), *charts.rounds_numbers(model.curve))
