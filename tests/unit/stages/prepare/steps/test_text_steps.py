"""Words and characters of texts become the same numbers in the graph as in plain Python, row by row, to the last bit."""

from typing import Any

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.texts import check_texts
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import STEPS
from mlworkbench.stages.prepare.graph import Graph, run
from mlworkbench.stages.prepare.tokens import MOST_LINES, MOST_WORDS, MOST_WORDS_OF_LINE

WORDS = (
    "good",
    "Bad,",
    "영화가",
    "좋다",
    "🙂",
    "Great!",
    "the",
    "THE",
    "tab\tinside",
    "no\u00a0break",
    "x" * 80,
    "end.",
    "ß",
    "İ",
)


def texts(count: int = 400, line: str = " ") -> Array:
    random = np.random.Generator(np.random.PCG64(5))
    made = [
        (line if place % 7 == 0 else " ").join(random.choice(WORDS, random.integers(0, 12)).tolist()) for place in range(count)
    ]
    return column(*made, "", "   ", " a  b ", f"one{line}{line}two", " ".join(["the"] * (MOST_WORDS + 50)), "가나" * 3000)


def column(*made: str) -> Array:
    found = np.empty((len(made), 1), dtype=object)
    found[:, 0] = made
    return found


def fitted(kind: str, cells: Array, **chosen: Any) -> tuple[Graph, Any]:
    graph = Graph((Input("text", "text"),), {"texts": cells})
    learned = STEPS[kind].learnt(cells, ("text",), params.check(STEPS[kind].params, chosen), None)
    STEPS[kind].emit(graph, ("text",), learned)
    return graph, learned


def made(graph: Graph, cells: Array, *names: str) -> Array:
    found: Array = run(graph.model([graph.take(names or graph.columns("numbers"))]), {"texts": cells})[0]
    return found


@pytest.mark.parametrize("line", [" ", "\n"])
@pytest.mark.parametrize(
    ("kind", "chosen"),
    [
        ("tfidf_words", {}),
        ("tfidf_words", {"longest": 3, "most": 500, "least": 1}),
        ("tfidf_words", {"longest": 2, "fold": False, "counting": "once", "level": False}),
        ("tfidf_characters", {}),
        ("tfidf_characters", {"shortest": 1, "longest": 1, "level": False}),
    ],
)
def test_one_row_and_many_give_what_plain_python_gives(kind: str, chosen: dict[str, Any], line: str) -> None:
    cells = texts(line=line)
    graph, learned = fitted(kind, cells, **chosen)

    names, wanted = STEPS[kind].reference(cells, ("text",), learned)

    model = graph.model([graph.take(names)])
    check_model(model)
    check_texts(model)
    assert names == graph.columns("numbers")
    assert np.array_equal(run(model, {"texts": cells})[0], wanted)
    last = range(len(cells) - 8, len(cells))
    assert np.array_equal(np.vstack([run(model, {"texts": cells[[row]]})[0] for row in last]), wanted[list(last)])


def test_forms_of_a_word_count_as_one_also_those_that_training_did_not_have() -> None:
    graph, _ = fitted("tfidf_words", column("good film", "good, film", "good", "bad"), least=2, level=False)

    found = made(graph, column("Good", "GOOD", "good!", "good?", "gOOd", "goods"), "text ∋ good")[:, 0]

    assert (found[:4] > 0).all()
    assert (found[4:] == 0).all()


def test_as_they_are_written_forms_count_apart() -> None:
    graph, _ = fitted("tfidf_words", column("good", "Good", "good", "Good", "x"), least=2, fold=False)

    assert set(graph.columns("numbers")) == {"text ∋ good", "text ∋ Good"}


def test_a_phrase_does_not_go_beyond_a_line() -> None:
    cells = column(*(["not good"] * 4), "not\ngood", "x\ny")
    graph, _ = fitted("tfidf_words", cells, longest=2, least=2, level=False)

    found = made(graph, cells, "text ∋ not good", "text ∋ good")

    assert (found[:4] > 0).all()
    assert found[4].tolist()[0] == 0.0
    assert found[4].tolist()[1] > 0


def test_a_rare_word_weighs_more_and_a_long_text_no_more_than_a_short_one() -> None:
    cells = column(*(["often rare"] * 3), *(["often"] * 20), "often " * 50)
    plain, _ = fitted("tfidf_words", cells, level=False)
    level, _ = fitted("tfidf_words", cells)

    once = made(plain, column("often rare"), "text ∋ often", "text ∋ rare")[0]
    lengths = np.linalg.norm(made(level, column("often", "often " * 90, "often rare", "")), axis=1)

    assert once[1] > once[0]
    assert lengths == pytest.approx([1.0, 1.0, 1.0, 0.0])


def test_words_after_the_limit_are_not_read() -> None:
    cells = column("a b", "b a", "a\nb", "b a")
    graph, _ = fitted("tfidf_words", cells, least=1, level=False, counting="once")
    rows = column("x " * (MOST_WORDS_OF_LINE - 2) + "a b", "x " * (MOST_WORDS_OF_LINE - 1) + "a b", "x\n" * MOST_LINES + "a")

    found = made(graph, rows, "text ∋ a")[:, 0]

    assert (found > 0).tolist() == [True, False, False]


def test_characters_find_a_korean_word_under_its_particles() -> None:
    cells = column(*(["사과를 먹다", "사과가 좋다", "배를 먹다", "배가 좋다"] * 5))
    graph, _ = fitted("tfidf_characters", cells, shortest=2, longest=2)

    found = made(graph, column("사과도", "포도"), "text ∋ ‹사과›")[:, 0]

    assert found[0] > 0
    assert found[1] == 0


@pytest.mark.parametrize("kind", ["tfidf_words", "tfidf_characters"])
def test_without_any_frequent_word_the_column_is_gone(kind: str) -> None:
    graph, learned = fitted(kind, column("", "", ""))

    told = STEPS[kind].tell

    assert graph.columns("numbers") == graph.columns("texts") == ()
    assert told is not None
    assert told(("text",), learned).columns["text"].key.startswith("prepare.learnt_no_")


def test_one_row_is_enough() -> None:
    graph, _ = fitted("tfidf_words", column("only one"), least=1)

    assert made(graph, column("one", "two")).shape == (2, 2)
