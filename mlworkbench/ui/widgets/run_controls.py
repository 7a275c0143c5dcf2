"""What can be done with a run now: start, hold, go on, end or continue it; one of the buttons is the main one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from mlworkbench.base.records import Model, Reason, Run
from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.parts import allow, primary, secondary
from mlworkbench.workbench.checks import BASELINE

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go
    from mlworkbench.workbench import Workbench

STATES = {
    "running": ("train.state_running", "info"),
    "paused": ("train.state_paused", "warning"),
    "ending": ("train.state_ending", "info"),
    "finished": ("train.state_finished", "good"),
    "stopped": ("train.state_stopped", "plain"),
    "failed": ("train.state_failed", "bad"),
    "killed": ("train.state_killed", "warning"),
}


class RunControls:
    """`start`, `changed` and `refuses` belong to the page: begin a run as it was set, show all anew, why that cannot begin."""

    def __init__(
        self,
        bench: "Workbench",
        go: "Go",
        start: Callable[[], None],
        changed: Callable[[], None],
        refuses: Callable[[], Reason | None],
    ) -> None:
        self._bench, self._refuses = bench, refuses
        self._changed = changed
        self._again = secondary(tr("train.start_again"), start, "start_again", tr("train.start_again_tip"))
        self._continue = secondary(tr("train.resume"), self._resume, "continue_run", tr("train.resume_tip"))
        self._pause = secondary(tr("train.pause"), lambda: self._tell("pause"), "pause", tr("train.pause_tip"))
        self._go_on = secondary(tr("train.go_on"), lambda: self._tell("go_on"), "go_on", tr("train.go_on_tip"))
        self._mains = {
            "start": primary(tr("train.start"), start, "start"),
            "stop": primary(tr("train.stop"), lambda: self._tell("finish"), "stop", tr("train.stop_tip")),
            "resume": primary(tr("train.resume"), self._resume, "resume", tr("train.resume_tip")),
            "next": primary(tr("train.next"), lambda: go("evaluate"), "next", tr("train.next_tip")),
        }

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        return (self._continue, self._again, self._pause, self._go_on, *self._mains.values())

    def refresh(self) -> None:
        """One main button: end the run, continue it, start one, or go on to judge what came of it."""
        job, left, resumable = self._bench.running("train"), self._bench.train.unfinished(), self._resumable()
        main = "stop" if job else "resume" if left and resumable else "next" if self._is_done(left) else "start"
        for name, button in self._mains.items():
            button.setVisible(name == main and self._bench.problem.current() is not None)
        refused = self._bench.train.refuses() or self._refuses()
        allow(self._mains["start"], refused, tr("train.start_tip"))
        allow(self._again, refused, tr("train.start_again_tip"))
        self._again.setVisible(main in ("resume", "next"))
        self._continue.setVisible(main == "next" and resumable is not None)
        wish = job.wish if job else ""
        self._pause.setVisible(wish == "go_on")
        self._go_on.setVisible(wish == "pause")
        self._mains["stop"].setEnabled(wish != "end")
        self._mains["stop"].setToolTip(tr("train.ending") if wish == "end" else tr("train.stop_tip"))

    def _is_done(self, left: Run | None) -> bool:
        answers = self._answers()
        return left is None and bool(answers) and not only_floor(answers)

    def _answers(self) -> tuple[Model, ...]:
        """The models of the newest run, if it answers what is chosen now."""
        run = self._bench.train.current()
        return self._bench.train.models(run.id) if run and self._bench.train.outdated(run.id) is None else ()

    def _resumable(self) -> str | None:
        """The newest run, if it did not come to its end and can go on."""
        run = self._bench.train.current()
        return run.id if run and self._bench.train.refuses_resume(run.id) is None else None

    def _resume(self) -> None:
        if run := self._resumable():
            self._bench.train.resume(run)
            self._changed()

    def _tell(self, verb: str) -> None:
        """A worker that has gone meanwhile hears nothing, and that is told by its end."""
        job = self._bench.running("train")
        if job is not None:
            getattr(self._bench.train, verb)(str(job.context["run"]))
            self._changed()


def run_state(bench: "Workbench", run: Run) -> str:
    """One of STATES: while it is in progress what it was told to do, then how it ended."""
    job = bench.running("train")
    if job is not None and job.context.get("run") == run.id:
        return {"pause": "paused", "end": "ending"}.get(job.wish, "running")
    end = bench.train.end(run.id)
    return end.state if end is not None else "killed"


def only_floor(models: tuple[Model, ...]) -> bool:
    return all(model.algorithm == BASELINE for model in models)
