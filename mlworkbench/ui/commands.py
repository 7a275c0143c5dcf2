"""Everything the window can be told to do: one row a command. Shortcuts, the stage list and the palette are drawn from it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtWidgets import QApplication

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Reason
from mlworkbench.base.words import tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.finding import INITIALS, Wanted

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench


class Frame(Protocol):
    """What a command may ask of the window."""

    bench: "Workbench"

    def show_page(self, name: str) -> None: ...

    def show_package(self, path: Path) -> None: ...

    def show_samples(self) -> None: ...

    def show_waiting_page(self) -> None:
        """The page of the open project that waits for the user."""

    def show_column(self, name: str) -> None:
        """The Data page with this column in view."""

    def explore_column(self, name: str) -> None:
        """The Explore page with the distribution of this column."""

    def look_at(self, paths: tuple[Path, ...]) -> None:
        """The Data page with its import panel open for these files, or the files of this folder."""

    def show_row(self, number: int) -> None:
        """The Data page with this row, from 1, in view."""

    def show_model(self, model: str) -> None:
        """The Evaluate page with this model; "" for the one it shows anyway."""

    def show_jobs(self) -> None: ...

    def show_shortcuts(self) -> None: ...

    def show_glossary(self) -> None: ...

    def show_commands(self) -> None: ...

    def show_settings(self) -> None: ...

    def dress(self, **chosen: str | int) -> None:
        """Changes language, theme or text_size (fields of base.settings.Chosen) at once and remembers it."""

    def leave(self) -> bool:
        """Quits; False if the user stayed."""


def always(bench: "Workbench") -> Reason | None:
    return None


def with_project(bench: "Workbench") -> Reason | None:
    return None if bench.project else Reason("home.no_project")


@dataclass(frozen=True)
class Command:
    """`title` is a text key; `refuses` says why it cannot be run now. Facts, such as a path, are handed on to `run`."""

    name: str
    title: str
    run: Callable[..., object]
    shortcut: str = ""
    icon: str = "next"
    refuses: Callable[["Workbench"], Reason | None] = always


def new_project(frame: Frame, name: str | None = None) -> None:
    chosen = name or ask.text(tr("home.new_project"), tr("home.project_name"), tr("home.new_name"), tr("home.create"))
    if chosen and may_leave_project(frame):
        frame.bench.home.create(frame.bench.home.free_folder(chosen), chosen)
        frame.show_page("data")


def open_project(frame: Frame, folder: Path | None = None) -> None:
    chosen = folder or ask.folder(tr("home.open_project"), _start(frame))
    if chosen is None:
        return
    current = frame.bench.project
    if current is None or current.folder != chosen.absolute():
        if not may_leave_project(frame):
            return
        frame.bench.home.open(chosen)
    frame.show_waiting_page()


def open_file(frame: Frame, path: Path | None = None) -> None:
    if chosen := ((path,) if path else ask.open_files(tr("home.open_file"), (*ask.DATA, *ask.PACKAGES))):
        take(frame, *chosen)


def open_package(frame: Frame, path: Path | None = None) -> None:
    if chosen := path or ask.open_file(tr("home.open_package"), ask.PACKAGES):
        frame.show_package(chosen)


def open_sample(frame: Frame, name: str) -> None:
    if may_leave_project(frame):
        frame.bench.home.start_sample(name)
        frame.show_page("data")


def take(frame: Frame, *paths: Path) -> None:
    """Whatever was dropped or named: a package, a project folder, or data, which becomes a new project."""
    path = paths[0]
    if len(paths) == 1 and path.suffix.lower() == ".mlpkg":
        frame.show_package(path)
    elif len(paths) == 1 and (path / "project.db").is_file():
        open_project(frame, path)
    elif missing := next((one for one in paths if not one.exists()), None):
        raise InputError("data.no_file", file=str(missing))
    elif may_leave_project(frame):
        if path.is_dir() and not frame.bench.data.is_source(path):
            raise InputError("home.not_a_project", folder=str(path))
        frame.bench.home.create(frame.bench.home.free_folder(path.stem), path.stem)
        frame.look_at(paths)


def add_data(frame: Frame, *paths: Path) -> None:
    if chosen := (paths or ask.open_files(tr("home.open_file"), ask.DATA)):
        frame.look_at(chosen)


def close_project(frame: Frame) -> None:
    if may_leave_project(frame):
        frame.bench.home.close()
        frame.show_page("home")


def verify_project(frame: Frame) -> None:
    frame.bench.verify_project()
    frame.show_jobs()


def may_leave_project(frame: Frame) -> bool:
    """True if no job of the open project runs, or if the user agrees that it is stopped. What is being typed is kept before."""
    if (typing := QApplication.focusWidget()) is not None:
        typing.clearFocus()  # a field is kept when it is left, and must be while its project is open
    project = frame.bench.project
    if project is None or not any(job.state == "running" for job in frame.bench.jobs()):
        return True
    return ask.confirm(tr("shell.leave_title"), tr("shell.leave_question", project=project.name), tr("shell.leave_yes"), True)


def _start(frame: Frame) -> Path | None:
    folder = frame.bench.home.default_folder()
    return folder if folder.is_dir() else None


def _text_size(frame: Frame, step: int) -> None:
    """The next larger or smaller size that the settings offer."""
    sizes, now = theme.TEXT_SIZES, frame.bench.settings.text_size
    beyond = [size for size in sizes if (size > now if step > 0 else size < now)]
    if beyond:
        frame.dress(text_size=min(beyond) if step > 0 else max(beyond))


COMMANDS: Final[tuple[Command, ...]] = (
    Command("home", "shell.home", lambda frame: frame.show_page("home"), "Alt+Home", "home"),
    Command("samples", "shell.samples", lambda frame: frame.show_samples(), "", "samples"),
    Command("problem", "problem.title", lambda frame: frame.show_page("problem"), "Ctrl+1", "problem", with_project),
    Command("data", "data.title", lambda frame: frame.show_page("data"), "Ctrl+2", "data", with_project),
    Command("explore", "explore.title", lambda frame: frame.show_page("explore"), "Ctrl+3", "search", with_project),
    Command("prepare", "prepare.title", lambda frame: frame.show_page("prepare"), "Ctrl+4", "prepare", with_project),
    Command("train", "train.title", lambda frame: frame.show_page("train"), "Ctrl+5", "train", with_project),
    Command("evaluate", "evaluate.title", lambda frame, model="": frame.show_model(model), "Ctrl+6", "evaluate", with_project),
    Command("package", "package.title", lambda frame: frame.show_page("package"), "Ctrl+7", "package", with_project),
    Command("column", "", lambda frame, name: frame.show_column(name), refuses=with_project),
    Command("explore_column", "", lambda frame, name: frame.explore_column(name), refuses=with_project),
    Command("row", "", lambda frame, number: frame.show_row(number), refuses=with_project),
    Command("project", "", lambda frame: frame.show_waiting_page(), refuses=with_project),
    Command("new_project", "home.new_project", new_project, "Ctrl+N", "folder-plus"),
    Command("open_file", "home.open_file", open_file, "Ctrl+O", "file-plus"),
    Command("open_project", "home.open_project", open_project, "Ctrl+Shift+O", "folder"),
    Command("open_package", "home.open_package", open_package, "Ctrl+P", "open-package"),
    Command("open_sample", "", open_sample),
    Command("take", "", take),
    Command("add_data", "shell.add_data", add_data, "Ctrl+Shift+A", "upload", lambda bench: bench.data.refuses()),
    Command("verify_project", "shell.verify_project", verify_project, "", "verify", with_project),
    Command("close_project", "shell.close_project", close_project, "Ctrl+W", "close", with_project),
    Command("jobs", "shell.jobs", lambda frame: frame.show_jobs(), "Ctrl+J", "clock"),
    Command("settings", "settings.title", lambda frame: frame.show_settings(), "Ctrl+,", "settings"),
    Command("text_larger", "settings.text_larger", lambda frame: _text_size(frame, 1), "Ctrl++", "options"),
    Command("text_smaller", "settings.text_smaller", lambda frame: _text_size(frame, -1), "Ctrl+-", "options"),
    Command("text_usual", "settings.text_usual", lambda frame: frame.dress(text_size=100), "Ctrl+0", "options"),
    Command("light", "settings.use_light", lambda frame: frame.dress(theme="light"), "", "options"),
    Command("dark", "settings.use_dark", lambda frame: frame.dress(theme="dark"), "", "options"),
    Command("english", "settings.use_english", lambda frame: frame.dress(language="en"), "", "options"),
    Command("korean", "settings.use_korean", lambda frame: frame.dress(language="ko"), "", "options"),
    Command("glossary", "term.glossary", lambda frame: frame.show_glossary(), "Shift+F1", "info"),
    Command("shortcuts", "shell.shortcuts", lambda frame: frame.show_shortcuts(), "F1", "info"),
    Command("commands", "shell.commands", lambda frame: frame.show_commands(), "Ctrl+K", "search"),
    Command("quit", "shell.quit", lambda frame: frame.leave(), "Ctrl+Q", "close"),
)

WORST: Final = INITIALS + 1  # found by its English title alone
BY_NAME: Final[dict[str, Command]] = {command.name: command for command in COMMANDS}


def found(wanted: Wanted) -> tuple[tuple[int, Command], ...]:
    """Commands of the palette whose title has all that is wanted, with how well, the best first. English titles count, too."""
    ranked = []
    for command in COMMANDS:
        if command.title and command.name != "commands":
            here, also = wanted.rank(tr(command.title)), wanted.rank(words.catalogue("en")[command.title])
            if here is not None or also is not None:
                ranked.append((here if here is not None else WORST, command))
    return tuple(sorted(ranked, key=lambda pair: pair[0]))
