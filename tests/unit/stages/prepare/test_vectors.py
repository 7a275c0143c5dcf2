"""Word vectors are read from a user's file line by line, and what is wrong with it is told with the line."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import STEPS, vectors
from mlworkbench.stages.prepare.graph import Graph, run

TEXT = "the 1 0\nSeoul 0 2\nseoul 0 4\nParis -1 1.5\n좋다 0.25 0.5\n"


def given(folder: Path, content: str | bytes) -> Path:
    path = folder / "words.vec"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize("header", ["", "5 2\n"])
def test_the_vectors_of_wanted_words_are_found_with_and_without_a_header(header: str, tmp_path: Path) -> None:
    found = vectors.load(given(tmp_path, header + TEXT), {"the": "the", "좋다": "좋다", "nowhere": "nowhere"})

    assert found.width == 2
    assert {word: vector.tolist() for word, vector in found.found.items()} == {"the": [1, 0], "좋다": [0.25, 0.5]}


def test_the_first_spelling_that_the_file_has_counts(tmp_path: Path) -> None:
    path = given(tmp_path, TEXT)

    first = vectors.load(path, {"seoul": "seoul", "Seoul": "seoul"}).found["seoul"]
    other = vectors.load(path, {"paris": "paris", "PARIS": "paris", "Paris": "paris"}).found["paris"]

    assert first.tolist() == [0, 4]
    assert other.tolist() == [-1, 1.5]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("the 1 2\nseoul 1\n", 2),
        ("the 1 2\nseoul 1 x\n", 2),
        ("the 1 2\nseoul 1 inf\n", 2),
        ("the one two\n", 1),
        (b"\x93NUMPY\x01\x00", 1),
        ("word\n", 1),
    ],
)
def test_an_odd_line_is_told_by_its_number(content: str | bytes, line: int, tmp_path: Path) -> None:
    with pytest.raises(InputError) as wrong:
        vectors.load(given(tmp_path, content), {"seoul": "seoul"})

    assert (wrong.value.key, wrong.value.facts["line"]) == ("prepare.vectors_odd_line", line)
    assert "words.vec" in tr(wrong.value.key, **wrong.value.facts)


@pytest.mark.parametrize(
    ("name", "key"),
    [("", "prepare.no_vectors"), ("nowhere.vec", "prepare.vectors_not_read"), (".", "prepare.no_vectors")],
)
def test_without_a_file_there_are_words(name: str, key: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as wrong:
        vectors.load(tmp_path / name if name not in ("", ".") else Path(name), {})

    assert wrong.value.key == key


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as wrong:
        vectors.load(given(tmp_path, ""), {"the": "the"})

    assert wrong.value.key == "prepare.vectors_empty"


def fitted(path: Path, *texts: str) -> tuple[Graph, Any]:
    cells = np.array(texts, dtype=object).reshape(-1, 1)
    graph, kind = Graph((Input("text", "text"),), {"texts": cells}), STEPS["word_vectors"]
    learned = kind.learnt(cells, ("text",), params.check(kind.params, {"path": str(path), "least": 1}), None)
    kind.emit(graph, ("text",), learned)
    return graph, learned


def test_a_text_is_the_mean_of_the_words_it_has_a_vector_for(tmp_path: Path) -> None:
    graph, _ = fitted(given(tmp_path, TEXT), "The Paris seoul", "좋다, unknown", "other")
    rows: Array = np.array([["the SEOUL! never"], ["좋다"], [""], ["paris"]], dtype=object)

    found = run(graph.model([graph.take(graph.columns("numbers"))]), {"texts": rows})[0]

    assert graph.columns("numbers") == ("text · vector 1", "text · vector 2")
    assert found == pytest.approx(np.array([[0.5, 2.0], [0.25, 0.5], [0.0, 0.0], [-1.0, 1.5]]), abs=1e-6)


def test_where_the_file_knows_no_word_the_column_is_gone_and_it_is_told(tmp_path: Path) -> None:
    graph, learned = fitted(given(tmp_path, TEXT), "nobody knows")

    told = STEPS["word_vectors"].tell

    assert told is not None
    assert graph.columns("numbers") == ()
    assert told(("text",), learned).columns["text"].key == "prepare.learnt_no_vectors"
