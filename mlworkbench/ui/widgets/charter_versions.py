"""The versions of the charter: who changed what, and when."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.records import Charter
from mlworkbench.base.words import formatted, tr
from mlworkbench.ui.widgets.parts import STRETCH, boxed, card, clear, column, line, note, pill, quiet, row, text
from mlworkbench.workbench import charters

FIRST_SHOWN: Final = 4


class CharterVersions(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._versions: tuple[Charter, ...] = ()
        self._all = False
        self._rows = column(gap=0)
        self._empty = note(tr("problem.no_version"), "no_version")
        self._more = quiet("", self._show_all, "all_versions")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        inside = (self._empty, self._rows, row(self._more, STRETCH))
        layout.addWidget(card(*inside, title=tr("problem.versions"), name="charter_versions"))

    def show_versions(self, versions: Sequence[Charter]) -> None:
        """Oldest first."""
        self._versions = tuple(versions)
        self._fill()

    def _fill(self) -> None:
        clear(self._rows)
        self._empty.setVisible(not self._versions)
        older: tuple[Charter | None, ...] = (None, *self._versions)
        pairs = list(zip(older, self._versions, strict=False))[::-1]
        for place, (before, version) in enumerate(pairs if self._all else pairs[:FIRST_SHOWN]):
            if place:
                self._rows.addWidget(line())
            self._rows.addWidget(_row(before, version))
        words = tr("data.show_all", count=len(pairs))
        self._more.setText(words)
        self._more.setAccessibleName(words)
        self._more.setVisible(not self._all and len(pairs) > FIRST_SHOWN)

    def _show_all(self) -> None:
        self._all = True
        self._fill()


def _row(before: Charter | None, version: Charter) -> QWidget:
    """The names of what changed: the first version has all that was written in it."""
    head = row(pill(tr("problem.version", number=version.number)), text(formatted(version.when)), STRETCH, gap=8)
    parts = [tr(f"problem.part_{name}") for name in charters.changed(before, version)]
    told = tr("problem.changed_by", who=version.who, parts=", ".join(parts) or "–")
    return boxed(column(head, note(told), gap=4, margins=(0, 8, 0, 8)), f"charter_{version.number}")
