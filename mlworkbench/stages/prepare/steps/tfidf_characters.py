"""Runs of characters of a text as numbers: parts of words, endings, codes; they need no words and survive typing errors.

No operator looks at single characters. But a text splits at each place where a run stands, and into one piece more than there
are such places: one node for each run.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import Fact
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import tokens
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

MOST_TEXTS, MOST_CHARACTERS = 3_000, 400  # that are read to learn
BLANK = "␣"


@dataclass(frozen=True)
class Runs:
    """Of one column; no `runs` where none is frequent enough."""

    runs: tuple[str, ...]
    weights: Array
    found: int


@dataclass(frozen=True)
class Learnt:
    columns: tuple[Runs, ...]
    level: bool


def learn(values: Array, names: Sequence[str], params: Chosen) -> Learnt:
    lengths = range(int(params["shortest"]), max(int(params["shortest"]), int(params["longest"])) + 1)
    order = np.random.Generator(np.random.PCG64(len(values))).permutation(len(values))[:MOST_TEXTS]
    columns = [_learnt(column[order].tolist(), lengths, int(params["least"]), int(params["most"])) for column in values.T]
    return Learnt(tuple(columns), bool(params["level"]))


def _learnt(texts: Sequence[str], lengths: range, least: int, most: int) -> Runs:
    """First the runs that tell texts apart best, being in about half of them."""
    having = Counter[str]()
    for text in texts:
        having.update(_runs(text[:MOST_CHARACTERS], lengths))
    enough = [(count, run) for run, count in having.items() if count >= least]
    chosen = [run for _, run in sorted(enough, key=lambda one: (-one[0] * (len(texts) - one[0]), one[1]))[:most]]
    return Runs(tuple(chosen), tokens.rarity(len(texts), np.array([having[run] for run in chosen], np.float64)), len(having))


def _runs(text: str, lengths: range) -> set[str]:
    every = {text[at : at + length] for length in lengths for at in range(len(text) - length + 1)}
    return {run for run in every if run.strip() and run.isprintable()}


def emit(graph: Graph, names: Sequence[str], learned: Learnt) -> None:
    for name, found in zip(names, learned.columns, strict=True):
        if found.runs:
            cells = graph.take([name])
            pieces = [graph.two("StringSplit", cells, delimiter=run, maxsplit=tokens.MOST_COUNT)[1] for run in found.runs]
            parted = graph.cast(graph.node("Concat", *pieces, axis=1), np.float64)
            counts = graph.node("Max", graph.node("Sub", parted, graph.numbers(1.0)), graph.numbers(0.0))
            graph.put(tokens.weighed(graph, counts, found.weights, learned.level), _titles(name, found), "numbers")
    graph.drop(names)


def _titles(name: str, found: Runs) -> tuple[str, ...]:
    return tuple(f"{name} ∋ ‹{run.replace(' ', BLANK)}›" for run in found.runs)


def reference(values: Array, names: Sequence[str], learned: Learnt) -> tuple[tuple[str, ...], Array]:
    titles, made = list[str](), [np.empty((len(values), 0))]
    for place, found in enumerate(learned.columns):
        counts = np.array([[text.count(run) for run in found.runs] for text in values[:, place]], dtype=np.float64)
        if found.runs:
            made.append(tokens.plain_weighed(np.minimum(counts, tokens.MOST_COUNT), found.weights, learned.level))
            titles += _titles(names[place], found)
    return tuple(titles), np.hstack(made)


def tell(names: Sequence[str], learned: Learnt) -> Told:
    each = {}
    for name, found in zip(names, learned.columns, strict=True):
        first = ", ".join(f"‹{run.replace(' ', BLANK)}›" for run in found.runs[:5])
        facts: dict[str, Fact] = {"kept": len(found.runs), "found": found.found, "first": first}
        each[name] = Reason("prepare.learnt_runs", facts) if found.runs else Reason("prepare.learnt_no_runs")
    kept, every = sum(len(one.runs) for one in learned.columns), sum(one.found for one in learned.columns)
    return Told(Reason("prepare.told_runs", {"columns": len(names), "kept": kept, "found": every}), each)


STEP = StepKind(
    name="tfidf_characters",
    title=Words("Characters (TF-IDF)", "문자열 조각(TF-IDF)"),
    help=Words(
        "Each telling run of characters becomes a column: how often it is in the text, the more the rarer it is elsewhere. It "
        "sees parts of words, Korean words under their particles, codes, and typing errors. Capitals count as other characters. "
        "A row takes one to three thousandths of a millisecond longer for each run.",
        "텍스트를 잘 구분하는 문자열 조각마다 열을 만들고, 나온 횟수에 다른 텍스트에서 드물수록 큰 가중치를 곱합니다. "
        "단어의 일부, 조사가 붙은 한국어 단어, 코드, 오타를 알아봅니다. 대문자와 소문자는 다른 문자로 셉니다. 조각 하나마다 "
        "한 행의 계산이 0.001–0.003밀리초 늘어납니다.",
    ),
    takes=frozenset({"texts"}),
    params=(
        Param(
            "most",
            Words("At most runs", "최대 조각 수"),
            50,
            low=1,
            high=300,
            help=Words(
                "So many runs of a column, first those that tell texts apart best. Each costs time for every row.",
                "텍스트를 가장 잘 구분하는 조각부터 열마다 이 수까지 씁니다. 조각마다 행을 계산하는 시간이 늘어납니다.",
            ),
        ),
        Param(
            "least",
            Words("In at least texts", "최소 텍스트 수"),
            5,
            low=1,
            high=3000,
            help=Words(
                "A run that is in fewer of the training texts looked at (up to 3,000) is left out.",
                "살펴본 학습 텍스트(최대 3,000개) 가운데 이보다 적은 수에 나온 조각은 제외합니다.",
            ),
        ),
        Param(
            "shortest",
            Words("Shortest run", "가장 짧은 조각"),
            2,
            low=1,
            high=6,
            help=Words("Characters of the shortest runs.", "가장 짧은 조각의 글자 수입니다."),
        ),
        Param(
            "longest",
            Words("Longest run", "가장 긴 조각"),
            3,
            low=1,
            high=6,
            help=Words(
                "Characters of the longest runs. Where it is less than the shortest, all runs are as long as that.",
                "가장 긴 조각의 글자 수입니다. 가장 짧은 조각보다 작으면 모든 조각을 그 길이로 맞춥니다.",
            ),
        ),
        Param(
            "level",
            Words("Level long and short texts", "길이 보정"),
            True,
            help=Words(
                "Divide by the length of the row's numbers taken as a vector, so that a long text does not outweigh a short one.",
                "행의 값을 벡터로 보고 그 길이로 나누어, 긴 텍스트가 짧은 텍스트보다 크게 세어지지 않게 합니다.",
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
)
