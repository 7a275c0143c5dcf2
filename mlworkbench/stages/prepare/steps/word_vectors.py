"""The meaning of a text as numbers: the mean of its words' vectors, out of a file that others trained on large collections.

The vectors of the words of the training rows become part of the model; the file is needed for training alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mlworkbench.base.errors import Fact
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric, tokens, vectors
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told
from mlworkbench.stages.prepare.tokens import Table

BITS = 24  # of a vector's numbers; a count has 8 and a text 15 bits of words, so that sums are exact in any order


@dataclass(frozen=True)
class Meanings:
    """Of one column: `words` with a vector, `matrix` float64 [words, width + 1], the last of which is 1."""

    table: Table
    words: tuple[str, ...]
    matrix: Array
    looked_for: int


@dataclass(frozen=True)
class Learnt:
    columns: tuple[Meanings, ...]
    width: int


def learn(values: Array, names: Sequence[str], params: Chosen) -> Learnt:
    fold = bool(params["fold"])
    readings = [tokens.read(column, 1, fold) for column in values.T]
    chosen = [[phrase[0] for phrase in one.chosen(int(params["least"]), int(params["most"]))] for one in readings]
    spellings: dict[str, str] = {}
    for words in chosen:
        spellings |= {word: word for word in words}
    for reading, words in zip(readings, chosen, strict=True):  # a word that is in the file with a capital alone
        for word in words:
            for form, _ in reading.forms[word].most_common() if fold else ():
                spellings.setdefault(form, word)
    found = vectors.load(Path(str(params["path"])), spellings)
    columns = []
    for reading, words in zip(readings, chosen, strict=True):
        known = tuple(word for word in words if word in found.found)
        rows = np.array([found.found[word] for word in known]).reshape(len(known), found.width)
        matrix = np.hstack([numeric.on_grid(rows, BITS), np.ones((len(known), 1))])
        table = reading.table([(word,) for word in known], fold)
        columns.append(Meanings(table, known, matrix, len(words)))
    return Learnt(tuple(columns), found.width)


def emit(graph: Graph, names: Sequence[str], learned: Learnt) -> None:
    width = learned.width
    for name, one in zip(names, learned.columns, strict=True):
        if one.words:
            counts = tokens.counted(graph, name, one.table, [(word,) for word in one.words])
            sums = graph.node("MatMul", counts, graph.numbers(one.matrix))
            vector = graph.node("Gather", sums, graph.numbers(range(width), np.int64), axis=1)
            words = graph.node("Gather", sums, graph.numbers([width], np.int64), axis=1)
            mean = graph.node("Div", vector, graph.node("Max", words, graph.numbers(1.0)))
            graph.put(mean, _titles(name, width), "numbers")
    graph.drop(names)


def _titles(name: str, width: int) -> tuple[str, ...]:
    return tuple(f"{name} · vector {number}" for number in range(1, width + 1))


def reference(values: Array, names: Sequence[str], learned: Learnt) -> tuple[tuple[str, ...], Array]:
    titles, made = list[str](), [np.empty((len(values), 0))]
    for place, one in enumerate(learned.columns):
        if one.words:
            sums = tokens.plain_counted(values[:, place], one.table, [(word,) for word in one.words]) @ one.matrix
            made.append(sums[:, :-1] / np.maximum(sums[:, -1:], 1.0))
            titles += _titles(names[place], learned.width)
    return tuple(titles), np.hstack(made)


def tell(names: Sequence[str], learned: Learnt) -> Told:
    each = {}
    for name, one in zip(names, learned.columns, strict=True):
        facts: dict[str, Fact] = {"known": len(one.words), "words": one.looked_for}
        each[name] = Reason("prepare.learnt_vectors" if one.words else "prepare.learnt_no_vectors", facts)
    known, words = sum(len(one.words) for one in learned.columns), sum(one.looked_for for one in learned.columns)
    return Told(Reason("prepare.told_vectors", {"known": known, "words": words, "width": learned.width}), each)


def sample(folder: Path) -> Chosen:
    path = folder / "sample.vec"
    path.write_text("6 3\nx 0.5 -1 2\ny 1 0 0.25\n한글 -0.125 3 1e-2\nplace 1 1 1\nred 0 1 2\nblue 3 4 5\n", "utf-8")
    return {"path": str(path)}


STEP = StepKind(
    name="word_vectors",
    title=Words("Word vectors", "단어 벡터"),
    help=Words(
        "The mean of the vectors of a text's words, so that texts of like meaning get like numbers. Give a file of word vectors "
        "in text form (GloVe, fastText .vec); nothing is downloaded. The vectors of words in training rows ship in the model. "
        "Encoders that need tokenizers or attention layers cannot ship and are not offered.",
        "텍스트에 나온 단어 벡터의 평균으로, 뜻이 비슷한 텍스트가 비슷한 값을 얻습니다. 텍스트 형식의 단어 벡터 파일(GloVe, "
        "fastText .vec)을 지정하십시오. 아무것도 내려받지 않습니다. 학습 행에 나온 단어의 벡터는 모델에 담깁니다. 토크나이저나 "
        "어텐션 층이 필요한 인코더는 모델에 담을 수 없어 제공하지 않습니다.",
    ),
    takes=frozenset({"texts"}),
    params=(
        Param(
            "path",
            Words("File of word vectors", "단어 벡터 파일"),
            "",
            help=Words(
                "The full path of a text file with a word and its numbers in each line.",
                "줄마다 단어와 숫자가 있는 텍스트 파일의 전체 경로입니다.",
            ),
        ),
        Param(
            "most",
            Words("At most words", "최대 단어 수"),
            5000,
            low=1,
            high=50_000,
            help=Words(
                "So many words of a column at most are looked up. Each makes the model larger by the size of a vector.",
                "열마다 이 수까지 단어를 찾습니다. 단어 하나마다 벡터 하나만큼 모델이 커집니다.",
            ),
        ),
        Param(
            "least",
            Words("In at least texts", "최소 텍스트 수"),
            2,
            low=1,
            high=100_000,
            help=Words(
                "A word that is in fewer training texts is not looked up.",
                "이보다 적은 학습 텍스트에 나온 단어는 찾지 않습니다.",
            ),
        ),
        Param(
            "fold",
            Words("Ignore case and marks", "대소문자·문장부호 무시"),
            True,
            help=Words(
                "“Good”, “good,” and “GOOD!” are looked up as one word.", "‘Good’, ‘good,’, ‘GOOD!’을 같은 단어로 찾습니다."
            ),
        ),
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    gives="numbers",
    uses_up=True,
    fills=True,
    tell=tell,
    group="text",
    sample=sample,
)
