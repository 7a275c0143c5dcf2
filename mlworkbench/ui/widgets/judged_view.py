"""The pictures of a judgement, arranged by task: curves and threshold, confusion, or predicted against actual."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from mlworkbench.base.records import Model
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets import judged_pictures as pictures
from mlworkbench.ui.widgets.calm import calm
from mlworkbench.ui.widgets.mosaic import Arrangement, Mosaic
from mlworkbench.ui.widgets.parts import named
from mlworkbench.ui.widgets.picture_card import PictureCard
from mlworkbench.ui.widgets.segments import Option
from mlworkbench.ui.widgets.threshold_card import ThresholdCard

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go
    from mlworkbench.workbench import Cut, Judgement, Workbench

CLASS_WIDE: Final = 110
ALONE_HIGH: Final = 270
ALL: Final = None  # classes
TITLES: Final = {
    "roc": "evaluate.roc",
    "precision_recall": "evaluate.precision_recall",
    "calibration": "evaluate.calibration",
    "score_distribution": "evaluate.scores",
    "confusion": "evaluate.confusion",
    "predicted_actual": "evaluate.predicted_actual",
    "residuals": "evaluate.residuals",
}
SHOWS: Final = {  # the term that says what is seen
    "roc": "roc_curve",
    "precision_recall": "precision_recall_curve",
    "calibration": "calibration",
    "score_distribution": "score_distribution",
    "confusion": "confusion_matrix",
    "predicted_actual": "predicted_actual",
    "residuals": "residual",
}


class JudgedView(QWidget):
    """For one task. The threshold of two classes is chosen on the out-of-fold judgement, whichever is drawn."""

    def __init__(self, bench: "Workbench", go: "Go", task: str) -> None:
        super().__init__()
        named("judged", self)
        self.task = task
        self._bench = bench
        self._drawn: Judgement | None = None
        self._classes = named("curve_class", QComboBox(), tr("evaluate.which_class"), tr("evaluate.which_class_tip"))
        self._classes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        calm(self._classes).setMinimumWidth(theme.px(CLASS_WIDE))
        self._classes.currentIndexChanged.connect(self._draw_curves)
        self.threshold = ThresholdCard(bench, go)
        if task != "binary":
            self.threshold.setParent(self)
            self.threshold.hide()
        self.threshold.settled.connect(self._follow)
        arranged = {"binary": self._binary, "multiclass": self._multiclass, "regression": self._regression}[task]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Mosaic(theme.size("card_gap"), *arranged()))

    def show_judgement(self, judgement: "Judgement", model: Model, training: "Judgement | None", late: str) -> None:
        if self.task == "binary":
            self.threshold.setVisible(training is not None)
            if training is not None:
                self.threshold.show_judgement(model, training, late)
        if judgement is self._drawn:
            return
        self._drawn = judgement
        if self.task == "regression":
            self._pairs.show_picture("predicted_actual", pictures.predicted_actual(judgement))
            self._residuals.show_picture("residuals", pictures.residuals(judgement))
            return
        self._offer_classes(judgement)
        self._calibration.show_picture("calibration", pictures.calibration(judgement))
        self._matrix.show_picture("confusion", pictures.confusion(judgement))
        self._follow()

    @property
    def chosen_class(self) -> str | None:
        """The class whose curves are drawn; None for all."""
        found: str | None = self._classes.currentData()
        return found

    def choose_class(self, name: str | None) -> None:
        self._classes.setCurrentIndex(max(0, self._classes.findData(name)))

    # what follows the slider -------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        self._draw_curves()
        if self._drawn is not None:
            self._scores.show_picture("score_distribution", pictures.score_distribution(self._drawn, self._cut()))

    def _draw_curves(self) -> None:
        drawn, cut = self._drawn, self._cut()
        if drawn is None or self.task == "regression":
            return
        self._curves.show_picture("roc", pictures.roc(drawn, cut, self.chosen_class))
        self._curves.show_picture("precision_recall", pictures.precision_recall(drawn, cut, self.chosen_class))

    def _cut(self) -> "Cut | None":
        """The slider's threshold out of fold; on the hold-out always the one that ships."""
        if self._drawn is None or self.task != "binary":
            return None
        slider = self.threshold.cut if self._drawn.basis == "out_of_fold" else None
        return slider or self._bench.evaluate.shipped(self._drawn)

    def _offer_classes(self, judgement: "Judgement") -> None:
        kept = self.chosen_class
        blocked = QSignalBlocker(self._classes)
        self._classes.clear()
        self._classes.addItem(tr("evaluate.all_classes"), ALL)
        for sweep in judgement.sweeps:
            self._classes.addItem(sweep.name, sweep.name)
        self.choose_class(kept)
        del blocked

    # how it is laid out ------------------------------------------------------------------------------------------------

    def _make_curves(self) -> None:
        beside = self._classes if self.task == "multiclass" else None
        self._curves = PictureCard("curves", _views("roc", "precision_recall"), SHOWS, beside)
        self._calibration = PictureCard("calibration_box", _views("calibration"), SHOWS)

    def _binary(self) -> tuple[Arrangement, ...]:
        self._make_curves()
        self._scores = self._matrix = PictureCard("scores", _views("score_distribution", "confusion"), SHOWS)
        return _arranged(self._curves, self._calibration, self._scores, self.threshold)

    def _multiclass(self) -> tuple[Arrangement, ...]:
        self._make_curves()
        self._scores = PictureCard("scores", _views("score_distribution"), SHOWS)
        self._matrix = PictureCard("matrix", _views("confusion"), SHOWS)
        return _arranged(self._curves, self._calibration, self._scores, self._matrix)

    def _regression(self) -> tuple[Arrangement, ...]:
        self._pairs = PictureCard("pairs", _views("predicted_actual"), SHOWS, high=ALONE_HIGH)
        self._residuals = PictureCard("residuals_box", _views("residuals"), SHOWS, high=ALONE_HIGH)
        side_by_side = Arrangement({self._pairs: (0, 0, 1, 1), self._residuals: (0, 1, 1, 1)}, (1, 1))
        return side_by_side, Arrangement({self._pairs: (0, 0, 1, 1), self._residuals: (1, 0, 1, 1)}, (1,))


def _views(*names: str) -> tuple[Option, ...]:
    return tuple((name, tr(TITLES[name])) for name in names)


def _arranged(curves: QWidget, calibration: QWidget, scores: QWidget, tall: QWidget) -> tuple[Arrangement, ...]:
    """The tall card at the right, or below the others, or all in one column."""
    one = {curves: (0, 0, 1, 1), calibration: (0, 1, 1, 1)}
    wide = Arrangement({**one, tall: (0, 2, 2, 1), scores: (1, 0, 1, 2)}, (3, 3, 4))
    narrow = Arrangement({**one, tall: (1, 0, 1, 2), scores: (2, 0, 1, 2)}, (1, 1))
    least = {widget: (place, 0, 1, 1) for place, widget in enumerate((curves, calibration, tall, scores))}
    return wide, narrow, Arrangement(least, (1,))
