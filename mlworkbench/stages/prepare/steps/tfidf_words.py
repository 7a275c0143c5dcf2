"""Words of a text as numbers: how often each is in it, the more the rarer it is elsewhere (TF-IDF)."""

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
from mlworkbench.stages.prepare.tokens import Gram, Table

COUNT, ONCE = "count", "once"


@dataclass(frozen=True)
class Terms:
    """Of one column: its `phrases`, none where no word is frequent enough."""

    table: Table
    phrases: tuple[Gram, ...]
    weights: Array
    found: int


@dataclass(frozen=True)
class Learnt:
    columns: tuple[Terms, ...]
    most: int
    level: bool


def learn(values: Array, names: Sequence[str], params: Chosen) -> Learnt:
    columns, fold = [], bool(params["fold"])
    for column in values.T:
        reading = tokens.read(column, int(params["longest"]), fold)
        phrases = reading.chosen(int(params["least"]), int(params["most"]))
        table = reading.table(phrases, fold)
        columns.append(Terms(table, tuple(phrases), reading.weights(phrases), len(reading.phrases)))
    most = 1 if params["counting"] == ONCE else tokens.MOST_COUNT
    return Learnt(tuple(columns), most, bool(params["level"]))


def emit(graph: Graph, names: Sequence[str], learned: Learnt) -> None:
    for name, terms in zip(names, learned.columns, strict=True):
        if terms.phrases:
            counts = tokens.counted(graph, name, terms.table, terms.phrases, learned.most)
            made = tokens.weighed(graph, counts, terms.weights, learned.level)
            graph.put(made, _titles(name, terms), "numbers")
    graph.drop(names)


def _titles(name: str, terms: Terms) -> tuple[str, ...]:
    return tuple(f"{name} ∋ {' '.join(phrase)}" for phrase in terms.phrases)


def reference(values: Array, names: Sequence[str], learned: Learnt) -> tuple[tuple[str, ...], Array]:
    titles, made = list[str](), [np.empty((len(values), 0))]
    for place, terms in enumerate(learned.columns):
        if terms.phrases:
            counts = tokens.plain_counted(values[:, place], terms.table, terms.phrases, learned.most)
            made.append(tokens.plain_weighed(counts, terms.weights, learned.level))
            titles += _titles(names[place], terms)
    return tuple(titles), np.hstack(made)


def tell(names: Sequence[str], learned: Learnt) -> Told:
    each = {}
    for name, terms in zip(names, learned.columns, strict=True):
        first = ", ".join(" ".join(phrase) for phrase in terms.phrases[:5])
        facts: dict[str, Fact] = {"kept": len(terms.phrases), "found": terms.found, "first": first}
        each[name] = Reason("prepare.learnt_words", facts) if terms.phrases else Reason("prepare.learnt_no_words")
    kept, found = sum(len(one.phrases) for one in learned.columns), sum(one.found for one in learned.columns)
    return Told(Reason("prepare.told_words", {"columns": len(names), "kept": kept, "found": found}), each)


STEP = StepKind(
    name="tfidf_words",
    title=Words("Words (TF-IDF)", "단어(TF-IDF)"),
    help=Words(
        "Each frequent word of a text becomes a column: how often it is there, the more the rarer it is in other texts. Words "
        "are what stands between blanks. Forms of one word are matched by a list, so an odd spelling never seen may be missed, "
        "and Korean particles stay on their word. Of a text up to 4,000 words are read.",
        "텍스트에 자주 나오는 단어마다 열을 만들고, 나온 횟수에 다른 텍스트에서 드물수록 큰 가중치를 곱합니다. 단어는 "
        "빈칸 사이의 글자입니다. 같은 단어의 여러 형태는 목록으로 찾으므로 처음 보는 특이한 표기는 놓칠 수 있고, 조사는 단어에 "
        "붙은 채로 둡니다. 텍스트마다 4,000단어까지 읽습니다.",
    ),
    takes=frozenset({"texts"}),
    params=(
        Param(
            "most",
            Words("At most words", "최대 단어 수"),
            200,
            low=1,
            high=5000,
            help=Words(
                "So many words or phrases of a column, first those that tell texts apart best.",
                "텍스트를 가장 잘 구분하는 단어나 구부터 열마다 이 수까지 씁니다.",
            ),
        ),
        Param(
            "least",
            Words("In at least texts", "최소 텍스트 수"),
            3,
            low=1,
            high=100_000,
            help=Words(
                "A word that is in fewer training texts is left out: it could be learnt by heart only.",
                "이보다 적은 학습 텍스트에 나온 단어는 제외합니다. 외울 수만 있을 뿐 배울 것이 없기 때문입니다.",
            ),
        ),
        Param(
            "longest",
            Words("Words of a phrase", "구의 최대 단어 수"),
            1,
            low=1,
            high=3,
            help=Words(
                "1 counts single words; 2 and 3 count pairs and triples of neighbouring words too, such as “not good”.",
                "1은 단어 하나씩, 2와 3은 ‘안 좋다’처럼 이어진 두세 단어도 함께 셉니다.",
            ),
        ),
        Param(
            "counting",
            Words("Count", "세는 방법"),
            COUNT,
            choices=(COUNT, ONCE),
            help=Words(
                "How often a word is there (up to 255), or only whether it is there, which suits short texts.",
                "단어가 나온 횟수(255까지)를 셉니다. 짧은 텍스트에는 나왔는지 여부만 보는 쪽이 알맞습니다.",
            ),
            choice_words=(Words("how often", "나온 횟수"), Words("whether it is there", "나왔는지 여부")),
        ),
        Param(
            "fold",
            Words("Ignore case and marks", "대소문자·문장부호 무시"),
            True,
            help=Words("“Good”, “good,” and “GOOD!” count as one word.", "‘Good’, ‘good,’, ‘GOOD!’을 같은 단어로 셉니다."),
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
