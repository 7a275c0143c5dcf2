"""The window's frame: header, stage list, the page shown, job strip. It runs commands and builds pages; it holds no data."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QStackedWidget

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.events import Changed, Event, JobMoved
from mlworkbench.base.words import tr
from mlworkbench.ui import ask, commands, theme
from mlworkbench.ui.inspecting import Inspecting
from mlworkbench.ui.live import Live
from mlworkbench.ui.page import Page
from mlworkbench.ui.pages import PAGES
from mlworkbench.ui.pages.home import HomePage
from mlworkbench.ui.pages.opened import OpenedPage
from mlworkbench.ui.widgets.drop import dropped
from mlworkbench.ui.widgets.header import Header
from mlworkbench.ui.widgets.job_list import JobList
from mlworkbench.ui.widgets.memory import (
    Left,
    focus_within,
    remembered,
    restore_focus,
    restore_scrolling,
    restore_splitters,
    restore_window,
    scrolled,
)
from mlworkbench.ui.widgets.palette import CommandPalette
from mlworkbench.ui.widgets.parts import boxed, column, row
from mlworkbench.ui.widgets.settings import SettingsDialog
from mlworkbench.ui.widgets.shortcuts import ShortcutSheet
from mlworkbench.ui.widgets.stages import GROUPS, StageList
from mlworkbench.ui.widgets.strip import JobStrip
from mlworkbench.ui.widgets.terms import Glossary
from mlworkbench.workbench.filing import account

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench


class ShowsColumn(Protocol):
    def show_column(self, name: str) -> None: ...


class LooksAtFiles(Protocol):
    def look_at(self, paths: tuple[Path, ...]) -> None: ...


class ShowsRow(Protocol):
    def show_row(self, number: int) -> None: ...


class ShowsModel(Protocol):
    def show_model(self, model_id: str) -> None: ...


BY_STAGE = {page.stage: page for page in PAGES}
OUTSIDE = frozenset({"home", "opened"})  # pages that need no project


class Shell(QMainWindow):
    """Pages are built when first shown, and all anew when language, theme or text size change; what they held they get back."""

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        self.bench = bench
        self._current = "home"
        self._package: Path | None = None
        self._pages: dict[str, Page] = {}
        self._rooms: dict[str, QScrollArea] = {}
        self._left: dict[str, Left] = {}
        self._fresh: set[str] = set()  # pages that were never shown
        self.setAcceptDrops(True)
        self.setWindowTitle(tr("shell.product"))
        self.setWindowIcon(theme.icon("logo", "accent", edge=64))
        self.setMinimumSize(theme.size("window_least_width"), theme.size("window_least_height"))
        if not restore_window(self, bench.settings.window):
            self.resize(theme.size("window_width"), theme.size("window_height"))
        for command in commands.COMMANDS:
            if command.shortcut:
                shortcut = QShortcut(QKeySequence(command.shortcut), self)
                shortcut.activated.connect(lambda name=command.name: self.go(name))
        self._build()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.live = Live(bench, self)
        self.live.news.connect(self._hear)
        self.live.news.connect(Inspecting(bench, self).hear)

    # What commands ask for (commands.Frame) ---------------------------------------------------------------------------

    def go(self, command: str, *facts: object) -> object:
        """Runs a command by name. One that is refused raises InputError with the reason."""
        wanted = commands.BY_NAME[command]
        if refused := wanted.refuses(self.bench):
            raise InputError(refused.key, **refused.facts)
        for overlay in (self._commands, self._jobs):
            overlay.leave()
        return wanted.run(self, *facts)

    def show_page(self, name: str) -> None:
        self._current = name if self.bench.project is not None or name in OUTSIDE else "home"
        page = self.page(self._current)
        self._stack.setCurrentWidget(self._rooms[self._current])
        self._stack.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_where()
        if self._current in self._fresh:
            self._fresh.discard(self._current)
            QTimer.singleShot(0, page, lambda: restore_splitters(page, self.bench.settings.window))  # once it is laid out
        self._give_back(self._current, page)

    def page(self, name: str) -> Page:
        if name not in self._pages:
            page = BY_STAGE[name](self.bench, self.go)
            self._pages[name] = page
            self._rooms[name] = _room(page)
            self._stack.addWidget(self._rooms[name])
            self._fresh.add(name)
        return self._pages[name]

    def show_package(self, path: Path) -> None:
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)  # the first package brings the scoring library along
        try:
            cast(OpenedPage, self.page("opened")).open(path)
        finally:
            QApplication.restoreOverrideCursor()
        self._package = path
        self.show_page("opened")

    def show_samples(self) -> None:
        self.show_page("home")
        cast(HomePage, self.page("home")).show_samples()
        self._stages.show_start("samples", self._project_name())

    def show_waiting_page(self) -> None:
        hosts = {stage: page for pages in GROUPS.values() for page, hosted in pages.items() for stage in hosted}
        states = [state for state in self.bench.stages() if state.stage in hosts]
        waiting = [hosts[state.stage] for state in states if state.state in ("todo", "attention")]
        self.show_page(waiting[0] if waiting else hosts[states[-1].stage])

    def show_column(self, name: str) -> None:
        self.show_page("data")
        cast(ShowsColumn, self.page("data")).show_column(name)

    def explore_column(self, name: str) -> None:
        self.show_page("explore")
        cast(ShowsColumn, self.page("explore")).show_column(name)

    def look_at(self, paths: tuple[Path, ...]) -> None:
        self.show_page("data")
        cast(LooksAtFiles, self.page("data")).look_at(paths)

    def show_row(self, number: int) -> None:
        self.show_page("data")
        cast(ShowsRow, self.page("data")).show_row(number)

    def show_model(self, model: str) -> None:
        self.show_page("evaluate")
        if model:
            cast(ShowsModel, self.page("evaluate")).show_model(model)

    def show_jobs(self) -> None:
        self._jobs.show_jobs()

    def show_commands(self) -> None:
        self._commands.show_commands(self._header.search.x() + self._header.search.width())

    def show_shortcuts(self) -> None:
        ShortcutSheet(self).exec()

    def show_glossary(self) -> None:
        Glossary(self).exec()

    def show_settings(self) -> None:
        SettingsDialog(self, self).exec()

    def dress(self, **chosen: str | int) -> None:
        self.bench.settings.change(**chosen)
        words.set_language(self.bench.settings.language)
        if self._look() != self._dressed:
            self._dress()
        ask.propose_in(self.bench.home.out_folder())

    def _look(self) -> tuple[str, str, int]:
        return words.language(), theme.resolved(self.bench.settings.theme), self.bench.settings.text_size

    def leave(self) -> bool:
        return self.close()

    # Building ----------------------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        self._remember()
        self._keep()
        self._drop_pages()
        self._clear()
        app = cast(QApplication, QApplication.instance())
        theme.apply(app, self.bench.settings.theme, self.bench.settings.text_size)
        ask.speak(app)
        self._build()

    def _keep(self) -> None:
        """What every page holds that is recorded nowhere."""
        here = self.bench.project.id if self.bench.project else None
        for name, page in self._pages.items():
            self._left[name] = Left(here, scrolled(self._rooms[name]), focus_within(page), page.keep())

    def _drop_pages(self) -> None:
        """Styling anew what is thrown away next would take most of the time, so pages go at once: commands ask for other looks,
        never a page. Only below a question the page in view may have asked, or one hidden since then.
        """
        asked = QApplication.activeModalWidget()
        for name, room in list(self._rooms.items()):
            in_view = room is self._stack.currentWidget()
            if in_view and asked is not None:
                continue
            del self._rooms[name], self._pages[name]
            self._stack.removeWidget(room)
            if asked is None or isinstance(asked, SettingsDialog):
                shiboken6.delete(room)
            else:
                room.deleteLater()

    def _give_back(self, name: str, page: Page) -> None:
        left = self._left.pop(name, None)
        here = self.bench.project.id if self.bench.project else None
        if left is None or (left.project != here and name not in OUTSIDE):
            return
        if left.kept is not None:
            page.take_back(left.kept)
        restore_scrolling(self._rooms[name], left.scrolled)
        restore_focus(page, left.focus)

    def _clear(self) -> None:
        self._pages, self._rooms = {}, {}
        before = self.takeCentralWidget()
        before.setParent(None)  # it may be the one that asked: gone from sight now, deleted when it has finished
        before.deleteLater()

    def _build(self) -> None:
        self._dressed = self._look()
        self.setWindowTitle(tr("shell.product"))
        self._header = Header(self.go, account())
        self._show_open()
        self._stages = StageList(self.go)
        self._stack = QStackedWidget()
        self._stack.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._strip = JobStrip(self.bench, self.go)
        middle = row(self._stages, self._stack, gap=0)
        middle.setStretch(1, 1)
        body = boxed(column(self._header, middle, self._strip, gap=0), "frame")
        self.setCentralWidget(body)
        self._commands = CommandPalette(self.bench, self.go, body)
        self._jobs = JobList(self.bench, body)
        if self._current == "opened" and self._package is not None:
            self.show_package(self._package)
        else:
            self.show_page(self._current)

    def _show_where(self) -> None:
        name = self._project_name()
        ask.propose_in(self.bench.home.out_folder())
        self._header.show_project(name)
        if self._current in OUTSIDE:
            self._stages.show_start("open_package" if self._current == "opened" else self._current, name)
        else:
            self._stages.show_stages(self.bench.stages(), self._current)

    def _project_name(self) -> str:
        return self.bench.project.name if self.bench.project else ""

    # What happens ------------------------------------------------------------------------------------------------------

    def _hear(self, event: Event) -> None:
        if isinstance(event, Changed):
            if self.bench.project is None and self._current not in OUTSIDE:
                self.show_page("home")
            self._show_where()
        for page in tuple(self._pages.values()):
            page.hear(event)
        self._strip.hear(event)
        if isinstance(event, JobMoved):
            self._jobs.job_moved(event.job)
            self._show_open()

    def _show_open(self) -> None:
        """Names the database that a worker is or was connected to."""
        found = self.bench.data.connections()
        running = [job for job in found if job.state == "running"]
        self._header.show_open([str(job.spec["address"]) for job in running or found], bool(running))

    def _follow_system(self) -> None:
        if self._look() != self._dressed:
            self._dress()

    def _remember(self) -> None:
        self.bench.settings.change(window=remembered(self, self.bench.settings.window))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Anywhere in the window: into the project that is open, except on pages that need none."""
        event.acceptProposedAction()
        paths = dropped(event.mimeData())
        alone = len(paths) == 1 and (paths[0].suffix.lower() == ".mlpkg" or (paths[0] / "project.db").is_file())
        self.go("take" if alone or self.bench.project is None or self._current in OUTSIDE else "add_data", *paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for overlay in (self._commands, self._jobs):
            overlay.leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not commands.may_leave_project(self):
            event.ignore()
            return
        self._remember()
        self.live.close()
        self.bench.close()
        super().closeEvent(event)


def _room(page: Page) -> QScrollArea:
    """A page that needs more room than there is, as with large text in a small window, scrolls; nothing of it is cut."""
    room = QScrollArea()
    room.setWidgetResizable(True)
    room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    room.setWidget(page)
    return room
