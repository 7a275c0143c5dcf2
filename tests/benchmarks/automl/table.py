"""Out of what was measured: tables in Markdown and JSON, mean ranks, distances to the best, and whether the goals are met."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from tests.benchmarks.automl.measuring import Measured
from tests.benchmarks.automl.programs import OURS, PROGRAMS, TUNED
from tests.benchmarks.automl.scores import HIGHER_IS_BETTER, behind

NOISE = 0.003
BEST_ON = 0.8
QUICKER, SMALLER = 50.0, 5.0
OVER_SHARE, OVER_SECONDS = 0.1, 2.0
FEW_ROWS = 200

Lines = Sequence[Measured]


@dataclass(frozen=True)
class Goal:
    """`met` is None where nothing was measured that could tell."""

    words: str
    met: bool | None
    found: str


def sets_of(lines: Lines) -> list[str]:
    return list(dict.fromkeys(line.table for line in lines))


def programs_of(lines: Lines) -> list[str]:
    there = {line.program for line in lines}
    return [program.name for program in PROGRAMS if program.name in there]


def on(lines: Lines, table: str) -> dict[str, Measured]:
    """By program, those that gave a score."""
    return {line.program: line for line in lines if line.table == table and line.score is not None}


def best(there: dict[str, Measured]) -> Measured:
    return min(there.values(), key=lambda line: -line.score if line.metric in HIGHER_IS_BETTER else line.score)


def distance(line: Measured, there: dict[str, Measured]) -> float:
    return behind(line.metric, line.score, best(there).score)


def ranks(lines: Lines, table: str) -> dict[str, float]:
    """From 1, ties shared; those that failed share the last places."""
    there, taking_part = on(lines, table), [line.program for line in lines if line.table == table]
    lost = {name: distance(there[name], there) if name in there else float("inf") for name in taking_part}
    return {
        name: 1 + sum(other < mine for other in lost.values()) + (sum(other == mine for other in lost.values()) - 1) / 2
        for name, mine in lost.items()
    }


def mean_ranks(lines: Lines) -> dict[str, float]:
    found = [ranks(lines, table) for table in sets_of(lines)]
    names = programs_of(lines)
    return {
        name: statistics.mean(one[name] for one in found if name in one) for name in names if any(name in one for one in found)
    }


def goals(lines: Lines) -> list[Goal]:
    """Those of accuracy over all sets, and again without sets whose test rows are too few to tell."""
    enough = [line for line in lines if line.test_rows >= FEW_ROWS]
    accuracy = [
        ask(some, which)
        for some, which in ((lines, "all sets"), (enough, f"sets with at least {FEW_ROWS} test rows"))
        for ask in (_near_best, _first, _beats_tuned)
    ]
    return [*accuracy, *_against_most_accurate(lines), _in_time(lines)]


def _near_best(lines: Lines, which: str) -> Goal:
    words = f"best or within {NOISE:.1%} of the best on at least 4 of 5 sets ({which})"
    shown = [(table, there) for table in sets_of(lines) if len(there := on(lines, table)) > 1]
    if not shown or not any(line.program == OURS for line in lines):
        return Goal(words, None, "not measured")
    short = [table for table, there in shown if OURS not in there or distance(there[OURS], there) > NOISE]
    near = len(shown) - len(short)
    return Goal(words, near >= BEST_ON * len(shown), f"{near} of {len(shown)}{_listed(short)}")


def _first(lines: Lines, which: str) -> Goal:
    found = mean_ranks(lines)
    words = f"best mean rank overall ({which})"
    if OURS not in found or len(found) < 2:
        return Goal(words, None, "not measured")
    other = min((name for name in found if name != OURS), key=found.__getitem__)
    return Goal(words, found[OURS] <= found[other], f"{found[OURS]:.2f}, next {other} {found[other]:.2f}")


def _beats_tuned(lines: Lines, which: str) -> Goal:
    words = f"never worse than tuned HistGradientBoosting by more than {NOISE:.1%} ({which})"
    mine = {line.table for line in lines if line.program == OURS}
    shown = [(table, there) for table in sets_of(lines) if table in mine and TUNED in (there := on(lines, table))]
    if not shown:
        return Goal(words, None, "not measured")
    lost = {table: _lost_to_tuned(there) for table, there in shown}
    beyond = [f"{table} by {by:.2%}" for table, by in lost.items() if by > NOISE]
    worse = sum(by > 0 for by in lost.values())
    told = f"{len(shown) - len(beyond)} of {len(shown)}{_listed(beyond)}, worse by any amount on {worse}"
    return Goal(words, not beyond, told)


def _lost_to_tuned(there: dict[str, Measured]) -> float:
    """Everything where ours gave no score."""
    return behind(there[OURS].metric, there[OURS].score, there[TUNED].score) if OURS in there else 1.0


def _against_most_accurate(lines: Lines) -> list[Goal]:
    """Beside the most accurate of the others on each set."""
    wanted: list[tuple[str, float, Callable[[Measured], float]]] = [
        (
            "one row is predicted at least {:.0f} times as fast as by the most accurate of the others",
            QUICKER,
            lambda one: one.row_seconds,
        ),
        (
            "the artifact is at least {:.0f} times as small as that of the most accurate of the others",
            SMALLER,
            lambda one: one.bytes,
        ),
    ]
    pairs = []
    for table in sets_of(lines):
        there = on(lines, table)
        if mine := there.pop(OURS, None):
            pairs += [(table, mine, best(there))] if there else []
    found = []
    for words, times, figure in wanted:
        ratios = {table: figure(other) / figure(mine) for table, mine, other in pairs}
        short = [f"{table} {ratio:.1f}" for table, ratio in ratios.items() if ratio < times]
        told = f"median {statistics.median(ratios.values()):.0f} times{_listed(short)}" if ratios else "not measured"
        found.append(Goal(words.format(times), not short if ratios else None, told))
    return found


def _in_time(lines: Lines) -> Goal:
    mine = [line for line in lines if line.program == OURS and line.seconds is not None]
    over = [
        f"{line.table} {line.seconds:.1f} s"
        for line in mine
        if line.seconds - line.terms.budget > max(OVER_SHARE * line.terms.budget, OVER_SECONDS)
    ]
    words = "the budget is not passed by more than 10 % or 2 s"
    return Goal(words, not over if mine else None, f"{len(mine) - len(over)} of {len(mine)}{_listed(over)}")


def _listed(names: list[str]) -> str:
    return f" (not: {', '.join(names)})" if names else ""


def as_json(lines: Lines, sure: dict[str, dict[str, float]]) -> dict:
    """`sure` is by set and program the standard error of its distance to the best."""
    plain = [{name: what for name, what in asdict(line).items() if name not in ("answers", "versions")} for line in lines]
    for one in plain:
        there = on(lines, one["table"])
        one["behind"] = distance(there[one["program"]], there) if one["program"] in there else None
        one["behind_error"] = sure.get(one["table"], {}).get(one["program"])
        one["rank"] = ranks(lines, one["table"])[one["program"]]
    return {
        "lines": plain,
        "mean_ranks": mean_ranks(lines),
        "goals": [asdict(goal) for goal in goals(lines)],
        "versions": {line.program: line.versions for line in lines if line.versions},
    }


def as_markdown(lines: Lines, sure: dict[str, dict[str, float]], machine: str) -> str:
    terms = lines[0].terms
    marks = {True: "PASS", False: "FAIL", None: "not known"}
    held = [f"- {marks[goal.met]}: {goal.words}: {goal.found}" for goal in goals(lines)]
    failed = [f"- {line.table}, {line.program}: {line.failure}" for line in lines if line.failure]
    parts = [
        "# AutoML beside its peers",
        f"Budget {terms.budget:g} s, {terms.cores} cores, seed {terms.seed}; {machine}; load before a run "
        f"{min(line.load for line in lines):.1f} to {max(line.load for line in lines):.1f}.",
        "## Goals\n\n" + "\n".join(held),
        "## Scores\n\n" + _scores(lines, sure),
        "## Costs, median over the sets\n\n" + _costs(lines),
        "## Every run\n\n" + _runs(lines),
    ]
    if failed:
        parts.append("## What gave no score\n\n" + "\n".join(failed))
    return "\n\n".join(parts) + "\n"


def _scores(lines: Lines, sure: dict[str, dict[str, float]]) -> str:
    names = programs_of(lines)
    rows = [["set", "metric", "test rows", *names, "ours behind the best"]]
    for table in sets_of(lines):
        there = on(lines, table)
        any_line = next(line for line in lines if line.table == table)
        cells = [_score_cell(there, name) for name in names]
        rows.append([table, any_line.metric, f"{any_line.test_rows:,}", *cells, _behind_cell(there, sure.get(table, {}))])
    found = mean_ranks(lines)
    rows.append(["**mean rank**", "", "", *(f"{found[name]:.2f}" for name in names), ""])
    return _drawn(rows)


def _score_cell(there: dict[str, Measured], name: str) -> str:
    if name not in there:
        return "–"
    text = _figure(there[name].score)
    return f"**{text}**" if there[name] is best(there) else text


def _behind_cell(there: dict[str, Measured], sure: dict[str, float]) -> str:
    if OURS not in there:
        return "–"
    lost = distance(there[OURS], there)
    return f"{lost:.2%} ± {sure[OURS]:.2%}" if OURS in sure and lost else f"{lost:.2%}"


def _costs(lines: Lines) -> str:
    rows = [["program", "training s", "whole s", "peak memory", "one row", "artifact", "no score"]]
    for name in programs_of(lines):
        done = [line for line in lines if line.program == name and line.score is not None]
        lost = sum(line.program == name and line.score is None for line in lines)
        rows.append([name, *_cost_cells(done), str(lost)])
    return _drawn(rows)


def _cost_cells(done: Lines) -> list[str]:
    if not done:
        return ["–"] * 5
    memory = [line.memory for line in done if line.memory is not None]
    return [
        f"{statistics.median(line.seconds for line in done):.1f}",
        f"{statistics.median(line.seconds_whole for line in done):.1f}",
        f"{statistics.median(memory) / 1e6:,.0f} MB" if memory else "–",
        _short_time(statistics.median(line.row_seconds for line in done)),
        _size(statistics.median(line.bytes for line in done)),
    ]


def _runs(lines: Lines) -> str:
    rows = [["set", "program", "score", "training s", "whole s", "peak memory", "one row", "artifact", "told"]]
    for line in lines:
        if line.score is not None:
            rows.append([line.table, line.program, _figure(line.score), *_cost_cells([line]), line.told.replace("|", "/")])
    return _drawn(rows)


def _figure(score: float) -> str:
    return f"{score:,.0f}" if score >= 1000 else f"{score:.2f}" if score >= 10 else f"{score:.4f}"


def _short_time(seconds: float) -> str:
    return f"{seconds * 1e3:,.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:,.0f} µs"


def _size(count: float) -> str:
    return f"{count / 1e6:,.2f} MB"


def _drawn(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])
