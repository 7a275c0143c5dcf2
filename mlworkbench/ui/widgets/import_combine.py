"""What appending or joining a file would do, counted before it is done; for a join its keys and which rows are kept."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from mlworkbench.base.words import told, tr
from mlworkbench.ui.widgets.import_state import JOIN, Wanted
from mlworkbench.ui.widgets.parts import boxed, card, column, field, named, text

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench

HOWS = ("left", "inner", "full")
SHOWN = 8


class ImportCombine(QWidget):
    """`changed` carries keys, how and many of a join."""

    changed = Signal(dict)

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        named("import_combine", self)
        self._bench = bench
        self._keys = _combo("join_keys")
        self._how = _combo("join_how")
        for how in HOWS:
            self._how.addItem(tr(f"data.join_{how}"), how)
        self._many = named("join_many", QCheckBox(tr("data.join_many")), tr("data.join_many"))
        self._words = text("", wrap=True, name="combine_words")
        self._choices = boxed(column(field(tr("data.join_keys"), self._keys), field(tr("data.join_how"), self._how), self._many))
        for combo in (self._keys, self._how):
            combo.currentIndexChanged.connect(lambda _: self._tell())
        self._many.toggled.connect(lambda _: self._tell())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(self._choices, self._words, title=tr("data.combine_card"), name="combine_card"))

    def show_plan(self, wanted: Wanted) -> None:
        """Before it is counted nothing but that is said."""
        joins = wanted.mode == JOIN
        self._choices.setVisible(joins and (wanted.plan is not None or bool(wanted.joining)))
        if wanted.plan is None:
            self._words.setText(told(wanted.wrong) if wanted.wrong is not None else tr("data.counting"))
        elif joins:
            self._show_join(wanted.plan, wanted.joining)
            self._words.setText(_joined(wanted.plan))
        else:
            self._words.setText(_appended(wanted.plan))

    def _show_join(self, plan: Mapping[str, Any], joining: Mapping[str, Any]) -> None:
        blocked = [QSignalBlocker(part) for part in (self._keys, self._how, self._many)]
        self._keys.clear()
        offered = [one["keys"] for one in plan["proposals"]]
        for keys in [*offered, *([plan["keys"]] if plan["keys"] not in offered else [])]:
            self._keys.addItem(_named(keys), keys)
        self._keys.setCurrentIndex(self._keys.findText(_named(plan["keys"])))
        self._how.setCurrentIndex(self._how.findData(plan["how"]))
        self._many.setChecked(bool(joining.get("many")))
        del blocked

    def _tell(self) -> None:
        keys = self._keys.currentData()
        if keys is not None:
            self.changed.emit({"keys": dict(keys), "how": str(self._how.currentData()), "many": self._many.isChecked()})


def _joined(plan: Mapping[str, Any]) -> str:
    counts = ("rows", "matched", "unmatched", "unmatched_there", "repeated", "lost")
    return tr("data.join_plan", **{name: plan[name] for name in counts})


def _appended(plan: Mapping[str, Any]) -> str:
    lines = [tr("data.append_plan", rows=plan["rows"], shared=len(plan["shared"]))]
    if plan["lacking"]:
        lines.append(tr("data.append_lacking", columns=_listed(plan["lacking"])))
    if plan["foreign"]:
        lines.append(tr("data.append_foreign", columns=_listed(plan["foreign"])))
    if plan["types"]:
        lines.append(tr("data.append_types", columns=_listed([one["column"] for one in plan["types"]])))
    return "\n".join(lines)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")


def _named(keys: Mapping[str, str]) -> str:
    return ", ".join(ours if ours == theirs else f"{ours} = {theirs}" for ours, theirs in keys.items())


def _combo(name: str) -> QComboBox:
    combo = named(name, QComboBox())
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    return combo
