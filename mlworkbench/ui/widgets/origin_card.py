"""Where a dataset version came from, how it was read, and the versions before it."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from mlworkbench.base.records import Dataset, Origin
from mlworkbench.base.words import bytes_, duration, formatted, short_hash, tr
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    Elided,
    boxed,
    card,
    clear,
    column,
    fact,
    icon_button,
    line,
    named,
    note,
    pill,
    row,
    text,
)
from mlworkbench.workbench import titles

OTHERS = 8
READING = {
    "encoding": "data.read_encoding",
    "delimiter": "data.read_delimiter",
    "header": "data.read_header",
    "decimal": "data.read_decimal",
    "holdout": "data.read_holdout",
}
SIGNS = {
    ",": "data.sign_comma",
    ".": "data.sign_point",
    ";": "data.sign_semicolon",
    "tab": "data.sign_tab",
    "|": "data.sign_bar",
    " ": "data.sign_blank",
    "space": "data.sign_blank",
    "": "data.sign_none",
    "0": "data.sign_none",
    "none": "data.sign_none",
    "1": "data.sign_first_line",
}


class OriginCard(QWidget):
    """`offer` fills the menu of files that can be written and read for a version."""

    def __init__(self, offer: Callable[[QMenu, Dataset], None]) -> None:
        super().__init__()
        self._dataset: Dataset | None = None
        self._offer = offer
        self._facts = column(gap=0)
        self._menu = QMenu(self)
        self._menu.setObjectName("data_files")
        more = icon_button("more", tr("data.files_menu"), self._open, "data_files_menu")
        self._more = more
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(self._facts, title=tr("data.origin"), beside=more, name="origin_card"))

    def _open(self) -> None:
        if self._dataset is not None:
            self._offer(self._menu, self._dataset)
            self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def show_version(self, dataset: Dataset) -> None:
        clear(self._facts)
        self._dataset, origin = dataset, dataset.origin
        if dataset.change is not None:
            self._facts.addWidget(fact(tr("data.made_by"), str(titles.change(dataset.change.kind)), "origin_change"))
        for one in _database(origin) if origin.importer == "database" else _file(origin):
            self._facts.addWidget(one)
        for other in dataset.others[:OTHERS]:
            self._facts.addWidget(_other(other))
        if len(dataset.others) > OTHERS:
            self._facts.addWidget(note(tr("data.and_more_files", count=len(dataset.others) - OTHERS)))
        if dataset.rejected_rows:
            self._facts.addWidget(fact(tr("data.rows_aside"), formatted(dataset.rejected_rows), "origin_rejected"))
        self._facts.addWidget(hash_fact(tr("data.fingerprint"), dataset.data_file, tr("data.fingerprint_tip"), "fingerprint"))
        for name, told in origin.reading.items():
            if name in READING:
                self._facts.addWidget(fact(tr(READING[name]), tr(SIGNS[told]) if told in SIGNS else told, f"read_{name}"))
        self._facts.addWidget(fact(tr("data.imported"), tr("data.imported_by", who=dataset.who, when=dataset.when), "imported"))
        self._facts.addWidget(fact(tr("data.import_time"), duration(dataset.seconds), "import_time"))


def _file(origin: Origin) -> tuple[QWidget, ...]:
    file = fact(tr("data.file"), f"{origin.file_name} · {bytes_(origin.size)}", "origin_file")
    file.setToolTip(f"{origin.folder}/{origin.file_name}" if origin.folder else origin.file_name)
    return file, hash_fact(tr("data.file_hash"), origin.sha256, tr("data.file_hash_tip"), "file_hash")


def _database(origin: Origin) -> tuple[QWidget, ...]:
    """Where the server is, what was asked of it, and as whom."""
    read = origin.reading
    server = fact(tr("data.database_host"), origin.folder, "origin_server")
    server.setToolTip(f"{read.get('server', '')} · {read.get('url', '')}")
    asked = fact(tr("data.database_query" if "query" in read else "data.database_table"), origin.file_name, "origin_table")
    asked.setToolTip(read.get("query", origin.file_name))
    database = fact(tr("data.database_database"), read.get("database", ""), "origin_database")
    return server, database, asked, fact(tr("data.database_user"), read.get("user", ""), "origin_user")


def _other(origin: Origin) -> QWidget:
    """A file whose rows follow those of the first, or that was joined."""
    told = fact(tr("data.further_file"), f"{origin.file_name} · {bytes_(origin.size)}", "origin_other")
    told.setToolTip("\n".join(part for part in (f"{origin.folder}/{origin.file_name}".lstrip("/"), origin.sha256) if part))
    return told


class VersionsCard(QWidget):
    """The newest first; each as it was, for versions never change."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = column(gap=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(self._rows, title=tr("data.versions"), name="versions_card"))

    def show_versions(self, versions: Sequence[Dataset]) -> None:
        clear(self._rows)
        newest = versions[-1].id if versions else None
        for dataset in reversed(versions):
            head = Elided(tr("data.version_line", number=dataset.number, name=dataset.name))
            parts = (head, pill(tr("data.newest"), "good")) if dataset.id == newest else (head,)
            top = row(*parts)
            top.setStretch(0, 1)
            below = text(tr("data.version_note", rows=dataset.rows, columns=len(dataset.columns), when=dataset.when), "note")
            version = boxed(column(column(top, below, gap=2, margins=(0, 7, 0, 7)), line(), gap=0), f"version_{dataset.number}")
            version.setToolTip(dataset.data_file)
            self._rows.addWidget(version)


class HashLine(QWidget):
    """A hash, shortened; the whole of it in the tooltip and by a press in the clipboard."""

    def __init__(self, label: str, tip: str, widget_name: str) -> None:
        super().__init__()
        self._label, self._tip, self._hash = label, tip, ""
        self._shown = named(widget_name, text(""))
        copy = icon_button("copy", tr("data.copy_hash", label=label), self._copy, f"copy_{widget_name}")
        inside = row(text(label, "note"), STRETCH, self._shown, copy, gap=4, margins=(0, 2, 0, 2))
        self.setLayout(column(inside, line(), gap=0))

    def show_hash(self, name: str) -> None:
        self._hash = name
        self._shown.setText(short_hash(name))
        named(self._shown.objectName(), self._shown, f"{self._label}: {name}", f"{self._tip}\n{name}")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._hash)


def hash_fact(label: str, name: str, tip: str, widget_name: str) -> QWidget:
    made = HashLine(label, tip, widget_name)
    made.show_hash(name)
    return made
