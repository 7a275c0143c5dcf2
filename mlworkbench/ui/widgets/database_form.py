"""Where a database is and who asks: fields for the server that is built in, or the whole address for another one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import boxed, column, field, named, note, row
from mlworkbench.ui.widgets.segments import Segments

if TYPE_CHECKING:
    from mlworkbench.workbench import Address, Workbench

POSTGRESQL, OTHER = "postgresql", "other"
PORT = 5432
MODES = ("", "require", "verify-full", "disable")


@dataclass(frozen=True)
class Typed:
    """What stands in the fields. The password lives here and in the worker, nowhere else."""

    kind: str = POSTGRESQL
    host: str = ""
    port: str = ""
    database: str = ""
    user: str = ""
    sslmode: str = ""
    url: str = ""
    password: str = ""

    @property
    def place(self) -> str:
        """The address as far as it is written."""
        if self.kind == OTHER:
            return self.url.partition("://")[2].partition("/")[0].rpartition("@")[2]
        return f"{self.host.strip()}:{self.port or PORT}" if self.host.strip() else ""

    def address(self, bench: "Workbench") -> "tuple[Address, str]":
        """The address and its password. Raises InputError."""
        if self.kind == OTHER:
            found, password = bench.data.database(self.url)
            return found, self.password or password
        port = int(self.port or PORT)
        return bench.data.database_at(self.kind, self.host, port, self.database, self.user, self.sslmode), self.password


class DatabaseForm(QWidget):
    """`changed` when something was typed: what was connected to before was somewhere else. `entered` on Return."""

    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        named("database_form", self, tr("data.database_where"))
        options = ((POSTGRESQL, "PostgreSQL"), (OTHER, tr("data.database_other")))
        self._kind = Segments("database_kind", tr("data.database_kind"), options)
        self._kind.chosen.connect(self._turn)
        self._host = self._line("database_host", "db.example.lan")
        self._port = self._line("database_port", str(PORT))
        self._port.setValidator(QIntValidator(1, 65535, self._port))
        self._database = self._line("database_name", "postgres")
        self._url = self._line("database_url", "postgresql+psycopg://user@host:5432/database")
        self._user, self._password = self._line("database_user"), self._line("database_password")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._mode = named("database_sslmode", QComboBox())
        for mode in MODES:
            self._mode.addItem(tr(f"data.sslmode_{mode.replace('-', '_') or 'prefer'}"), mode)
        self._mode.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._mode.setMinimumContentsLength(12)
        self._mode.activated.connect(lambda _: self.changed.emit())
        where = row(field(tr("data.database_host"), self._host), field(tr("data.database_port"), self._port))
        where.setStretch(0, 3)
        where.setStretch(1, 1)
        self._fields = boxed(
            column(
                where,
                field(tr("data.database_database"), self._database),
                field(tr("data.database_user"), self._user),
                gap=theme.size("row_gap"),
            )
        )
        self._whole = boxed(column(field(tr("data.database_url"), self._url, tr("data.database_url_hint"))))
        self._modes = boxed(column(field(tr("data.database_sslmode"), self._mode)))
        secret = field(tr("data.database_password"), self._password)
        layout = column(self._kind, self._fields, self._whole, secret, self._modes, note(tr("data.database_password_note")))
        self.setLayout(layout)
        layout.setContentsMargins(0, 0, 0, 0)
        self._show_fields()

    def _line(self, name: str, hint: str = "") -> QLineEdit:
        line = named(name, QLineEdit())
        line.setPlaceholderText(hint)
        line.textEdited.connect(lambda _: self.changed.emit())
        line.returnPressed.connect(self.entered.emit)
        return line

    def _turn(self) -> None:
        self._show_fields()
        self.changed.emit()

    def _show_fields(self) -> None:
        other = self._kind.current == OTHER
        self._whole.setVisible(other)
        self._fields.setVisible(not other)
        self._modes.setVisible(not other)

    def typed(self) -> Typed:
        return Typed(
            self._kind.current,
            self._host.text(),
            self._port.text(),
            self._database.text(),
            self._user.text(),
            str(self._mode.currentData()),
            self._url.text(),
            self._password.text(),
        )

    def show_typed(self, typed: Typed) -> None:
        self._kind.take(typed.kind)
        fields = ((self._host, typed.host), (self._port, typed.port), (self._database, typed.database))
        for line, words in (*fields, (self._user, typed.user), (self._url, typed.url), (self._password, typed.password)):
            line.setText(words)
        self._mode.setCurrentIndex(max(0, self._mode.findData(typed.sslmode)))
        self._show_fields()
