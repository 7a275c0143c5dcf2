"""The columns of another file beside those of the data, where the keys are the same."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Column
from mlworkbench.base.words import Words
from mlworkbench.stages.data import answers, duck, keys, second, version
from mlworkbench.stages.data.change import ChangeKind, Ground, Made
from mlworkbench.stages.data.keys import Counts, Pair, Proposal
from mlworkbench.stages.data.second import Brought
from mlworkbench.stages.data.source import Source

LARGEST = 1_000_000_000
SHOWN = 3


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError where no key is found, none matches, or keys occur several times on both sides and may not."""
    other = second.bring(ground, params["path"], params["choices"])
    proposals = keys.propose(ground, other)
    pairs = _pairs(ground, other, params["keys"], proposals)
    counts = keys.count(ground, other, pairs)
    told = plan(ground, other, pairs, counts, params["how"], proposals)
    _check(other, pairs, counts, told, params["many"])
    columns, query = _query(ground, other, pairs, params["how"])
    place = _kept(ground, query)
    names = tuple(column.name for column in columns)
    source = Source(names, told["rows"], False, lambda: answers.read(place))
    loose = frozenset(column.name for column in columns if column.type == "text")
    effect = _effect(ground, columns, told)
    made = Made(source, columns, effect, aligned=False, others=(other.origin,), loose=loose, plan=told)
    theirs = [name for name in other.names if name not in dict(pairs).values()]
    brought = dict(zip(theirs, names[len(ground.columns) :], strict=True))
    said = {brought[name]: words for name, words in other.descriptions.items() if name in brought}
    made = replace(made, descriptions=said, rejects=other.rejects, rejected=other.rejected)
    return replace(made, decided={"keys": dict(pairs)}, used=tuple(dict(pairs)))


def plan(
    ground: Ground, other: Brought, pairs: tuple[Pair, ...], counts: Counts, how: str, proposals: tuple[Proposal, ...]
) -> dict[str, Any]:
    """What would come of it, before it is done: rows matched, lost and repeated, and other keys that may be meant."""
    alone, alone_there = ground.rows - counts.matched, other.rows - counts.matched_there
    rows = counts.pairs + (alone if how != "inner" else 0) + (alone_there if how == "full" else 0)
    return {
        "keys": dict(pairs),
        "how": how,
        "rows": rows,
        "matched": counts.matched,
        "matched_there": counts.matched_there,
        "lost": alone if how == "inner" else 0,
        "unmatched": alone,
        "lost_there": 0 if how == "full" else alone_there,
        "unmatched_there": alone_there,
        "repeated": counts.pairs - counts.matched,
        "repeated_keys": counts.repeated_there,
        "many_keys": counts.many,
        "proposals": [one.plain() for one in proposals],
    }


def _pairs(ground: Ground, other: Brought, wanted: Mapping[str, Any], proposals: tuple[Proposal, ...]) -> tuple[Pair, ...]:
    if not wanted:
        if not proposals:
            raise InputError("data.no_keys", file=other.origin["file_name"], columns=", ".join(other.names[:20]))
        return proposals[0].keys
    theirs = {column.name: column for column in other.columns}
    made = []
    for ours, there in wanted.items():
        column = ground.column(ours)
        name = str(there or ours)
        if name not in theirs:
            raise InputError("data.no_column", column=name, found=", ".join(list(theirs)[:40]))
        if second.family(column) != second.family(theirs[name]):
            raise InputError("data.key_types", column=ours, other=name, here=column.type, there=theirs[name].type)
        made.append((ours, name))
    return tuple(made)


def _check(other: Brought, pairs: tuple[Pair, ...], counts: Counts, told: Mapping[str, Any], many: bool) -> None:
    named = ", ".join(f"{ours} = {theirs}" for ours, theirs in pairs)
    if not counts.pairs:
        raise InputError("data.no_match", file=other.origin["file_name"], keys=named)
    if counts.many and not many:
        raise InputError("data.many_to_many", keys=named, count=counts.many, rows=told["rows"])
    if told["rows"] > LARGEST:
        raise InputError("data.join_too_large", rows=told["rows"], most=LARGEST)


def _query(ground: Ground, other: Brought, pairs: tuple[Pair, ...], how: str) -> tuple[tuple[Column, ...], str]:
    """The columns that come out, and what gives them; rows in the order of ours, then of theirs."""
    keyed, there = dict(pairs), {two for _, two in pairs}
    listed = [
        f"coalesce(here.{ground.cell(name)}, there.{other.cell(keyed[name])})" if name in keyed else f"here.{ground.cell(name)}"
        for name in ground.names
    ]
    columns, taken = [*ground.columns], set(ground.names)
    for column in other.columns:
        if column.name in there:
            continue
        name = _free(column.name, taken)
        taken.add(name)
        columns.append(replace(column, name=name))
        listed.append(f"there.{other.cell(column.name)}")
    told = ", ".join(f"{cell} AS c{place}" for place, cell in enumerate(listed))
    on = " AND ".join(f"here.{ground.cell(one)} = there.{other.cell(two)}" for one, two in pairs)
    kind = {"left": "LEFT", "inner": "INNER", "full": "FULL"}[how]
    joined = f"{ground.table()} here {kind} JOIN {other.table()} there ON {on}"
    return tuple(columns), f"SELECT {told} FROM {joined} ORDER BY here.r NULLS LAST, there.r"


def _free(name: str, taken: set[str]) -> str:
    number, made = 2, name
    while made in taken:
        made = f"{name}_{number}"
        number += 1
    return made


def _kept(ground: Ground, query: str) -> Path:
    import duckdb

    with duck.connect(ground.work) as connection:
        try:
            found = connection.execute(query)
            return answers.keep(found.to_arrow_reader(version.ROWS), ground.work / "joined.parquet")
        except duckdb.OutOfMemoryException as reason:
            raise InputError("data.query_memory", memory=duck.MEMORY) from reason


def _effect(ground: Ground, columns: tuple[Column, ...], told: Mapping[str, Any]) -> dict[str, int]:
    new = len(columns) - len(ground.columns)
    added = told["repeated"] + (told["unmatched_there"] if told["how"] == "full" else 0)
    effect = {"rows_added": added, "rows_removed": told["lost"], "columns_added": new}
    return {name: count for name, count in effect.items() if count}


CHANGE = ChangeKind(
    name="join",
    title=Words("Join a file", "파일의 열 결합"),
    help=Words(
        "Columns of the file come beside the rows with the same key. Matched, lost and repeated rows are counted first.",
        "키가 같은 행 옆에 파일의 열을 붙입니다. 짝이 있는 행, 빠지는 행, 반복되는 행을 먼저 셉니다.",
    ),
    params=(
        Param("path", Words("File", "파일"), ""),
        Param("choices", Words("How to read it", "읽는 방법"), ""),
        Param(
            "keys", Words("Keys", "키"), "", help=Words("Left empty, the best are found.", "비워 두면 가장 알맞은 키를 찾습니다.")
        ),
        Param(
            "how",
            Words("Rows to keep", "남길 행"),
            "left",
            choices=("left", "inner", "full"),
            choice_words=(
                Words("all rows of the data", "데이터의 모든 행"),
                Words("rows with a partner", "짝이 있는 행"),
                Words("all rows of both", "양쪽의 모든 행"),
            ),
        ),
        Param("many", Words("Allow keys repeated on both sides", "양쪽에서 반복되는 키 허용"), False),
    ),
    sorts={"path": "path", "choices": "choices", "keys": "mapping"},
    make=make,
    sample={"path": "join.csv", "keys": {"번호": "번호"}, "how": "left"},
)
