"""Quality on the Data page: what was found with its remedies, and what is expected of every version."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError, WorkbenchError
from mlworkbench.base.records import Finding, Remedy, Rule
from mlworkbench.base.words import tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.widgets import finding_words
from mlworkbench.ui.widgets.expectations_card import ExpectationsCard
from mlworkbench.ui.widgets.quality_card import QualityCard

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench

EXPECTED = "expectation_"


class QualitySide(QWidget):
    """`look` carries the name of a column."""

    look = Signal(str)

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        self._bench = bench
        self._findings, self._expected = QualityCard(bench), ExpectationsCard()
        self._findings.look.connect(self.look)
        self._findings.mend.connect(self._mend)
        self._findings.keep.connect(self._keep)
        self._findings.reopen.connect(lambda key: self._try(lambda: bench.data.reopen(key)))
        self._findings.undo.connect(lambda keys: self._try(lambda: bench.data.undo(keys)))
        self._findings.inspect.connect(lambda: self._try(bench.data.inspect))
        self._expected.wanted.connect(self._expect)
        self._expected.propose.connect(lambda: self._expect(bench.data.proposed_rules()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("card_gap"))
        layout.addWidget(self._findings)
        layout.addWidget(self._expected)

    def refresh(self) -> None:
        dataset = self._bench.data.current()
        if dataset is None:
            return
        judged = self._bench.data.judged()
        self._findings.show_findings(judged, self._bench.data.mended())
        kinds = [one.finding for one in judged if one.finding.kind.startswith(EXPECTED)]
        broken = frozenset((one.kind.removeprefix(EXPECTED), one.columns[0] if one.columns else "") for one in kinds)
        self._expected.show_rules(self._bench.data.expectations(), broken, [column.name for column in dataset.columns])
        self.job_moved()

    def job_moved(self) -> None:
        """How far an inspection or a change is."""
        if self._bench.data.current() is not None:
            self._findings.show_inspection(self._bench.running("inspect"), self._bench.data.outdated())
            self._findings.allow()

    def _mend(self, finding: Finding, remedy: Remedy, why: str) -> None:
        self._try(lambda: self._bench.data.mend(finding, remedy, why))

    def _keep(self, finding: Finding, given: str) -> None:
        """Whoever keeps the data as they are says why."""
        why = given or ask.text(finding_words.title(finding), tr("data.keep_why"), before=finding_words.sentence(finding))
        if why:
            self._try(lambda: self._bench.data.accept_finding(finding.key, why))

    def _expect(self, rules: Sequence[Rule]) -> None:
        try:
            self._bench.data.expect(rules)
        except InputError as wrong:
            self._expected.refuse(wrong)

    def _try(self, do: Callable[[], object]) -> None:
        try:
            do()
        except WorkbenchError as wrong:
            ask.error(wrong)
