"""Checks of the program as a whole: jobs in real workers, the way from a file to a package, an old project, the window."""

import importlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np

from mlworkbench.base import paths
from mlworkbench.base.records import STAGE_OF, Model
from mlworkbench.base.report import Silent
from mlworkbench.base.words import LANGUAGES, set_language
from mlworkbench.selftest import example
from mlworkbench.selftest.part import Broken, Check, hold
from mlworkbench.workbench import Workbench
from mlworkbench.workbench.auto import Outcome, Plan
from mlworkbench.workbench.auto import run as auto

BUDGET = 120.0  # far more than two configurations need, however busy the machine
OLD_PROJECTS = ("samples", "old_projects")
KINDS_OF_0001 = 11  # kinds of records in the first revision of the tables


def checks(folder: Path) -> Iterator[Check]:
    from mlworkbench.jobs.tasks import TASKS
    from mlworkbench.stages.package import TARGETS

    yield Check("plug-ins", plugins)
    for task in TASKS:
        yield Check(f"job {task.name}", partial(importable, task.module, task.function))
    way = Way(folder)
    yield Check("main job", way.go)
    for target in TARGETS:
        yield Check(f"target {target.name}", partial(way.build, target.name))
    yield Check("verify and score", way.score)
    for language in LANGUAGES:
        yield Check(f"report {language}", partial(way.report, language))
    for old in sorted(paths.resource(*OLD_PROJECTS).iterdir()):
        yield Check(f"old project {old.name}", partial(migrated, old, folder / f"old-{old.name}"))
    for language in LANGUAGES:
        yield Check(f"window {language}", partial(window, folder, language))


def plugins() -> str:
    from mlworkbench import plugins

    return ", ".join(plugins.load()) or "none"


def importable(module: str, function: str) -> str:
    """A job names its function by a dotted name, which nothing but a worker resolves."""
    hold(callable(getattr(importlib.import_module(module), function)), f"{module}.{function} cannot be called")
    return f"{module}.{function}"


class Way:
    """From a file to a scored file, through workbench, store and workers; later checks use what earlier ones made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "example.csv"
        self._outcome: Outcome | None = None

    @property
    def outcome(self) -> Outcome:
        if self._outcome is None:
            raise Broken("the main job failed")
        return self._outcome

    def go(self) -> str:
        example.write_csv(self.file)
        plan = Plan(
            file=self.file,
            target="target",
            project=self.folder / "project",
            out=self.folder / "example.mlpkg",
            budget=BUDGET,
            max_trials=2,
        )
        with bench(self.folder) as opened:
            self._outcome = auto(opened, plan)
        tried = [model for model in self._outcome.models if model.number < 2]  # the end of a run may add a smaller one
        hold(len(tried) == 2, f"{len(tried)} models were made of 2")
        return f"{self._outcome.winner.name}, {self._outcome.seconds:.1f} s"

    def build(self, name: str) -> str:
        """What a target writes scores every row as the model file itself does."""
        from mlworkbench.scoring.scorer import Scorer
        from mlworkbench.stages import data
        from mlworkbench.stages.package import TARGETS

        with bench(self.folder) as opened:
            project = opened.home.open(self.outcome.project)
            model = project.get(Model, self.outcome.winner.id)
            written = self.folder / f"target-{name}{TARGETS[name].suffix}"
            opened.wait(opened.package.build(model.id, written, name))
            scorer = Scorer(project.file(model.model_file).read_bytes())
            names = tuple(one.name for one in scorer.interface.inputs)
            columns = data.column_values(project.file(self.outcome.dataset.data_file), names)
        found, expected = TARGETS[name].score(written, columns), scorer.score(columns)
        hold(np.array_equal(found.raw, expected.raw), "raw scores differ")
        hold(np.array_equal(found.prediction, expected.prediction), "predictions differ")
        return f"{written.stat().st_size:,} bytes, {len(found.raw)} rows"

    def score(self) -> str:
        """The package holds what it says, and a file is scored row by row into a new one."""
        package, scored = Path(self.outcome.package.path), self.folder / "scored.csv"
        with bench(self.folder) as opened:
            verdict = opened.wait(opened.package.verify(package))
            result = opened.wait(opened.package.score_file(package, self.file, scored))
        hold(verdict["ok"], f"not verified: {[check for check in verdict['checks'] if not check['ok']]}")
        lines = len(scored.read_text("utf-8").splitlines())
        hold(result["scored"] == example.ROWS == lines - 1, f"{result['scored']} rows scored, {lines} lines written")
        return f"{len(verdict['checks'])} checks, {lines - 1} rows"

    def report(self, language: str) -> str:
        """The report of the project is written, with letters and pictures inside, and names no address."""
        path = self.folder / f"report-{language}.html"
        with bench(self.folder) as opened:
            opened.home.open(self.outcome.project)
            told = opened.wait(opened.govern.report(path, language))
        text = path.read_text("utf-8")
        hold("<svg" in text and text.count("@font-face") > 1, "pictures or letters are missing")
        hold("http:" not in text and "https:" not in text, "an address is named")
        return f"{told['bytes']:,} bytes"


@contextmanager
def bench(folder: Path) -> Iterator[Workbench]:
    """A workbench with a home of its own, closed whatever happens."""
    opened = Workbench(folder / "home")
    try:
        yield opened
    finally:
        opened.close()


def migrated(old: Path, place: Path) -> str:
    """A project left by an earlier release, with records of every kind it knew, opens whole."""
    from mlworkbench.store import Project

    shutil.copytree(old, place)
    project = Project.open(place)
    try:
        damages = project.check(Silent())
        counts = [count for kind in STAGE_OF if (count := project.count(kind))]
    finally:
        project.close()
    hold(not damages, f"damaged: {damages}")
    hold(len(counts) >= KINDS_OF_0001, "a kind of record is missing")
    return f"{sum(counts)} records of {len(counts)} kinds"


def window(folder: Path, language: str) -> str:
    """The window opens without a screen, with every page, and paints something."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # "this plugin does not support …", at every window
    from mlworkbench.ui.pages import PAGES
    from mlworkbench.ui.shell import Shell
    from mlworkbench.ui.start import application

    app = application()
    with bench(folder) as opened:
        set_language(language)
        shell = Shell(opened)
        shell.show()
        app.processEvents()
        hold(not shell.grab().isNull(), "nothing was painted")
        shell.close()
        for page in PAGES:
            shown = page(opened)
            shown.show()
            app.processEvents()
            shown.close()
    set_language("en")
    return f"{len(PAGES)} pages"
