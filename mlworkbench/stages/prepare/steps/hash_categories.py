"""Known categories are dealt into a fixed number of buckets by a hash of their text, and each bucket becomes a column.

The hash is computed here, over the categories of the training rows, and shipped as a table: a device needs no hash function, and
a category never seen cannot be mistaken for a known one. K. Weinberger et al., "Feature Hashing for Large Scale Multitask
Learning", ICML 2009, for the signed form, whose collisions cancel instead of adding up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from mlworkbench.base.errors import Fact
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.categories import MISSING, Figures, coded, looked_up, numbered, plain_figures, put_figures
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

SIGNED = "signed"


@dataclass(frozen=True)
class Buckets:
    """`beyond` counts the categories that are not in the table, by column. With `shared` all columns share one set of buckets,
    whose counts are added up.
    """

    figures: Figures
    beyond: tuple[int, ...]
    shared: bool
    count: int

    def titles(self, names: Sequence[str]) -> tuple[str, ...]:
        if not self.shared:
            return self.figures.titles(names)
        stem = names[0] if len(names) == 1 else f"{names[0]} + {len(names) - 1}"
        return tuple(f"{stem} · {ending}" for ending in self.figures.endings)


def learn(values: Array, names: Sequence[str], params: Chosen) -> Buckets:
    """Row 0 of the figures is for a category never seen, the last for a missing one; between them one a bucket, or one a sign."""
    count, shared = int(params["buckets"]), params["form"] == SIGNED
    tables, beyond = [], []
    for place, name in enumerate(names):
        found = numbered(values[:, place], int(params["most"]))
        row = [_row(f"{name}\x1f{text}", count) if shared else 1 + _hash(text) % count for text in found.kept]
        last = 1 + 2 * count if shared else 1 + count
        tables.append({text: last if text == MISSING else at for text, at in zip(found.kept, row, strict=True)})
        beyond.append(found.beyond)
    endings = [f"bucket {number + 1}" for number in range(count)]
    rows = _signed(count) if shared else _apart(count)
    endings += ["unseen"] if shared else ["unseen", "∅"]
    return Buckets(Figures(tuple(tables), rows, tuple(endings)), tuple(beyond), shared, count)


def _signed(count: int) -> Array:
    """A missing cell adds nothing."""
    signs = np.eye(count, count + 1)
    return np.vstack([np.eye(1, count + 1, count), signs, 0.0 - signs, np.zeros((1, count + 1))])


def _apart(count: int) -> Array:
    """A column for each bucket, then one for what was never seen and one for what is missing."""
    columns = np.eye(count + 2)
    return columns[[count, *range(count), count + 1]]


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8"), digest_size=8).digest(), "little")


def _row(text: str, count: int) -> int:
    """Of the bucket and the sign, which is another bit of the hash."""
    found = _hash(text)
    return 1 + (found >> 1) % count + (found & 1) * count


def emit(graph: Graph, names: Sequence[str], learned: Buckets) -> None:
    if not learned.shared:
        put_figures(graph, names, learned.figures)
        return
    rows = coded(graph, names, learned.figures.tables, 0, whole=True)
    signs = graph.node("Gather", graph.numbers(learned.figures.rows), rows, axis=0)
    sums = graph.node("MatMul", graph.numbers(np.ones((1, len(names)))), signs)
    made = graph.node("Squeeze", sums, graph.numbers([1], np.int64))
    graph.put(made, learned.titles(names), "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Buckets) -> tuple[tuple[str, ...], Array]:
    if not learned.shared:
        return plain_figures(values, names, learned.figures)
    rows = looked_up(values, learned.figures.tables, 0).astype(np.int64)
    return learned.titles(names), learned.figures.rows[rows].sum(axis=1)


def tell(names: Sequence[str], learned: Buckets) -> Told:
    each = {}
    for place, name in enumerate(names):
        table = learned.figures.tables[place]
        rows = [row for text, row in table.items() if text != MISSING]
        used = len({(row - 1) % learned.count for row in rows})
        facts: dict[str, Fact] = {"kept": len(rows), "used": used, "beyond": learned.beyond[place]}
        each[name] = Reason("prepare.learnt_buckets", facts)
    kept = sum(map(len, learned.figures.tables))
    return Told(Reason("prepare.told_buckets", {"columns": len(names), "kept": kept, "buckets": learned.count}), each)


STEP = StepKind(
    name="hash_categories",
    title=Words("Hash categories", "범주 해싱"),
    help=Words(
        "Categories are dealt into a fixed number of columns, several to each: for columns with very many. The table is made "
        "from the training rows; a category never seen has a column of its own.",
        "범주를 정해진 수의 열에 나누어 담습니다. 범주가 아주 많은 열에 알맞습니다. 표는 학습 행으로 만들며, "
        "처음 보는 범주는 따로 둔 열에 담습니다.",
    ),
    takes=frozenset({"texts"}),
    params=(
        Param(
            "buckets",
            Words("Buckets", "버킷 수"),
            16,
            low=2,
            high=256,
            help=Words(
                "More buckets keep more categories apart and make more columns.",
                "버킷이 많을수록 범주가 덜 섞이고 열이 늘어납니다.",
            ),
        ),
        Param(
            "form",
            Words("Columns", "열의 형태"),
            "one_hot",
            choices=("one_hot", SIGNED),
            help=Words(
                "0/1 columns for each column, or one set of columns for all, to which each cell adds 1 or takes 1 away, so that "
                "categories that share a bucket tend to cancel.",
                "열마다 0/1 열을 만들거나, 모든 열이 한 벌의 열을 함께 써서 셀마다 1을 더하거나 뺍니다. "
                "뒤의 방법은 버킷을 함께 쓰는 범주끼리 상쇄되기 쉽습니다.",
            ),
            choice_words=(
                Words("0/1, for each column", "열마다 0/1"),
                Words("signed counts, shared", "부호 있는 합계, 함께 사용"),
            ),
        ),
        Param(
            "most",
            Words("At most categories", "최대 범주 수"),
            10_000,
            low=1,
            high=100_000,
            help=Words(
                "So many categories of a column, the most frequent first, are in the table; the rest count as never seen.",
                "한 열에서 자주 나오는 범주부터 이 수까지 표에 담고, 나머지는 처음 보는 범주로 처리합니다.",
            ),
        ),
    ),
    emit=emit,
    reference=reference,
    learn=learn,
    gives="numbers",
    uses_up=True,
    fills=True,
    tell=tell,
    group="categories",
    mixes=lambda params: params["form"] == SIGNED,
)
