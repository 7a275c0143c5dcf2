"""A preview fits as training does, on training rows only, and says what each step did to real rows."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from mlworkbench.base.errors import Cancelled, InputError
from mlworkbench.base.records import Step
from mlworkbench.base.report import Silent
from mlworkbench.scoring.manifest import Interface
from mlworkbench.scoring.wire import feed
from mlworkbench.stages import prepare
from mlworkbench.stages.prepare import previewing, sampling
from mlworkbench.stages.prepare.fitting import fit
from tests.contracts.trained import STEPS, inputs, table

ROWS = 400
COLUMNS = [*({"name": one.name, "type": one.type} for one in inputs()), {"name": "left", "type": "category"}]


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A table of every type with a target, and the answers to it."""
    cells = table(ROWS)
    arrays = {
        name: pa.array([cell or None for cell in values]) if values.dtype == object else pa.array(values, from_pandas=True)
        for name, values in cells.items()
        if name != "when"
    }
    when = cells["when"]
    missing = when == np.iinfo(np.int64).min
    arrays["when"] = pa.array(np.where(missing, 0, when), mask=missing).cast(pa.timestamp("us"))
    arrays["left"] = pa.array(["yes" if number % 4 == 0 else "no" for number in range(ROWS)])
    arrays["name"] = pa.array([f"row {number}" for number in range(ROWS)])
    path = tmp_path / "data.parquet"
    parquet.write_table(pa.table(arrays), path)
    return path


def spec(path: Path, steps: tuple[Step, ...] = STEPS, **more: object) -> dict[str, object]:
    asked: dict[str, object] = {
        "data": path,
        "columns": [*COLUMNS, {"name": "name", "type": "text"}],
        "target": "left",
        "task": "binary",
        "classes": ("no", "yes"),
        "steps": steps,
        "inputs": steps[0].columns,
        "share": 0.25,
        "seed": 3,
        "key": "name",
    }
    return asked | more


def tried(path: Path, steps: tuple[Step, ...] = STEPS, **more: object) -> prepare.Previewed:
    result = prepare.preview(spec(path, steps, **more), path.parent, Silent())
    shown = prepare.read_preview(path.parent / str(result["files"]["preview"]))
    assert result["rows"] == shown.sampled
    return shown


def drawn() -> prepare.Drawn:
    classes = np.array([int(number % 4 == 0) for number in range(ROWS)])
    return prepare.draw(classes, np.ones(ROWS, bool), 0.25, None, 5, 3)


def test_it_is_fitted_on_the_training_rows_of_the_plan_and_on_no_other(stored: Path) -> None:
    shown = tried(stored)

    train = set((drawn().train + 1).tolist())
    rows = {row.number for one in shown.families for effect in one.effects for sample in effect.samples for row in sample.rows}
    assert rows
    assert rows <= train
    assert (shown.rows, shown.counts.train, shown.counts.sealed) == (len(train), 300, 100)
    assert [(one.name, one.train, one.sealed) for one in shown.counts.classes] == [("no", 225, 75), ("yes", 75, 25)]


def test_sealed_rows_change_nothing_of_what_is_learnt(stored: Path) -> None:
    before = tried(stored)
    whole = parquet.read_table(stored)
    load = whole.column("load").to_pylist()
    for row in drawn().sealed.tolist():
        load[row] = 1e9
    parquet.write_table(whole.set_column(whole.schema.get_field_index("load"), "load", pa.array(load)), stored)

    assert tried(stored) == before


@pytest.mark.parametrize("family", ["tree", "linear"])
def test_the_columns_it_ends_with_are_the_features_that_training_gets(stored: Path, family: str) -> None:
    cells = {name: values[drawn().train] for name, values in table(ROWS).items()}
    fed = feed(Interface("regression", "", inputs()), cells)
    graph = fit(STEPS, inputs(), fed, family)
    keys, rows = sampling.Keys(drawn().train, None), len(drawn().train)
    taught = prepare.Taught("binary", np.zeros(rows, dtype=np.int64), 2, *prepare.parts(rows, 1))
    trying = previewing.Trying(previewing.PreviewSpec.model_validate(spec(stored)), keys, taught, Silent())
    state = previewing._state(STEPS[0].columns, trying.types, cells)

    for place, (step, bound) in enumerate(zip(STEPS, prepare.bound(STEPS, trying.types, family), strict=True)):
        if bound is not None and bound.parked is None:
            trying.step(place, step, bound, state)

    assert set(state.cells) == set(graph.feature_names)
    found = np.column_stack([state.cells[name] for name in graph.feature_names]).astype(np.float32)
    assert np.array_equal(found, graph.features(fed), equal_nan=True)


def test_each_effect_counts_columns_cells_and_names_what_is_new_and_gone(stored: Path) -> None:
    shown = tried(stored)

    keep, dates, kinds, places = (shown.effect(place, "tree") for place in (0, 1, 2, 3))
    assert (keep.before, keep.after, keep.cells) == (8, 6, 0)
    assert keep.gone == ("name",)
    assert dates.gone == ("when",)
    assert "when · month" in dates.made
    assert dates.after == dates.before - 1 + dates.made_count
    assert kinds.gone == ("kind",)
    assert "kind = 한글" in kinds.made
    assert (places.before, places.after, places.cells) == (kinds.after, kinds.after, 300)
    assert shown.effect(3, "linear") is None
    linear = shown.effect(5, "linear")
    assert linear.cells == int(np.isnan(table(ROWS)["load"][drawn().train]).sum()) + linear_gaps(shown)


def linear_gaps(shown: prepare.Previewed) -> int:
    """Cells of date parts that were missing: each part of each missing date."""
    missing = int((table(ROWS)["when"][drawn().train] == np.iinfo(np.int64).min).sum())
    return missing * shown.effect(1, "linear").made_count


def test_rows_that_change_come_first_with_the_cells_of_the_step(stored: Path) -> None:
    steps = (STEPS[0], Step("missing", ("load",)))

    sample = tried(stored, steps).effect(1, "linear").samples[0]

    assert (sample.before, sample.after) == (("load",), ("load", "load = ∅"))
    assert len(sample.rows) == 30
    changes = [row.changes for row in sample.rows]
    assert changes == sorted(changes, reverse=True)
    first, last = sample.rows[0], sample.rows[-1]
    assert first.key == f"row {first.number - 1}"
    assert (first.before[0], first.after[1]) == (None, 1.0)
    assert first.after[0] is not None
    assert (last.changes, last.before[0], last.after[1]) == (False, last.after[0], 0.0)
    numbers = [row.number for row in sample.rows if row.changes]
    assert numbers == sorted(numbers)


def test_what_was_learnt_is_told_in_words_with_its_figures(stored: Path) -> None:
    shown = tried(stored)

    load = shown.effect(5, "linear").learnt["load"]
    values = table(ROWS)["load"][drawn().train]
    assert load.key == "prepare.learnt_median"
    assert load.facts == {"value": float(np.nanmedian(values)), "cells": int(np.isnan(values).sum())}
    assert shown.effect(2, "tree").learnt["kind"].facts["kept"] == 4
    assert shown.effect(2, "tree").told.facts["columns"] == 1


def test_columns_that_no_step_turned_into_numbers_are_told(stored: Path) -> None:
    shown = tried(stored, (STEPS[0], Step("one_hot", ("kind",), {}, ("linear",))))

    assert [one.unseen for one in shown.families] == [("kind", "place", "when"), ("place", "when")]


def test_parked_steps_have_no_effect(stored: Path) -> None:
    shown = tried(stored, (STEPS[0], Step("scale", ("gone",)), Step("scale", ("size",))))

    assert shown.effect(1, "tree") is None
    assert shown.effect(2, "tree").cells == 300


def test_a_step_that_cannot_be_fitted_is_named_with_its_reason_and_the_rest_is_told(stored: Path) -> None:
    twice = (STEPS[0], Step("missing", ("load",)), Step("keep", STEPS[0].columns), Step("scale", ("size",), {"bound": 0.1}))

    shown = tried(stored, twice)

    assert [one.wrong.step for one in shown.families] == [3, 3]
    assert shown.families[0].wrong.reason.key == "params.out_of_range"
    assert shown.effect(1, "tree").made == ("load = ∅",)


def test_a_recipe_that_leaves_nothing_says_so(stored: Path) -> None:
    shown = tried(stored, (Step("keep", ("kind",)),))

    assert {(one.wrong.step, one.wrong.reason.key) for one in shown.families} == {(None, "prepare.nothing_left")}


def test_many_rows_are_sampled_always_the_same_way_and_it_is_said(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previewing, "MOST_ROWS", 120)
    monkeypatch.setattr(previewing, "FEWEST_ROWS", 50)

    first, again = tried(stored), tried(stored)

    assert (first.rows, first.sampled) == (300, 120)
    assert first == again
    assert len(previewing.picked(300, 10**9)) == 50


def test_the_stored_draw_of_a_run_is_used_where_there_is_one(stored: Path) -> None:
    fold = np.where(np.arange(ROWS) < 40, -1, np.arange(ROWS) % 5)
    split = stored.parent / "split.parquet"
    parquet.write_table(pa.table({"fold": fold}), split)

    shown = tried(stored, split=split)

    assert (shown.counts.train, shown.counts.sealed, shown.counts.folds) == (360, 40, 5)
    assert min(row.number for row in shown.effect(0, "tree").samples[0].rows) == 41


def test_rows_that_came_as_a_hold_out_of_their_own_are_not_used(stored: Path) -> None:
    shown = tried(stored, holdout_rows=100, share=0.0)

    assert (shown.counts.train, shown.counts.sealed) == (300, 100)
    assert max(row.number for effect in shown.families[0].effects for one in effect.samples for row in one.rows) <= 300


def test_too_few_rows_are_refused_before_anything_is_fitted(stored: Path) -> None:
    with pytest.raises(InputError, match="prepare.too_few_rows"):
        tried(stored, holdout_rows=390, share=0.0)


def test_it_reports_as_it_goes_and_hears_a_cancel(stored: Path) -> None:
    class Impatient(Silent):
        said: list[str] = []

        def progress(self, fraction: float, key: str, **facts: object) -> None:
            self.said.append(key)
            if len(self.said) == 5:
                raise Cancelled

    with pytest.raises(Cancelled):
        prepare.preview(spec(stored), stored.parent, Impatient())

    assert Impatient.said[0] == "prepare.reading"
    assert not (stored.parent / "preview.json").exists()


def test_of_many_columns_each_has_rows_of_its_own(stored: Path) -> None:
    shown = tried(stored, (STEPS[0], Step("scale", ())))

    samples = tried(stored, (STEPS[0], Step("one_hot", ()), Step("missing", ()), Step("scale", ()))).effect(3, "tree").samples
    assert [one.column for one in shown.effect(1, "tree").samples] == [""]
    assert len(samples) > 12
    assert {len(one.before) for one in samples} == {1}
    assert {len(one.rows) for one in samples} == {12}


def test_new_columns_belong_to_the_longest_name_they_begin_with() -> None:
    found = sampling.origins(("age", "age group"), ("age = ∅", "age group = 1", "sum"))

    assert found == {"age = ∅": "age", "age group = 1": "age group", "sum": None}


def test_cells_are_written_as_people_read_them() -> None:
    cells = [np.float64(np.inf), np.float64(1.5), np.int64(0), np.int64(86_400_000_000 + 3_600_000_000), np.iinfo(np.int64).min]

    assert [sampling._cell(cell if isinstance(cell, np.generic) else np.int64(cell)) for cell in cells] == [
        None, 1.5, "1970-01-01", "1970-01-02 01:00:00", None,
    ]  # fmt: skip
    assert [sampling._cell(cell) for cell in ("", "x")] == [None, "x"]


def test_a_step_whose_columns_were_left_out_before_says_so_and_the_rest_goes_on(stored: Path) -> None:
    steps = (
        Step("keep", ("size", "load", "on", "kind")),
        Step("eliminate", (), {"most": 1}),
        Step("scale", ("size", "load", "on")),
        Step("scale", ("on",)),
        Step("one_hot", ("kind",)),
    )
    shown = tried(stored, steps)

    chosen = shown.effect(1, "tree")
    assert chosen is not None
    assert chosen.told is not None
    assert (chosen.before, chosen.after, chosen.gone_count) == (4, 2, 2)
    assert chosen.told.facts == {"kept": 1, "columns": 3}
    (kept,) = {"size", "load", "on"} - set(chosen.gone)
    assert [chosen.learnt[name].key for name in ("size", "load", "on")].count("prepare.learnt_place") == 1
    later, last = shown.effect(2, "tree"), shown.effect(3, "tree")
    assert later is not None
    assert last is not None
    assert set(later.learnt) == {kept}
    assert (last.told is not None and last.told.key == "prepare.told_picked_out") == (kept != "on")
    assert shown.effect(4, "tree") is not None


def test_a_step_on_categories_and_numbers_shows_both_with_what_it_made(stored: Path) -> None:
    steps = (Step("keep", ("size", "kind")), Step("group", ("size", "kind")))

    effect = tried(stored, steps).effect(1, "tree")

    assert effect is not None
    assert effect.made == ("size · mean · kind", "size − mean · kind")
    (shown,) = effect.samples
    assert set(shown.before) == {"size", "kind"}
    assert shown.after == effect.made


def test_rows_count_by_their_weight_as_in_training(stored: Path) -> None:
    whole = parquet.read_table(stored)
    heavy = [9.0 if left == "yes" else 1.0 for left in whole.column("left").to_pylist()]
    parquet.write_table(whole.append_column("heavy", pa.array(heavy)), stored)
    steps = (Step("keep", ("place",)), Step("target_encode", ("place",)))

    even, weighed = (tried(stored, steps, weights=name).effect(1, "tree") for name in (None, "heavy"))

    assert even is not None and even.told is not None
    assert weighed is not None and weighed.told is not None
    assert even.told.facts["prior"] == pytest.approx(0.25)
    assert weighed.told.facts["prior"] == pytest.approx(9 / 12)


@pytest.mark.parametrize("last", [Step("pca", ()), Step("combine", (), {"pairs": "every", "how": "ratio"}), Step("variance", ())])
def test_later_steps_get_the_columns_in_the_order_in_which_training_has_them(last: Step) -> None:
    steps = (Step("keep", ("size", "load", "on", "kind")), Step("missing", ("load", "size")), Step("scale", ("size",)), last)
    cells = {name: values[:ROWS] for name, values in table(ROWS).items() if name in steps[0].columns}
    own = tuple(one for one in inputs() if one.name in cells)
    graph = fit(steps, own, feed(Interface("regression", "", own), cells), "tree")
    taught = prepare.Taught("binary", np.zeros(ROWS, dtype=np.int64), 2, *prepare.parts(ROWS, 1))
    keys = sampling.Keys(np.arange(ROWS), None)
    trying = previewing.Trying(previewing.PreviewSpec.model_validate(spec(Path("x"), steps)), keys, taught, Silent())
    state = previewing._state(steps[0].columns, trying.types, cells)

    for place, (step, bound) in enumerate(
        zip(steps, prepare.bound(steps, {one.name: one.type for one in own}, "tree"), strict=True)
    ):
        assert bound is not None
        trying.step(place, step, bound, state)

    assert tuple(name for name, wire in state.wires.items() if wire == "numbers") == graph.feature_names
