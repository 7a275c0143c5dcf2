"""Where a dataset version came from, how it was read, and the versions before it."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.records import Dataset
from mlworkbench.base.words import bytes_, duration, short_hash, tr
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
    pill,
    row,
    text,
)

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
    def __init__(self) -> None:
        super().__init__()
        self._facts = column(gap=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(self._facts, title=tr("data.origin"), name="origin_card"))

    def show_version(self, dataset: Dataset) -> None:
        clear(self._facts)
        origin = dataset.origin
        file = fact(tr("data.file"), f"{origin.file_name} · {bytes_(origin.size)}", "origin_file")
        file.setToolTip(f"{origin.folder}/{origin.file_name}" if origin.folder else origin.file_name)
        self._facts.addWidget(file)
        self._facts.addWidget(hash_fact(tr("data.file_hash"), origin.sha256, tr("data.file_hash_tip"), "file_hash"))
        self._facts.addWidget(hash_fact(tr("data.fingerprint"), dataset.data_file, tr("data.fingerprint_tip"), "fingerprint"))
        for name, told in origin.reading.items():
            if name in READING:
                self._facts.addWidget(fact(tr(READING[name]), tr(SIGNS[told]) if told in SIGNS else told, f"read_{name}"))
        self._facts.addWidget(fact(tr("data.imported"), tr("data.imported_by", who=dataset.who, when=dataset.when), "imported"))
        self._facts.addWidget(fact(tr("data.import_time"), duration(dataset.seconds), "import_time"))


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


def hash_fact(label: str, name: str, tip: str, widget_name: str) -> QWidget:
    """A hash, shortened; the whole of it in the tooltip and by a press in the clipboard."""
    shown = named(widget_name, text(short_hash(name)), f"{label}: {name}", f"{tip}\n{name}")
    copy = icon_button(
        "copy", tr("data.copy_hash", label=label), lambda: QGuiApplication.clipboard().setText(name), f"copy_{widget_name}"
    )
    return boxed(column(row(text(label, "note"), STRETCH, shown, copy, gap=4, margins=(0, 2, 0, 2)), line(), gap=0))
