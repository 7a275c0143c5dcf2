"""A job in words: what it is, what it does now, what came of it, and its log."""

from typing import TYPE_CHECKING, Final

from mlworkbench.base import clock
from mlworkbench.base.records import Reason
from mlworkbench.base.words import duration, told, tr
from mlworkbench.ui import ask

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench

KINDS: Final = {
    "import": "job.import",
    "import_database": "job.import_database",
    "look": "job.look",
    "look_database": "job.look_database",
    "check": "job.check",
    "change": "job.change",
    "try_change": "job.try_change",
    "compare": "job.compare",
    "inspect": "job.inspect",
    "profile": "job.profile",
    "view": "job.view",
    "explore": "job.explore",
    "preview": "job.preview",
    "replay": "job.replay",
    "export_code": "job.export_code",
    "export_runs": "job.export_runs",
    "compare_models": "job.compare_models",
    "learn_curve": "job.learn_curve",
    "train": "job.train",
    "evaluate": "job.evaluate",
    "assess": "job.assess",
    "threshold": "job.threshold",
    "package": "job.package",
    "score": "job.score",
    "verify": "job.verify",
    "report": "job.report",
}
STATES: Final = {
    "running": ("job.running", "info"),
    "finished": ("job.finished", "good"),
    "failed": ("job.failed", "bad"),
    "cancelled": ("job.stopped", "plain"),
}


def kind_words(kind: str) -> str:
    return tr(KINDS[kind]) if kind in KINDS else kind


def seconds(job: "Job") -> float:
    """How long it ran or has run."""
    return ((job.ended or clock.now()) - job.started).total_seconds()


def progress_words(job: "Job") -> str:
    """What it does now, and how long it will take."""
    doing = tr(job.key, **job.facts) if job.key else ""
    left = job.eta()
    rest = tr("job.about_left", time=duration(max(1.0, left))) if left is not None else ""
    return " · ".join(part for part in (f"{job.fraction:.0%}".replace("%", " %"), doing, rest) if part)


def outcome_words(job: "Job") -> str:
    """One line about a job that has ended."""
    if job.state == "failed":
        return told(job.error) if job.error else tr("job.failed")
    if job.state == "cancelled":
        return tr("job.cancelled")
    return tr("job.finished_in", job=kind_words(job.kind), time=duration(seconds(job)))


def reason_words(reason: Reason | None) -> str:
    """Why a job failed; one that a plug-in or another version told may have no words here."""
    try:
        return tr(reason.key, **reason.facts) if reason else tr("job.failed")
    except KeyError:
        return reason.key if reason else ""


def show_log(bench: "Workbench", job: "Job") -> None:
    ask.show_text(tr("job.log_title", job=kind_words(job.kind)), log_words(bench, job))


def log_words(bench: "Workbench", job: "Job") -> str:
    """The log, or why there is none to be read."""
    if log := bench.govern.log_of(job):
        return log
    home = job.context.get("project")
    elsewhere = home is not None and (bench.project is None or bench.project.id != home)
    return tr("job.log_elsewhere") if elsewhere else tr("job.empty_log")
