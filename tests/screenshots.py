"""Pictures of the real window over a project made with real jobs: `make screenshots`. They land in build/screenshots.

A few are kept for the guides (KEPT, in docs/guide/img). Works without a display and under Xvfb.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from mlworkbench.base.closed import close_network  # noqa: E402

close_network()

from PySide6.QtCore import QLoggingCategory, QTimer  # noqa: E402
from PySide6.QtWidgets import QPushButton  # noqa: E402

from mlworkbench.base import words  # noqa: E402
from mlworkbench.base.records import Costs, Criterion, Limits  # noqa: E402
from mlworkbench.ui import ask, start, theme  # noqa: E402
from mlworkbench.ui.pages import PAGES  # noqa: E402
from mlworkbench.ui.widgets.chart import Chart  # noqa: E402
from mlworkbench.ui.widgets.parts import children  # noqa: E402
from mlworkbench.workbench import Workbench  # noqa: E402

WIDE, SMALL = (1440, 900), (1100, 700)
BUDGET, SEED = 40.0, 1  # seconds of training
PATIENCE = 20.0  # seconds in which a page has drawn all it shows
LOOKS = [(language, colours, size, 100) for language in words.LANGUAGES for colours in theme.THEMES for size in (WIDE, SMALL)]
LOOKS += [(language, colours, size, 200) for language, colours in (("en", "light"), ("ko", "dark")) for size in (WIDE, SMALL)]
KEPT = {  # those of the guides: language, theme, size, text, name
    "train": ("en", "light", WIDE, 100, "train"),
    "evaluate": ("en", "light", WIDE, 100, "evaluate"),
    "prepare": ("en", "light", WIDE, 100, "prepare"),
    "problem": ("en", "light", WIDE, 100, "problem"),
    "data": ("en", "light", WIDE, 100, "data"),
    "import": ("en", "light", WIDE, 100, "import"),
    "explore": ("en", "light", WIDE, 100, "explore"),
    "data-ko": ("ko", "dark", WIDE, 100, "data"),
    "evaluate-ko": ("ko", "dark", WIDE, 100, "evaluate"),
}
PHRASES = {
    "predicts": "a customer leaves within a month",
    "for_each": "customer with a contract",
    "so_that": "Retention calls the 200 most likely each week",
    "decided_by": "a person, with the score in view",
}


def main(out):
    home = Path(tempfile.mkdtemp(prefix="mlworkbench-"))
    os.environ["MLWORKBENCH_HOME"] = str(home)
    os.environ["LOGNAME"] = "analyst"
    app = start.application()
    bench = Workbench(home)
    try:
        photograph(app, bench, out)
    finally:
        bench.close()
        shutil.rmtree(home, ignore_errors=True)


def photograph(app, bench, out):
    shutil.rmtree(out, ignore_errors=True)
    camera = Camera(app, bench, out)
    camera.dress("en", "light", WIDE, 100)
    camera.begin()
    camera.take_all(empty=True)
    package = made(bench)
    for look in LOOKS:
        camera.dress(*look)
        camera.take_all(package)
        camera.take_panels(bench.home.sample("machine_failure").file)
        camera.take_overlays()
    camera.end()
    for name, (language, colours, size, text, page) in KEPT.items():
        shutil.copy(camera.folder(language, colours, size, text) / f"{page}.png", ROOT / "docs" / "guide" / "img" / f"{name}.png")


def made(bench):
    """A project with all there is to see: criteria, costs, models, a threshold, a look, a verdict, a package."""
    bench.wait(bench.home.start_sample("telco_churn"))
    criteria = (
        Criterion("roc_auc", "at_least", 0.80),
        Criterion("recall", "at_least", 0.70),
        Criterion("recall", "at_least", 0.50, column="Contract", group="Two year"),
    )
    costs, limits = Costs(310.0, 20.0, "USD"), Limits(5000.0, 2_000_000, False)
    bench.problem.write_charter(**PHRASES, criteria=criteria, costs=costs, limits=limits)
    bench.wait(bench.prepare.start_preview())
    bench.wait(bench.train.start(BUDGET, SEED))
    winner = bench.train.winner()
    bench.wait(bench.evaluate.assess(winner.id))
    judgement = bench.evaluate.judgement(bench.evaluate.assessment(winner.id))
    bench.wait(bench.evaluate.set_threshold(winner.id, bench.evaluate.by_cost(judgement).raw))
    chosen = bench.evaluate.chosen()
    if bench.evaluate.lacks(chosen.id):
        bench.wait(bench.evaluate.assess(chosen.id))
    bench.wait(bench.evaluate.open_holdout(chosen.id, "the final check before use"))
    if bench.evaluate.refuses_accept(chosen.id) is None:
        bench.evaluate.accept(chosen.id, "meets what was asked")
    bench.wait(bench.package.build(chosen.id, bench.place / "churn.mlpkg"))
    return bench.place / "churn.mlpkg"


class Camera:
    """The window, dressed as wanted; a picture is taken when all of a page is drawn and no job runs."""

    def __init__(self, app, bench, out):
        self._app, self._bench, self._out = app, bench, out
        self._shell = None
        self._place = out

    def folder(self, language, colours, size, text):
        return self._out / f"{language}-{colours}-{size[0]}x{size[1]}-{text}"

    def dress(self, language, colours, size, text):
        from mlworkbench.ui.shell import Shell

        self.end()
        self._bench.settings.change(language=language, theme=colours, text_size=text, window="")
        words.set_language(language)
        theme.apply(self._app, colours, text)
        ask.speak(self._app)
        self._shell = Shell(self._bench)
        self._shell.resize(*size)
        self._shell.show()
        self._place = self.folder(language, colours, size, text)

    def begin(self):
        self._place = self._out / "empty"
        self._bench.home.create(self._bench.place / "projects" / "New", "New project")

    def take_all(self, package=None, empty=False):
        for page in PAGES:
            if page.stage == "opened" and package is not None:
                self._shell.show_package(package)
            else:
                self._shell.show_page(page.stage)
            self._take(page.stage)
        if empty:
            self._bench.home.close()

    def take_panels(self, file):
        """What stands on the Data page in place of the rows."""
        self._shell.show_page("data")
        page = self._shell.page("data")
        page.look_at((file,))
        self._take("import")
        page._panel.leave()
        for name, leave in (("derive", "derive_cancel"), ("history", "history_close")):
            page.findChild(QPushButton, name).click()
            self._take(name)
            page.findChild(QPushButton, leave).click()

    def take_overlays(self):
        self._shell.show_page("evaluate")
        self._shell.go("jobs")
        self._take("jobs")
        self._shell.go("commands")
        self._shell._commands.line.setText("t")
        self._take("commands")
        self._shell._commands.leave()
        for name in ("settings", "shortcuts", "glossary"):
            QTimer.singleShot(300, lambda name=name: self._take_dialog(name))
            self._shell.go(name)

    def end(self):
        if self._shell is not None:
            self._shell.live.close()
            self._shell.deleteLater()
            self._shell = None

    def _take_dialog(self, name):
        dialog = self._app.activeModalWidget()
        self._save(dialog, name)
        dialog.reject()

    def _take(self, name):
        until = time.monotonic() + PATIENCE
        calm = 0
        while calm < 5 and time.monotonic() < until:
            self._app.processEvents()
            time.sleep(0.03)
            busy = any(job.state == "running" for job in self._bench.jobs())
            drawn = all(
                chart.drawn for chart in children(self._shell, Chart) if chart.picture and not chart.visibleRegion().isEmpty()
            )
            calm = 0 if busy or not drawn else calm + 1
        self._save(self._shell, name)

    def _save(self, widget, name):
        self._place.mkdir(parents=True, exist_ok=True)
        if not widget.grab().save(str(self._place / f"{name}.png")):
            raise OSError(self._place / f"{name}.png")
        sys.stdout.write(f"{self._place.name}/{name}.png\n")
        sys.stdout.flush()


if __name__ == "__main__":
    QLoggingCategory.setFilterRules("qt.qpa.*=false")
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "screenshots")
