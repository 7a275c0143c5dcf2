"""Rare categories and those never seen become one category of their own; texts stay texts, and missing stays missing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.categories import MISSING, counted, recoded
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told


@dataclass(frozen=True)
class Grouping:
    """`kept` stay as they are, by column; `rare` counts the others."""

    kept: tuple[tuple[str, ...], ...]
    rare: tuple[int, ...]
    bucket: str


def learn(values: Array, names: Sequence[str], params: Chosen) -> Grouping:
    kept, rare, bucket = [], [], _bucket(str(params["bucket"]))
    for place in range(len(names)):
        found = counted(values[:, place], float(params["rare"]), int(params["most"]))
        kept.append(tuple(text for text in found.kept if text != MISSING))
        rare.append(len(found.rare) - (MISSING in found.rare))
    return Grouping(tuple(kept), tuple(rare), bucket)


def _bucket(name: str) -> str:
    """Raises InputError for a name that no cell can have; a cell without any text would be missing."""
    if not name.strip() or any(not letter.isprintable() for letter in name):
        raise InputError("prepare.no_bucket_name", found=ascii(name))
    return name


def emit(graph: Graph, names: Sequence[str], learned: Grouping) -> None:
    tables = [{text: text for text in (*kept, MISSING)} for kept in learned.kept]
    graph.put(recoded(graph, names, tables, learned.bucket), names, "texts", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Grouping) -> tuple[tuple[str, ...], Array]:
    found = values.copy()
    for place, kept in enumerate(learned.kept):
        known = {*kept, MISSING}
        found[:, place] = [cell if cell in known else learned.bucket for cell in values[:, place]]
    return tuple(names), found


def tell(names: Sequence[str], learned: Grouping) -> Told:
    each = {
        name: Reason("prepare.learnt_grouped", {"kept": len(learned.kept[place]), "rare": learned.rare[place]})
        for place, name in enumerate(names)
    }
    kept, rare = sum(map(len, learned.kept)), int(np.sum(learned.rare))
    return Told(Reason("prepare.told_grouped", {"kept": kept, "rare": rare, "bucket": learned.bucket}), each)


STEP = StepKind(
    name="group_rare",
    title=Words("Group rare categories", "드문 범주 묶기"),
    help=Words(
        "Rare categories become one, and a category never seen joins it, so that later steps know it. Missing stays missing.",
        "드문 범주를 하나로 묶고 처음 보는 범주도 여기에 포함하여 뒤의 단계가 다룰 수 있게 합니다. 결측은 결측으로 남습니다.",
    ),
    takes=frozenset({"texts"}),
    params=(
        Param(
            "rare",
            Words("Rare below share", "드문 범주 기준 비율"),
            0.01,
            low=0.0,
            high=0.5,
            help=Words(
                "Categories in fewer rows than this (0.01 is 1 %) are grouped.",
                "이 비율(0.01은 1 %)보다 드문 범주를 묶습니다.",
            ),
        ),
        Param(
            "most",
            Words("At most categories", "최대 범주 수"),
            1000,
            low=1,
            high=100_000,
            help=Words(
                "So many categories of a column, the most frequent first, stay as they are; the rest are grouped.",
                "한 열에서 자주 나오는 범주부터 이 수까지 그대로 두고 나머지를 묶습니다.",
            ),
        ),
        Param(
            "bucket",
            Words("Name of the group", "묶음 이름"),
            "(rare)",
            help=Words(
                "What rare categories are called from here on. A category of that name joins them.",
                "드문 범주에 붙일 이름입니다. 이름이 같은 범주는 여기에 합쳐집니다.",
            ),
        ),
    ),
    emit=emit,
    reference=reference,
    learn=learn,
    tell=tell,
    group="categories",
)
