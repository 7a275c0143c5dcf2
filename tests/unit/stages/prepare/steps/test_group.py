"""Figures of a number within a category are those that pandas gives, and what training did not know gets those of all rows."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlworkbench.base import params
from mlworkbench.base.errors import InputError
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import STEPS
from mlworkbench.stages.prepare.graph import Graph, run

KIND = STEPS["group"]
INPUTS = (Input("price", "number"), Input("rooms", "number"), Input("city", "category"), Input("kind", "category"))
NAMES = ("price", "rooms", "city", "kind")
ALL = {"mean": True, "median": True, "min": True, "max": True, "sd": True, "count": True, "apart": True, "least": 1}


def table(rows: int = 300) -> dict[str, Array]:
    random = np.random.Generator(np.random.PCG64(1))
    numbers = np.column_stack([random.lognormal(12, 1, rows), random.integers(1, 6, rows).astype(float)])
    numbers[random.random(numbers.shape) < 0.1] = np.nan
    cities = np.array(["서울", "부산", "", "🙂", "d"], dtype=object)
    texts = np.column_stack(
        [cities[random.integers(0, 5, rows)], np.array(["a", "b"], dtype=object)[random.integers(0, 2, rows)]]
    )
    return {"numbers": numbers, "texts": texts}


def fitted(fed: dict[str, Array], names: tuple[str, ...] = NAMES, **chosen: Any) -> tuple[Graph, Any]:
    graph = Graph(INPUTS, fed)
    learned = KIND.learnt(graph.cells(names), names, params.check(KIND.params, chosen), None)
    KIND.emit(graph, names, learned)
    return graph, learned


def made(graph: Graph, fed: dict[str, Array], *names: str) -> Array:
    found: Array = run(graph.model([graph.take(names)]), fed)[0]
    return found


def test_each_figure_is_what_pandas_gives() -> None:
    fed = table()
    graph, _ = fitted(fed, **ALL)
    frame = pd.DataFrame(fed["numbers"], columns=["price", "rooms"]).assign(city=fed["texts"][:, 0], kind=fed["texts"][:, 1])

    for number in ("price", "rooms"):
        for text in ("city", "kind"):
            groups = frame.groupby(text)[number]
            for figure in ("mean", "median", "min", "max", "count"):
                assert made(graph, fed, f"{number} · {figure} · {text}")[:, 0] == pytest.approx(
                    groups.transform(figure).to_numpy()
                )
            spread = groups.transform(lambda part: part.std(ddof=0)).to_numpy()
            assert made(graph, fed, f"{number} · sd · {text}")[:, 0] == pytest.approx(spread)
            apart = (frame[number] - groups.transform("mean")).to_numpy()
            assert made(graph, fed, f"{number} − mean · {text}")[:, 0] == pytest.approx(apart, nan_ok=True)


def test_a_category_never_seen_or_rare_gets_the_figures_of_all_rows() -> None:
    fed = table()
    fed["texts"][0, 0] = "once"
    graph, learned = fitted(fed, ("price", "city"), least=5)
    rows = {"numbers": fed["numbers"][:3], "texts": np.array([["once", "a"], ["nowhere", "a"], ["서울", "a"]], dtype=object)}

    found = made(graph, rows, "price · mean · city")[:, 0]

    assert found[:2] == pytest.approx(np.nanmean(fed["numbers"][:, 0]))
    assert found[2] != found[0]
    assert learned.beyond == 1


def test_a_category_without_any_value_of_the_number_gets_the_figures_of_all_rows() -> None:
    fed = table()
    fed["numbers"][fed["texts"][:, 0] == "부산", 0] = np.nan
    graph, _ = fitted(fed, ("price", "city"), **ALL)
    rows = {"numbers": fed["numbers"][:1], "texts": np.array([["부산", "a"]], dtype=object)}

    assert made(graph, rows, "price · mean · city")[0, 0] == pytest.approx(np.nanmean(fed["numbers"][:, 0]))
    assert made(graph, rows, "price · count · city")[0, 0] == 0.0


def test_huge_numbers_stay_within_float32() -> None:
    fed = table(50)
    fed["numbers"][:, 0] = np.where(np.arange(50) % 2, 3.4e38, -3.4e38)
    graph, _ = fitted(fed, **ALL)
    names = [name for name in graph.columns("numbers") if name not in NAMES]

    found = made(graph, fed, *names)

    with np.errstate(over="raise"):
        assert np.isfinite(found.astype(np.float32)[:, [not name.startswith("rooms") for name in names]]).all()


def test_columns_stay_and_one_row_is_enough() -> None:
    fed = {"numbers": np.array([[2.0, np.nan]]), "texts": np.array([["x", ""]], dtype=object)}
    graph, _ = fitted(fed, **ALL)

    assert set(NAMES) <= {*graph.columns("numbers"), *graph.columns("texts")}
    assert made(graph, fed, "price · mean · city", "rooms · mean · kind", "price · sd · city").tolist() == [[2.0, 0.0, 0.0]]


def test_without_any_figure_there_are_words() -> None:
    with pytest.raises(InputError) as wrong:
        fitted(table(), mean=False, apart=False)

    assert wrong.value.key == "prepare.no_figure"
