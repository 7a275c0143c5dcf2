"""Score a file: drop it, look at the first rows with their predictions, see what was refused and why, save the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.words import duration, told, tr
from mlworkbench.ui import ask
from mlworkbench.ui.widgets.drop import DropZone
from mlworkbench.ui.widgets.jobs import outcome_words, progress_words
from mlworkbench.ui.widgets.parts import STRETCH, Elided, boxed, column, named, note, pill, restyle, row, say, small, text
from mlworkbench.ui.widgets.plain_table import PlainTable

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench

MOST_REFUSED = 200


@dataclass(frozen=True)
class Scored:
    package: Path | None
    file: Path | None
    job: "Job | None"
    shown: Mapping[str, Any] | None


class ScoreFile(QWidget):
    """Stands inside a card. Its page calls `set_package`, and hands on `refresh` and `job_moved`."""

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        named("score_file", self, tr("package.score_file"))
        self._bench = bench
        self._package: Path | None = None
        self._file: Path | None = None
        self._job: Job | None = None
        self._shown: Mapping[str, Any] | None = None
        self._drop = DropZone(tr("package.drop"), tr("package.drop_hint"), ask.DATA, "score_drop", 84)
        self._drop.chosen.connect(self.score)
        self._wrong = text("", "error", wrap=True, name="score_wrong")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._drop, self._wrong, self._running(), self._results()):
            layout.addWidget(widget)
        self.refresh()

    def set_package(self, path: Path | None) -> None:
        """The package that scores from now on; results of another one are cleared."""
        if path != self._package:
            self._package, self._file, self._job, self._shown = path, None, None, None
        self.refresh()

    def keep(self) -> "Scored":
        """What was scored here last, or is being scored, for the widget that takes this one's place."""
        return Scored(self._package, self._file, self._job, self._shown)

    def take_back(self, kept: "Scored") -> None:
        if kept.package == self._package:
            self._file, self._job, self._shown = kept.file, kept.job, kept.shown
            self.refresh()

    def score(self, file: Path) -> None:
        self._file, self._shown = file, None
        self._start(None)

    def save(self) -> None:
        """Scores once more, into a file of the user's choice."""
        if self._file is None:
            return
        proposed = self._file.with_name(f"{self._file.stem}-{tr('package.scored_name')}.csv")
        if output := ask.save_file(tr("package.save_scored"), proposed, ask.SCORED):
            self._start(output)

    def job_moved(self, job_id: str) -> None:
        if self._job is not None and self._job.id == job_id:
            self.refresh()

    def refresh(self) -> None:
        """Shows how far the job is, or what it brought."""
        job = self._job
        running = job is not None and job.state == "running"
        if job is not None and job.state == "finished" and job.result is not None:
            self._shown = job.result
        self._drop.setEnabled(self._package is not None and not running)
        self._progress.setVisible(running)
        if job is not None and running:
            self._bar.setValue(round(job.fraction * 1000))
            self._doing.setText(progress_words(job))
        failed = job is not None and job.state in ("failed", "cancelled")
        self._wrong.setText(outcome_words(job) if job is not None and failed else "")
        self._wrong.setVisible(failed)
        self._found.setVisible(self._shown is not None)
        self._save.setEnabled(not running)
        if self._shown is not None and not running:
            self._tell(self._shown)

    def _start(self, output: Path | None) -> None:
        if self._package is None or self._file is None:
            return
        try:
            self._job = self._bench.package.score_file(self._package, self._file, output)
        except InputError as error:
            self._job = None
            self.refresh()
            self._wrong.setText(told(error))
            self._wrong.show()
            return
        self.refresh()

    def _running(self) -> QWidget:
        self._bar = named("score_bar", QProgressBar(), tr("job.progress"))
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._doing = Elided("", "score_doing")
        restyle(self._doing, look="note")
        cancel = small(tr("ask.cancel"), lambda: self._bench.cancel(self._job.id) if self._job else None, "score_cancel")
        self._progress = boxed(column(self._bar, row(self._doing, STRETCH, cancel)))
        return self._progress

    def _results(self) -> QWidget:
        self._what = Elided("", "scored_file")
        restyle(self._what, look="strong")
        self._count = pill("", "good", "scored_rows")
        self._refused_count = pill("", "warning", "refused_rows")
        self._save = small(tr("package.save_scored"), self.save, "save_scored")
        self._preview = PlainTable("preview", tr("package.preview"))
        self._saved = note("", "scored_to")
        self._read = note("", "read_how")
        self._unread = text("", "error", wrap=True, name="read_otherwise")
        self._preview_note = note("", "preview_note")
        self._refused_title: QLabel = text(tr("package.refused"), "strong")
        self._refused = PlainTable("refused", tr("package.refused"))
        head = row(self._what, self._count, self._refused_count, STRETCH, self._save)
        head.setStretch(0, 1)
        parts = (
            head,
            self._read,
            self._unread,
            self._saved,
            self._preview,
            self._preview_note,
            self._refused_title,
            self._refused,
        )
        self._found = boxed(column(*parts, margins=(0, 4, 0, 0)))
        return self._found

    def _tell(self, result: Mapping[str, Any]) -> None:
        self._what.setText(self._file.name if self._file else "")
        say(self._count, tr("package.scored_rows", rows=int(result["scored"]), time=duration(float(result["seconds"]))), "good")
        read = [tr(one["key"], **one["facts"]) for one in result["read"]]
        own = [tr("package.read_brought", columns=", ".join(result["brought"]))] if result["brought"] else []
        self._read.setText("\n".join((*(read if len(read) == 1 else ()), *own)))
        self._unread.setText("\n".join(read if len(read) > 1 else ()))
        self._read.setVisible(bool(self._read.text()))
        self._unread.setVisible(len(read) > 1)
        refused = int(result["refused_rows"])
        self._refused_count.setText(tr("package.refused_rows", rows=refused))
        columns = [str(name) for name in result["columns"]]
        answers = [name for name in columns if name == "prediction" or name.startswith("probability_")]
        order = [columns.index(name) for name in (*answers, *(name for name in columns if name not in answers))]
        rows = [[line[at] for at in order] for line in result["preview"]]
        blanks = {"prediction": tr("package.refused_cell")} | dict.fromkeys(answers[1:], "–")
        self._preview.fill([columns[at] for at in order], rows, blanks)
        self._preview_note.setText(tr("package.preview_note", rows=len(rows)))
        self._saved.setText(tr("package.scored_to", path=str(result["output"])) if result["output"] else "")
        self._saved.setVisible(bool(result["output"]))
        for widget in (self._refused_count, self._refused_title, self._refused):
            widget.setVisible(refused > 0)
        if refused:
            self._tell_refused(result["refused"])

    def _tell_refused(self, refused: list[dict[str, Any]]) -> None:
        heads = (tr("package.refused_row"), tr("package.refused_column"), tr("package.refused_value"), tr("package.refused_why"))
        rows = [(one["row"], one["column"], one["value"], why(one["reason"])) for one in refused[:MOST_REFUSED]]
        self._refused.fill(heads, rows, most=5)


def why(reason: Mapping[str, Any]) -> str:
    """A reason as it travels from a job: key and facts."""
    return tr(reason["key"], **reason["facts"])
