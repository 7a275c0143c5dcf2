"""A recipe of texts, groups, choices and components ships as one file that gives the same bits for one row and for many."""

import numpy as np
import pytest

from mlworkbench.base.records import Step
from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.scorer import TEXT_BLOCK, Scorer
from mlworkbench.scoring.texts import check_texts
from mlworkbench.scoring.trees import check_trees
from mlworkbench.scoring.wire import Array, feed
from mlworkbench.stages.prepare import Taught, fit, parts
from mlworkbench.stages.train.assembling import assemble
from mlworkbench.stages.train.tails.linear import Linear

INPUTS = (
    Input("price", "number"),
    Input("rooms", "number"),
    Input("noise", "number"),
    Input("city", "category"),
    Input("note", "text"),
)
WORDS = ("good", "Good,", "bad", "역에서", "가깝다!", "🙂", "room\nwas", "the")
STEPS = (
    Step("keep", tuple(one.name for one in INPUTS)),
    Step("group", ("price", "rooms", "city"), {"median": True, "count": True}),
    Step("one_hot", ("city",)),
    Step("tfidf_words", ("note",), {"longest": 2, "most": 40}),
    Step("variance", ()),
    Step("beats_noise", ("noise", "rooms"), {"rounds": 2}),
    Step("pca", ("price",)),
    Step("information", (), {"most": 20}),
    Step("eliminate", (), {"most": 12}),
)


def rows(count: int, seed: int) -> dict[str, Array]:
    random = np.random.Generator(np.random.PCG64(seed))
    notes = [" ".join(random.choice(WORDS, random.integers(0, 9)).tolist()) for _ in range(count)]
    found = {
        "price": np.where(random.random(count) < 0.1, np.nan, random.lognormal(11, 1, count)),
        "rooms": random.integers(1, 6, count).astype(float),
        "noise": random.normal(size=count),
        "city": random.choice(np.array(["서울", "부산", "", "Paris"], dtype=object), count),
        "note": np.array(notes, dtype=object),
    }
    return found


@pytest.mark.parametrize("kind", ["tfidf_words", "tfidf_characters"])
def test_one_row_and_many_give_the_same_bits(kind: str) -> None:
    steps = tuple(Step(kind, ("note",)) if step.kind == "tfidf_words" and kind != step.kind else step for step in STEPS)
    seen = rows(500, 1)
    target = np.array(["good" in note for note in seen["note"]]).astype(np.int64)
    interface = Interface("regression", "y", INPUTS)
    graph = fit(steps, INPUTS, feed(interface, seen), "linear", None, Taught("binary", target, 2, *parts(500, 1)))
    weights = np.random.Generator(np.random.PCG64(2)).normal(size=(len(graph.feature_names), 1))
    model = assemble(graph, Linear(weights, np.zeros(1)), interface)
    for check in (check_model, check_trees, check_texts):
        check(model)
    other = rows(TEXT_BLOCK + 40, 3) | {"city": np.array(["nowhere"] * (TEXT_BLOCK + 40), dtype=object)}

    many = graph.features(feed(interface, other))
    alone = np.vstack(
        [graph.features(feed(interface, {name: cells[[row]] for name, cells in other.items()})) for row in range(20)]
    )
    scored = Scorer(model).score(other).raw

    assert 1 <= len(graph.feature_names) <= 12
    assert np.array_equal(many[:20], alone, equal_nan=True)
    assert np.array_equal(graph.features(feed(interface, seen)), graph.lessons(), equal_nan=True)
    assert scored[:, 0] == pytest.approx(many.astype(np.float64) @ weights[:, 0], rel=1e-12, nan_ok=True)
