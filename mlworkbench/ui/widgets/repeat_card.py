"""What a run depends on, so that anyone can make it again: data, recipe, split, seed, threads, versions."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.records import Dataset, Recipe, Run, Split
from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.origin_card import hash_fact
from mlworkbench.ui.widgets.parts import card, clear, column, fact, note
from mlworkbench.ui.widgets.terms import term


class RepeatCard(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._facts = column(gap=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._versions = note("", "repeat_versions")
        layout.addWidget(
            card(note(tr("train.repeat_note")), self._facts, self._versions, title=tr("train.repeat"), name="repeat_card")
        )

    def show_run(self, run: Run, dataset: Dataset, recipe: Recipe, split: Split | None) -> None:
        clear(self._facts)
        data = tr("train.repeat_data", number=dataset.number)
        rows = [hash_fact(data, dataset.data_file, tr("data.fingerprint_tip"), "repeat_data")]
        rows.append(hash_fact(tr("train.repeat_recipe"), recipe.recipe_hash, tr("train.recipe_tip"), "repeat_recipe"))
        if split is not None:
            rows.append(hash_fact(tr("train.repeat_split"), split.rows_file, tr("train.split_tip"), "repeat_split"))
        rows.append(term(fact(tr("train.seed"), str(run.seed), "repeat_seed"), "seed"))
        rows.append(fact(tr("train.threads"), str(run.threads), "repeat_threads"))
        for shown in rows:
            self._facts.addWidget(shown)
        self._versions.setText(" · ".join(f"{name}\u00a0{version}" for name, version in run.versions.items()))
