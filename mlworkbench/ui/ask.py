"""Every question the window asks its user. Tests replace the functions of this module by answers."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget

from mlworkbench.base import words
from mlworkbench.base.errors import WorkbenchError
from mlworkbench.base.words import told, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets import parts

# Patterns of the file dialogs; their words are texts of [ask]. DATA are the suffixes of all importers, written down because
# importers are no business of the window's start; a test holds the two together.
DATA = (
    *("*.csv", "*.tsv", "*.tab", "*.txt", "*.dat", "*.fwf", "*.prn", "*.asc", "*.parquet", "*.pq", "*.parq"),
    *("*.xlsx", "*.xlsm", "*.xls", "*.ods", "*.xlsb", "*.json", "*.ndjson", "*.jsonl", "*.arff"),
    *("*.feather", "*.arrow", "*.arrows", "*.ipc", "*.sas7bdat", "*.xpt", "*.sav", "*.zsav", "*.por", "*.dta"),
    *("*.sqlite", "*.sqlite3", "*.db", "*.db3", "*.duckdb", "*.ddb", "*.zip", "*.gz", "*.gzip", "*.bz2", "*.xz"),
)
PACKAGES = ("*.mlpkg",)
SCORED = ("*.csv", "*.parquet")


class _Qt:
    translator: QTranslator | None = None


class _Places:
    out: Path | None = None


def propose_in(folder: Path) -> None:
    """Where pictures are proposed to be saved from now on."""
    _Places.out = folder


def out_folder() -> Path:
    return _Places.out or Path.home()


def speak(app: QApplication) -> None:
    """Qt's own words, such as those of file dialogs, in the language of the program."""
    if _Qt.translator is not None:
        app.removeTranslator(_Qt.translator)
    _Qt.translator = QTranslator(app)
    if _Qt.translator.load(
        QLocale(words.language()), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        app.installTranslator(_Qt.translator)


def open_file(title: str, patterns: tuple[str, ...] = DATA, folder: Path | None = None) -> Path | None:
    """An existing file, or None if the user thought better of it."""
    found, _ = QFileDialog.getOpenFileName(_above(), title, str(folder or Path.home()), _filters(patterns))
    return Path(found) if found else None


def open_files(title: str, patterns: tuple[str, ...] = DATA, folder: Path | None = None) -> tuple[Path, ...]:
    found, _ = QFileDialog.getOpenFileNames(_above(), title, str(folder or Path.home()), _filters(patterns))
    return tuple(Path(name) for name in found)


def save_file(title: str, proposed: Path, patterns: tuple[str, ...] = ()) -> Path | None:
    """Where to write; the dialog itself asks before an existing file is replaced."""
    found, _ = QFileDialog.getSaveFileName(_above(), title, str(proposed), ";;".join(patterns) or _filters(()))
    return Path(found) if found else None


def folder(title: str, start: Path | None = None) -> Path | None:
    """An existing folder."""
    found = QFileDialog.getExistingDirectory(_above(), title, str(start or Path.home()))
    return Path(found) if found else None


def confirm(title: str, question: str, yes: str, dangerous: bool = False) -> bool:
    """True if the user pressed the button called `yes`. A dangerous one is not the default."""
    dialog = _dialog(title)
    agree = parts.primary(yes, dialog.accept, "yes")
    leave = parts.secondary(tr("ask.cancel"), dialog.reject, "no")
    agree.setDefault(not dangerous)
    leave.setDefault(dangerous)
    _fill(dialog, title, parts.text(question, wrap=True), leave, agree)
    return bool(dialog.exec())


def text(title: str, label: str, proposed: str = "", yes: str = "", before: str = "") -> str | None:
    """One line of text without blanks around it; None if cancelled. `before` is what should be known before answering."""
    dialog = _dialog(title)
    line = parts.named("answer", QLineEdit(proposed), label)
    agree = parts.primary(yes or tr("ask.ok"), dialog.accept, "yes")
    agree.setDefault(True)
    agree.setEnabled(bool(proposed.strip()))
    line.textChanged.connect(lambda typed: agree.setEnabled(bool(typed.strip())))
    line.selectAll()
    told_first = (parts.text(before, wrap=True, name="before"),) if before else ()
    body = parts.boxed(parts.column(*told_first, parts.field(label, line), gap=14))
    _fill(dialog, title, body, parts.secondary(tr("ask.cancel"), dialog.reject, "no"), agree)
    line.setFocus()
    return line.text().strip() if dialog.exec() else None


def error(wrong: WorkbenchError) -> None:
    """What went wrong and the next step, in words."""
    tell(tr("ask.not_done"), told(wrong), "warning", "attention")


def tell(title: str, told_what: str, icon: str = "info", ink: str = "accent_text") -> None:
    """Something the user must have read before going on."""
    dialog = _dialog(title)
    drawing = QLabel()
    drawing.setPixmap(theme.picture(icon, ink, edge=24))
    sentence = parts.text(told_what, wrap=True, selectable=True)
    sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
    body = parts.row(drawing, sentence, gap=12)
    body.setStretch(1, 1)
    body.setAlignment(drawing, Qt.AlignmentFlag.AlignTop)
    close = parts.primary(tr("ask.close"), dialog.accept, "yes")
    close.setDefault(True)
    _fill(dialog, title, parts.boxed(body), close)
    dialog.exec()


def show_text(title: str, content: str) -> None:
    """A long text, such as a job's log, to read and copy."""
    dialog = _dialog(title)
    dialog.resize(760, 520)
    view = parts.named("words", QPlainTextEdit(content), title)
    view.setReadOnly(True)
    copy = parts.secondary(tr("ask.copy"), lambda: QGuiApplication.clipboard().setText(content), "copy")
    _fill(dialog, title, view, copy, parts.primary(tr("ask.close"), dialog.accept, "yes"))
    dialog.exec()


def _dialog(title: str) -> QDialog:
    dialog = parts.named("ask", QDialog(_above()), title)
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(420)
    return dialog


def _fill(dialog: QDialog, title: str, body: QWidget, *buttons: QWidget) -> None:
    margin = theme.size("page_margin")
    buttons_row = parts.row(parts.STRETCH, *buttons, gap=theme.size("button_gap"))
    heading = parts.text(title, "large", wrap=True)
    layout = parts.column(heading, body, buttons_row, gap=14, margins=(margin, margin - 4, margin, margin - 4))
    layout.setStretch(1, 1)
    dialog.setLayout(layout)


def _above() -> QWidget | None:
    return QApplication.activeWindow()


def _filters(patterns: tuple[str, ...]) -> str:
    everything = tr("ask.all_files", pattern="*")
    return f"{tr('ask.known_files', patterns=' '.join(patterns))};;{everything}" if patterns else everything
