"""Values that stand for nothing become missing in the graph itself, for every wire kind, and nothing else is touched."""

import numpy as np
import pytest

from mlworkbench.base.records import Column, Step
from mlworkbench.scoring.manifest import Input, Interface, Wire
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.wire import NO_DATE, Array, Columns, feed
from mlworkbench.stages import prepare
from mlworkbench.stages.prepare.graph import Graph, run

DAY = 86_400_000_000
FIRST = int(np.datetime64("1900-01-01", "us").astype(np.int64))


def blanked(inputs: tuple[Input, ...], columns: Columns, wire: Wire) -> Array:
    fed = feed(Interface("regression", "y", inputs), columns)
    graph = Graph(inputs, fed)
    names = [one.name for one in inputs if one.wire == wire]
    model = graph.model([graph.take(names)])
    check_model(model)
    return run(model, fed)[0]


def test_numbers_equal_to_a_mark_or_beyond_a_bound_are_missing() -> None:
    inputs = (
        Input("a", "number", sentinels=("-200", "999.5")),
        Input("b", "number", below=0.0),
        Input("c", "number", above=10.0),
        Input("d", "flag", sentinels=("9",)),
        Input("e", "number"),
    )
    rows = np.array(
        [
            [-200.0, -1e-9, 10.000001, 9.0, -200.0],
            [999.5, -0.0, 10.0, 1.0, 9.0],
            [np.nextafter(-200.0, 0), 0.0, -5.0, 0.0, -1.0],
            [np.nan, np.nan, np.nan, np.nan, np.nan],
        ]
    )
    found = blanked(inputs, {one.name: rows[:, place] for place, one in enumerate(inputs)}, "numbers")

    missing = np.array([[1, 1, 1, 1, 0], [1, 0, 0, 0, 0], [0] * 5, [1] * 5], dtype=bool)
    assert np.array_equal(np.isnan(found), missing)
    assert (found.view(np.int64) == rows.view(np.int64))[~missing].all()  # to the last bit, the sign of nought too


def test_texts_and_dates_have_marks_too() -> None:
    inputs = (
        Input("kind", "category", sentinels=("N/A", "없음")),
        Input("other", "text"),
        Input("seen", "date", sentinels=("1900-01-01",)),
        Input("left", "date"),
    )
    columns = {
        "kind": ["N/A", "없음", "n/a", "x", None],
        "other": ["N/A", "", "가", "y", "z"],
        "seen": np.array([FIRST, FIRST + 1, 0, DAY, NO_DATE]),
        "left": np.array([FIRST, 1, 2, 3, 4]),
    }

    assert blanked(inputs, columns, "texts").tolist() == [["", "N/A"], ["", ""], ["n/a", "가"], ["x", "y"], ["", "z"]]
    dates = blanked(inputs, columns, "dates")
    assert dates[:, 0].tolist() == [NO_DATE, FIRST + 1, 0, DAY, NO_DATE]
    assert dates[:, 1].tolist() == [FIRST, 1, 2, 3, 4]


def test_without_marks_the_graph_has_no_node_for_them() -> None:
    graph = Graph((Input("a", "number"), Input("t", "text"), Input("d", "date")), {})

    assert not graph.nodes


def test_a_computed_column_and_what_is_learnt_see_the_missing_values() -> None:
    columns = (Column("a", "number", emptied=("-200",)), Column("twice", "number", formula="a * 2"), Column("y", "number"))
    cells = {"a": np.array([-200.0, 1.0, 3.0])}
    behind = prepare.sources(columns, ("a", "twice"), "y")
    inputs = prepare.interface_inputs(columns, cells)
    fed = feed(Interface("regression", "y", inputs), cells)

    graph = prepare.fit((Step("keep", ("a", "twice")), Step("missing", (), {}, ("linear",))), inputs, fed, "linear", behind)

    features = dict(zip(graph.feature_names, graph.features(fed).T.tolist(), strict=True))
    assert features["a"] == [2.0, 1.0, 3.0]
    assert features["twice"] == [4.0, 2.0, 6.0]


@pytest.mark.parametrize("kind", ["number", "category"])
def test_columns_hand_their_marks_to_the_inputs(kind: str) -> None:
    column = Column("a", kind, missing=("-200", "?"), below=-50.0 if kind == "number" else None)  # type: ignore[arg-type]
    cells = np.array([1.0]) if kind == "number" else np.array(["x"], dtype=object)

    (made,) = prepare.interface_inputs((column,), {"a": cells})

    assert made.marks == ("-200", "?")
    assert made.sentinels == (("-200",) if kind == "number" else ("-200", "?"))
    assert made.below == (-50.0 if kind == "number" else None)
