"""Ours beside FLAML, AutoGluon, mljar-supervised, H2O and a tuned HistGradientBoosting: same rows, same budget, same processors.

    .venv/bin/python -m tests.benchmarks.automl [--data DIR] [--budget 60] [--only ours,flaml] [--sets telco_churn] [--seed 1]

Each runs alone, one after the other. What was measured is kept in build/benchmarks/automl, so `--only ours` measures ours anew
and tables it beside what is kept of the others for the same rows, budget, cores and seed; `--resume` measures only what is not
kept yet.
"""

import argparse
import json
import platform
from pathlib import Path

from tests.benchmarks.automl.data import TABLES, Split, Table, split
from tests.benchmarks.automl.environments import KEPT
from tests.benchmarks.automl.measuring import Measured, Terms, code_of, measure
from tests.benchmarks.automl.programs import PROGRAMS, Program
from tests.benchmarks.automl.scores import uncertainty
from tests.benchmarks.automl.table import as_json, as_markdown, best, goals, on

Drawn = list[tuple[Table, Split]]


def main() -> None:
    asked = _asked()
    terms = Terms(asked.budget, asked.cores, asked.seed)
    drawn = _drawn(asked.sets, asked.data, asked.seed)
    for table, rows in drawn:
        for program in asked.only:
            place = _place(terms, table, program)
            if not (asked.resume and _is_kept(place, rows, code_of(program))):
                line = measure(program, table, rows, terms, KEPT / "work" / f"{table.name}-{program.name}")
                line.keep(place)
                _say(line)
    lines = _kept(drawn, terms)
    if not lines:
        raise SystemExit("nothing was measured")
    sure = _sure(drawn, lines, terms)
    asked.out.mkdir(parents=True, exist_ok=True)
    text = as_markdown(lines, sure, f"{platform.system()} {platform.machine()}, Python {platform.python_version()}")
    (asked.out / "table.md").write_text(text, "utf-8")
    (asked.out / "table.json").write_text(json.dumps(as_json(lines, sure), ensure_ascii=False, indent=1), "utf-8")
    for goal in goals(lines):
        print({True: "PASS", False: "FAIL", None: "    "}[goal.met], goal.words + ":", goal.found)
    print(f"written: {asked.out / 'table.md'} and table.json")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.automl", description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of further data sets, see README.md")
    parser.add_argument("--budget", type=float, default=60.0, metavar="SECONDS")
    parser.add_argument("--cores", type=int, default=2, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the split and of the search")
    parser.add_argument("--only", type=_some({one.name: one for one in PROGRAMS}), default=list(PROGRAMS), metavar="NAME,NAME")
    parser.add_argument("--sets", type=_some({one.name: one for one in TABLES}), default=list(TABLES), metavar="NAME,NAME")
    parser.add_argument("--resume", action="store_true", help="measure only what is not kept yet")
    parser.add_argument("--out", type=Path, default=KEPT, metavar="DIR", help="where the tables go")
    return parser.parse_args()


def _some(known: dict):
    def chosen(listed: str) -> list:
        names = listed.split(",")
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
        return [known[name] for name in names]

    return chosen


def _drawn(tables: list[Table], folder: Path | None, seed: int) -> Drawn:
    found = []
    for table in tables:
        path = table.file(folder)
        if path is None:
            print(f"{table.name}: left out, {table.path} is not in {folder or 'a folder given by --data'}")
        else:
            found.append((table, split(table, path, seed)))
    return found


def _place(terms: Terms, table: Table, program: Program) -> Path:
    return KEPT / "measured" / f"{terms.budget:g}s-{terms.cores}cores-seed{terms.seed}" / f"{table.name}-{program.name}.json"


def _is_kept(place: Path, rows: Split, code: str | None = None) -> bool:
    """Of the same rows, and where `code` is given of the same code."""
    if not place.exists():
        return False
    line = Measured.from_file(place)
    return line.rows == rows.fingerprint and code in (None, line.code)


def _kept(drawn: Drawn, terms: Terms) -> list[Measured]:
    places = [(rows, _place(terms, table, program)) for table, rows in drawn for program in PROGRAMS]
    return [Measured.from_file(place) for rows, place in places if _is_kept(place, rows)]


def _sure(drawn: Drawn, lines: list[Measured], terms: Terms) -> dict[str, dict[str, float]]:
    """By set and program: how uncertain its distance to the best is."""
    found = {}
    for table, rows in drawn:
        there = on(lines, table.name)
        if len(there) > 1:
            first, truth = best(there), rows.test[table.target]
            found[table.name] = {
                name: uncertainty(table.metric, truth, rows.classes, line.answers, first.answers, terms.seed)
                for name, line in there.items()
                if line is not first
            }
    return found


def _say(line: Measured) -> None:
    if line.failure:
        print(f"{line.table} {line.program}: {line.failure}", flush=True)
        return
    print(
        f"{line.table} {line.program}: {line.metric} {line.score:.5g}, {line.seconds:.1f} s ({line.seconds_whole:.1f} s in all), "
        f"{(line.memory or 0) / 1e6:.0f} MB, one row {line.row_seconds * 1e6:.0f} µs, {line.bytes / 1e6:.2f} MB; {line.told}",
        flush=True,
    )


if __name__ == "__main__":
    main()
