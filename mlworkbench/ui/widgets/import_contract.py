"""The card that offers to read a file just as an earlier one with the same columns was read."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.parts import STRETCH, card, column, named, row, small, text

if TYPE_CHECKING:
    from mlworkbench.base.records import Dataset
    from mlworkbench.workbench import Contract


class ImportContract(QWidget):
    """`turned`: the contract is to be kept, or no longer."""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        named("import_contract", self)
        self._words = text("", wrap=True, name="contract_words")
        self._button = small("", self.turned.emit, "use_contract")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        inner = column(self._words, row(self._button, STRETCH))
        layout.addWidget(card(inner, title=tr("data.contract_card"), name="contract_card", tone="accent"))

    def show_offer(self, dataset: "Dataset | None", held: bool) -> None:
        """Hidden where no version has the same columns."""
        self.setVisible(dataset is not None)
        if dataset is None:
            return
        facts = {"file": dataset.origin.file_name, "number": dataset.number}
        self._words.setText(tr("data.contract_held" if held else "data.contract_offered", **facts))
        self._button.setText(tr("data.contract_drop" if held else "data.contract_use"))
        self._button.setAccessibleName(self._button.text())


def asked(contract: "Contract") -> dict[str, dict[str, Any]]:
    """What a contract asks of columns, as a look is told it."""
    held = {
        one.name: {"type": one.type, "date_format": one.date_format, "missing": list(one.missing)} for one in contract.columns
    }
    return {
        **{name: {word: value for word, value in one.items() if value} for name, one in held.items()},
        **{name: {"skip": True} for name in contract.skipped},
    }
