"""What a file's columns are in the end: as guessed, as the user put them right, or as an import contract says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mlworkbench.base.errors import Fact, InputError
from mlworkbench.base.records import Column, Finding, Question, Reason, Rule
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import cells, contracts, dates, drafting, duck, version, wishes
from mlworkbench.stages.data import columns as typing
from mlworkbench.stages.data.change import Mask
from mlworkbench.stages.data.contracts import Contract, HeldColumn
from mlworkbench.stages.data.fitting import SHOWN, Problem, Problems, arranged, bad_rows, fit
from mlworkbench.stages.data.rejects import Rejects
from mlworkbench.stages.data.source import Source
from mlworkbench.stages.data.wishes import Wish

if TYPE_CHECKING:
    import pyarrow as pa

SET_ASIDE = "set_aside"
REFUSE = "refuse"


@dataclass(frozen=True)
class Asked:
    """`columns` are wishes by column name (see wishes); with a contract that alone counts.

    `bad_rows` is refuse (the default) or set_aside: what becomes of rows with cells that are not what was asked for.
    """

    columns: Mapping[str, Mapping[str, Any]]
    contract: Contract | None = None
    bad_rows: str = REFUSE


@dataclass(frozen=True)
class Settled:
    """`source` has exactly `columns`, without the rows that were set aside. `given` are those whose type was asked for;
    `drafted` says that the rows are written already.
    """

    source: Source
    columns: tuple[Column, ...]
    notes: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    given: tuple[Column | None, ...] = ()
    drafted: bool = False


def asked(spec: Mapping[str, Any]) -> Asked:
    """What an import job's spec asks for. Raises InputError."""
    contract = contracts.from_plain(spec["contract"], "contract") if spec.get("contract") else None
    return Asked(spec.get("columns") or {}, contract, spec.get("bad_rows") or REFUSE)


def settle(source: Source, asked: Asked, name: str, work: Path, report: Report, draft: Path | None = None) -> Settled:
    """With `draft` the rows are written there on the way, where nothing was asked.

    Raises InputError for a column that is not there, and where cells do not fit unless their rows are to be set aside.
    """
    if asked.contract is not None:
        return _held(source, asked.contract, asked.bad_rows, name, work, report)
    wished = wishes.read(asked.columns, source.names)
    if not wished:
        decided = drafting.decide_and_write(source, draft, report) if draft else typing.decide(source, report)
        return Settled(source, decided.columns, decided.notes, decided.questions, drafted=draft is not None)
    return _wished(wishes.with_marks(wishes.without_skipped(source, wished), wished), wished, asked, name, work, report)


def _wished(source: Source, wished: Mapping[str, Wish], asked: Asked, name: str, work: Path, report: Report) -> Settled:
    """Guesses, but for the columns whose type was asked for: each of their cells must be of it."""
    decided = typing.decide(source, Part(report, 0, 0.6))
    forced = tuple(_forced(column, wished[column.name]) for column in decided.columns if _type_asked(column.name, wished))
    notes = tuple(note for note in decided.notes if not {*note.columns} & {one.name for one in forced})
    problems, told = Problems(), tuple[Finding, ...]()
    given = {one.name: one for one in fit(source, forced, (), problems, Part(report, 0.6, 1))}
    if problems.breaking and asked.bad_rows != SET_ASIDE:
        raise broken(problems, name, "data.cells_not_as_asked")
    if problems.breaking:
        source, told = _without_bad(source, forced, (), name, work)
    questions = (replace(one, columns=tuple(name for name in one.columns if name not in given)) for one in decided.questions)
    columns = tuple(_marked(given.get(one.name, one), wished) for one in decided.columns)
    kept = tuple(given.get(one.name) for one in columns)
    return Settled(source, columns, (*told, *notes), tuple(one for one in questions if one.columns), kept if any(kept) else ())


def _type_asked(name: str, wished: Mapping[str, Wish]) -> bool:
    return name in wished and wished[name].type is not None


def _forced(column: Column, wish: Wish) -> HeldColumn:
    """A date whose format is not asked for has the one that was found; where none can be, the user must say which."""
    found = wish.date_format or column.date_format
    if wish.type == "date" and not found and column.type != "date":
        raise InputError("data.date_format_open", column=column.name, formats=", ".join(dates.FORMATS))
    day = found if wish.type == "date" else None
    return HeldColumn(name=column.name, type=wish.type or column.type, date_format=day, missing=column.missing)


def _marked(column: Column, wished: Mapping[str, Wish]) -> Column:
    own = wished.get(column.name, wishes.NOTHING).missing
    return replace(column, missing=tuple(dict.fromkeys((*column.missing, *own)))) if own else column


def _held(source: Source, contract: Contract, bad: str, name: str, work: Path, report: Report) -> Settled:
    """The columns as the contract has them, whatever the cells would look like by themselves."""
    problems, rules = Problems(), _rules(contract)
    source = arranged(source, contract, problems)
    if problems.schema:
        raise broken(problems, name)
    columns = fit(source, contract.columns, rules, problems, Part(report, 0, 0.9))
    check_unique(source, contract, problems, work)
    if not problems.breaking:
        return Settled(source, columns, given=columns)
    if bad != SET_ASIDE or problems.schema:
        raise broken(problems, name)
    source, notes = _without_bad(source, contract.columns, rules, name, work, repeats(source, contract.columns, rules, work))
    return Settled(source, columns, notes, given=columns)


def broken(problems: Problems, name: str, key: str = "data.cells_do_not_fit") -> InputError:
    """The first thing that does not fit, and how many do not."""
    first = next(one for one in problems.shown if one.breaks)
    if first.row is None:
        return InputError(first.reason.key, **{**first.reason.facts, "file": name})
    facts: dict[str, Fact] = {
        "file": name,
        "count": problems.breaking,
        "row": first.row,
        "column": first.column,
        "found": first.found,
    }
    return InputError(key, **facts)


def _rules(contract: Contract) -> tuple[Rule, ...]:
    return tuple(one.rule() for one in contract.rules)


def check_unique(source: Source, contract: Contract, problems: Problems, work: Path) -> None:
    """Values that stand in more than one row, though each must be another; by DuckDB, on disk where there are many."""
    for rule in (one for one in _rules(contract) if one.kind == "unique" and one.column in source.names):
        held = next(one for one in contract.columns if one.name == rule.column)
        count, found = _repeated(source, held, work)
        reason = Reason("data.check_unique", {"column": rule.column})
        for row, value in found:
            problems.add(Problem("unique", reason, rule.column, row, value[:80]))
        problems.breaking += count - len(found)


def _values(batch: "pa.RecordBatch", held: HeldColumn) -> "pa.Array":
    """What the cells mean, as text: 1 and 1.0 are the same number, and a mark for no value is none."""
    column = batch.column(batch.schema.names.index(held.name))
    return cells.text(cells.parse(column, held.type, held.date_format, held.missing).values)


def _repeated(source: Source, held: HeldColumn, work: Path) -> tuple[int, list[tuple[int, str]]]:
    import pyarrow as pa
    from pyarrow import parquet

    path = work / "unique.parquet"
    work.mkdir(parents=True, exist_ok=True)
    with parquet.ParquetWriter(path, pa.schema([("value", pa.string())])) as writer:
        for batch in source.batches():
            writer.write_batch(pa.record_batch([_values(batch, held)], names=["value"]))
    nth = "row_number() OVER (PARTITION BY c0 ORDER BY r) AS nth"
    many = f"SELECT r + 1 AS row, c0 AS value, {nth} FROM {duck.rows(path, ['value'])} WHERE c0 IS NOT NULL"
    with duck.connect(work) as connection:
        query = f"SELECT count(c0) - count(DISTINCT c0) FROM {duck.rows(path, ['value'])}"
        count = connection.execute(query).fetchone()[0]
        shown = f"SELECT row, value FROM ({many}) WHERE nth > 1 ORDER BY row LIMIT {SHOWN}"
        found = connection.execute(shown).fetchall() if count else []
    path.unlink()
    return int(count), found


def repeats(source: Source, wanted: tuple[HeldColumn, ...], rules: tuple[Rule, ...], work: Path) -> dict[str, Mask]:
    """For each column whose values must differ, which rows repeat one before them, of the rows that are not bad otherwise."""
    gone, made = np.zeros(source.rows, bool), dict[str, Mask]()
    unique = {rule.column for rule in rules if rule.kind == "unique"}
    for held in (one for one in wanted if one.name in unique):
        made[held.name] = _repeating(source, wanted, rules, held, gone, work)
        gone |= made[held.name]
    return made


def _repeating(
    source: Source, wanted: tuple[HeldColumn, ...], rules: tuple[Rule, ...], held: HeldColumn, gone: Mask, work: Path
) -> Mask:
    import pyarrow as pa
    from pyarrow import parquet

    path, passed = work / "repeats.parquet", 0
    work.mkdir(parents=True, exist_ok=True)
    with parquet.ParquetWriter(path, pa.schema([("row", pa.int64()), ("value", pa.string())])) as writer:
        for batch in source.batches():
            bad, _ = bad_rows(batch, wanted, rules)
            kept = pa.array(~(bad | gone[passed : passed + batch.num_rows]))
            rows = pa.array(np.arange(passed, passed + batch.num_rows))
            one = pa.record_batch([rows, _values(batch, held)], names=["row", "value"])
            writer.write_batch(one.filter(kept))
            passed += batch.num_rows
    found, nth = np.zeros(source.rows, bool), "row_number() OVER (PARTITION BY value ORDER BY row) AS nth"
    query = f"SELECT row FROM (SELECT row, {nth} FROM read_parquet(?) WHERE value IS NOT NULL) WHERE nth > 1"
    with duck.connect(work) as connection:
        for batch in connection.execute(query, [str(path)]).to_arrow_reader(version.ROWS):
            found[batch.column(0).to_numpy()] = True
    path.unlink()
    return found


def _without_bad(
    source: Source,
    wanted: tuple[HeldColumn, ...],
    rules: tuple[Rule, ...],
    name: str,
    work: Path,
    repeated: Mapping[str, Mask] | None = None,
) -> tuple[Source, tuple[Finding, ...]]:
    """Writes the bad rows into the rejects file (line, reason, piece), behind those that the importer set aside. Of rows that
    share a value that must differ the first stays.
    """
    work.mkdir(parents=True, exist_ok=True)
    rejects, again = source.rejects or work / "rejects.csv", repeated or {}
    twice = np.logical_or.reduce(list(again.values())) if again else np.zeros(0, bool)
    count = _write_rejects(source, wanted, rules, rejects, again)
    if count == source.rows:
        raise InputError("data.all_rows_bad", file=name, rows=source.rows)

    def read() -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        passed = 0
        for batch in source.batches():
            bad, _ = bad_rows(batch, wanted, rules)
            bad = bad | twice[passed : passed + batch.num_rows] if again else bad
            passed += batch.num_rows
            yield batch.filter(pa.array(~bad)) if bad.any() else batch

    told = Finding("rows_set_aside", (), "warning", count, Reason("data.rows_set_aside", {"rows": count}))
    kept = replace(source, rows=source.rows - count, read=read, rejects=rejects, rejected=source.rejected + count)
    return kept, (told,)


def _write_rejects(
    source: Source, wanted: tuple[HeldColumn, ...], rules: tuple[Rule, ...], path: Path, again: Mapping[str, Mask]
) -> int:
    import pyarrow as pa

    kept, passed, kinds = Rejects(path), 0, {one.name: one.type for one in wanted}
    for batch in source.batches():
        bad, blamed = bad_rows(batch, wanted, rules)
        for column, mask in again.items():
            for place in np.flatnonzero(mask[passed : passed + batch.num_rows]):
                blamed[int(place)], bad[place] = column, True
        places = np.flatnonzero(bad)
        rows = batch.filter(pa.array(bad)).to_pylist() if len(places) else []
        for place, row in zip(places, rows, strict=True):
            piece = ",".join("" if cell is None else str(cell) for cell in row.values())
            column = blamed[int(place)]
            repeat = column in again and bool(again[column][passed + int(place)])
            reason, expected = ("repeat", "unique") if repeat else ("value", kinds[column])
            kept.add(passed + int(place) + 1, reason, row[column], f"{column}: {expected}", piece)
        passed += batch.num_rows
    return kept.count
