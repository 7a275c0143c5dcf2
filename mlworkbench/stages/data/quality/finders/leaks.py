"""Columns that give the target away: they predict it too well alone, or a value of theirs is never wrong about it."""

import re
from collections import Counter

from mlworkbench.base.records import Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.data.quality import rules, saying, singles
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Goal, Subject, named

TOO_WELL = {"binary": 0.985, "multiclass": 0.96, "regression": 0.985}
FAMILY = 3  # so many leaking columns of one pattern make the others of it suspicious
FEWEST = 50


def find(subject: Subject) -> list[Finding]:
    goal, truth = subject.goal, subject.truth
    if goal is None or truth is None or len(truth) < FEWEST:
        return []
    names = [column.name for column in subject.features() if column.name in subject.sample]
    columns = {
        name: subject.sample[name] for name in names if subject.figures[name].distinct > 1 or subject.figures[name].missing
    }
    found = {}
    for place, (name, cells) in enumerate(columns.items()):
        subject.report.progress(place / len(columns), "data.looking_for_leaks", column=name)
        score = singles.strengths({name: cells}, truth, goal.task)[0].score
        rule = rules.one_sided(cells, truth, len(goal.classes)) if goal.task != "regression" else None
        if score >= TOO_WELL[goal.task]:
            found[name] = _too_well(subject, goal, name, score)
        elif rule is not None:
            found[name] = _rule(subject, goal, rule, name, cells, truth)
    return [*found.values(), *_family(subject, goal, list(found), names)]


def _too_well(subject: Subject, goal: Goal, name: str, score: float) -> Finding:
    figure = "data.found_leak_" + {"binary": "auc", "multiclass": "accuracy", "regression": "r2"}[goal.task]
    reason = Reason(figure, {"column": name, "target": goal.target, "score": f"{score:.3f}"})
    rows = subject.rows - subject.figures[name].missing
    evidence = [Evidence(saying.short(top.value), None, top.count) for top in subject.figures[name].top[:5]]
    evidence = saying.of_sample(evidence, min(len(subject.sampled_rows), singles.MOST_ROWS), subject.rows)
    return saying.finding("leak", (name,), "problem", rows, reason, evidence, [saying.exclude(name), saying.drop(name)])


def _rule(subject: Subject, goal: Goal, rule: rules.Rule, name: str, cells: Array, truth: Array) -> Finding:
    facts: saying.Facts = {
        "column": name,
        "target": goal.target,
        "class": goal.classes[rule.place],
        "rows": rule.rows,
        "hits": rule.hits,
    }
    key = "data.found_leak_rule" if rule.value is not None else "data.found_leak_filled"
    if rule.value is not None:
        facts["value"] = rule.value
    says = [
        place
        for place, cell in enumerate(cells)
        if (named(cell) == rule.value if rule.value is not None else cell == cell and cell is not None)
        and truth[place] == rule.place
    ]
    evidence = [
        Evidence(f"{saying.short(name)} = {saying.short(named(cells[place]))}", int(subject.sampled_rows[place]) + 1)
        for place in says[: saying.SHOWN]
    ]
    evidence = saying.of_sample(evidence, len(subject.sampled_rows), subject.rows)
    facts = {("group" if fact == "class" else fact): value for fact, value in facts.items()}
    return saying.finding(
        "leak", (name,), "problem", rule.rows, Reason(key, facts), evidence, [saying.exclude(name), saying.drop(name)]
    )


def _family(subject: Subject, goal: Goal, leaking: list[str], names: list[str]) -> list[Finding]:
    """A column named like several that leak, and beside them, was written down with them: RNF beside TWF, HDF …"""
    shapes = Counter(_shape(subject, name) for name in leaking)
    made = []
    for name in names:
        shape = _shape(subject, name)
        near = [other for other in leaking if _shape(subject, other) == shape and other != name]
        beside = min((abs(subject.places[name] - subject.places[other]) for other in near), default=99)
        if name in leaking or shapes[shape] < FAMILY or beside > FAMILY:
            continue
        facts: saying.Facts = {"column": name, "others": saying.listed(near), "target": goal.target}
        rows = next((top.count for top in subject.figures[name].top if top.value == "1"), subject.rows)
        evidence = [Evidence(saying.short(other)) for other in near]
        reason = Reason("data.found_leak_family", facts)
        made.append(saying.finding("leak", (name,), "warning", rows, reason, evidence, [saying.exclude(name), saying.drop(name)]))
    return made


def _shape(subject: Subject, name: str) -> str:
    """Of a name its pattern and its last letter, with the type: TWF and RNF are alike."""
    pattern = re.sub(r"\d+", "0", re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]", "A", name)))
    return f"{subject.columns[subject.places[name]].type} {pattern} {name[-1:]}"


def sample() -> Planted:
    failed = [int(n % 20 == 0) for n in range(1200)]
    code = ["E7" if bad and n % 40 == 0 else "" for n, bad in enumerate(failed)]
    return Planted(
        {"size": [(n * 31) % 97 for n in range(1200)], "error": code, "failure": failed}, "leak", ("error",), target="failure"
    )


FINDER = Finder("leaks", Words("Target leakage", "예측 대상 누출"), True, find, sample)
