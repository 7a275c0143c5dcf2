"""What happens to an error nobody mended: the user's own become a dialog; ours a report to copy, a log file, and exit code 1."""

import platform
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit

from mlworkbench import __version__
from mlworkbench.base import clock
from mlworkbench.base.errors import Cancelled, InputError, JobError, ProjectError, WorkbenchError
from mlworkbench.base.words import told, tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.widgets.parts import STRETCH, column, named, primary, row, secondary, text

EXPECTED = (InputError, ProjectError, JobError)


class Crash:
    """Takes every error that reaches the event loop. `exit_code` is 1 once one of them was our own bug."""

    def __init__(self, logs: Path) -> None:
        self.exit_code = 0
        self._logs = logs
        self._showing: tuple[type[BaseException], str] | None = None

    def install(self) -> None:
        sys.excepthook = self.caught

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Cancelled):
            return
        if isinstance(error, KeyboardInterrupt):
            QApplication.quit()
        elif isinstance(error, EXPECTED):
            ask.error(error)
        else:
            self._bug(kind, error, trace)

    def _bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.exit_code = 1
        if (kind, str(error)) == self._showing:  # a timer that fails again and again behind the page is told once
            return
        words = report("".join(traceback.format_exception(kind, error, trace)), error)
        log = self._write(words)
        sys.stderr.write(words)
        if self._showing is None:  # another error while the page is shown is logged, no more
            self._showing = (kind, str(error))
            try:
                CrashPage(words, log).exec()
            finally:
                self._showing = None

    def _write(self, words: str) -> Path | None:
        log = self._logs / f"crash-{clock.now():%Y%m%d-%H%M%S}-{clock.new_name()[:4]}.txt"
        try:
            self._logs.mkdir(parents=True, exist_ok=True)
            log.write_text(words, "utf-8")
        except OSError:
            return None  # a full or read-only disk: the report is on the screen all the same
        return log


def report(trace: str, error: BaseException) -> str:
    """For whoever mends it: no data of the user beyond what the error itself says."""
    said = told(error) if isinstance(error, WorkbenchError) else ""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    program = f"mlworkbench {__version__} · Python {platform.python_version()} · Qt {qVersion()}"
    return "\n".join(
        part for part in (program, system, f"{clock.now():%Y-%m-%d %H:%M:%S} UTC", said, "", trace) if part is not None
    )


class CrashPage(QDialog):
    def __init__(self, words: str, log: Path | None) -> None:
        super().__init__(QApplication.activeWindow())
        named("crash", self, tr("shell.crash_title"))
        self.setWindowTitle(tr("shell.crash_title"))
        self.resize(820, 560)
        where = tr("shell.crash_logged", path=str(log)) if log else tr("shell.crash_not_logged")
        view = named("report", QPlainTextEdit(words), tr("shell.crash_report"))
        view.setReadOnly(True)
        buttons = row(
            secondary(tr("shell.crash_copy"), lambda: QGuiApplication.clipboard().setText(words), "copy"),
            STRETCH,
            secondary(tr("shell.crash_quit"), self._quit, "quit"),
            primary(tr("shell.crash_go_on"), self.accept, "go_on"),
            gap=theme.size("button_gap"),
        )
        margin = theme.size("page_margin")
        told_what = text(tr("shell.crash_told"), wrap=True)
        self.setLayout(
            column(
                text(tr("shell.crash_title"), "title"),
                told_what,
                view,
                text(where, "note", wrap=True, selectable=True),
                buttons,
                gap=12,
                margins=(margin, margin, margin, margin),
            )
        )

    def _quit(self) -> None:
        self.accept()
        QApplication.exit(1)
