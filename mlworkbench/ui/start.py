"""Opens the window. Nothing heavy is imported before the first paint: no numpy, no tables, no charts, no models."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from mlworkbench.base import clock, closed
from mlworkbench.base.events import Notice
from mlworkbench.ui import ask, commands, theme
from mlworkbench.ui.crash import Crash

if TYPE_CHECKING:
    from mlworkbench.ui.shell import Shell

MEASURE = "MLWORKBENCH_EXIT_AFTER_PAINT"  # set: print the seconds from exec to the first paint, and leave


def run(argv: Sequence[str] = ()) -> int:
    """`argv` may name a project folder, a package or a file of data to begin with. Returns the exit code."""
    app = application()
    from mlworkbench.ui.shell import Shell
    from mlworkbench.workbench import Workbench

    bench = Workbench()
    crash = Crash(bench.place / "logs")
    crash.install()
    theme.apply(app, bench.settings.theme, bench.settings.text_size)
    ask.speak(app)
    shell = Shell(bench)
    painted = FirstPaint(shell)
    shell.show()
    if argv:
        QTimer.singleShot(0, shell, lambda: commands.take(shell, Path(argv[0])))
    if bench.settings.damaged is not None:
        bench.bus.send(Notice("settings.damaged", {"file": str(bench.settings.damaged)}, "warning"))
    code = app.exec()
    painted.deleteLater()
    return code or crash.exit_code


def application() -> QApplication:
    """The one QApplication, with our style and font; light until the settings are read."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["mlworkbench"])
    app.setApplicationName("mlworkbench")
    app.setDesktopFileName("mlworkbench")
    app.setStyle("Fusion")
    theme.load_fonts()
    theme.apply(app, "light")
    return app


class FirstPaint(QObject):
    """Waits for the window's first paint, then lets the runner warm a worker; or, when measuring, tells the time and leaves."""

    def __init__(self, shell: "Shell") -> None:
        super().__init__(shell)
        self._shell = shell
        shell.centralWidget().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._painted)
        return False

    def _painted(self) -> None:
        if MEASURE in os.environ:
            sys.stdout.write(f"{seconds_since_exec():.3f}\n")
            sys.stdout.flush()
            self._shell.close()
            QApplication.exit(0)
        else:
            self._shell.bench.runner.warm()


def seconds_since_exec() -> float:
    """On Linux from the kernel's note of when this process began, or the broker in front of it; elsewhere 0, and the caller's own
    clock must do.
    """
    stat = Path(f"/proc/{os.getppid() if closed.BROKER in os.environ else 'self'}/stat")
    if not stat.is_file():
        return 0.0
    began = int(stat.read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return clock.seconds() - began
