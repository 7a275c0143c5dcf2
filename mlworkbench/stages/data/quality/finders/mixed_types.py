"""Text columns that are numbers or dates but for a few words."""

from mlworkbench.base.records import Column, Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.stages.data.findings import NAMES
from mlworkbench.stages.data.quality import saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

MOSTLY = 0.8
NUMBER = r"\s*[-+]?(\d{1,3}(,\d{3})+|\d+)?([.]\d+)?([eE][-+]?\d+)?\s*"
CODE = r"\s*0\d+\s*"  # a leading zero makes it a name
DATE = r"\s*\d{4}(-\d{1,2}-|/\d{1,2}/|[.]\d{1,2}[.])\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}([.]\d+)?)?)?\s*"
FEW_WORDS = 50


def find(subject: Subject) -> list[Finding]:
    made = []
    for column, _ in subject.of_types("category", "text"):
        found = None if NAMES.search(column.name) else _of(subject, column)
        if found is not None:
            made.append(found)
    return made


def _of(subject: Subject, column: Column) -> Finding | None:
    cell = subject.cell(column.name)
    number = f"(regexp_full_match({cell}, '{NUMBER}') AND regexp_matches({cell}, '\\d'))"
    date = f"regexp_full_match({cell}, '{DATE}')"
    counted = f"count(*) FILTER ({number}), count(*) FILTER ({date}), count(*) FILTER (regexp_full_match({cell}, '{CODE}'))"
    ((filled, numbers, dates, codes),) = subject.query(f"SELECT count({cell}), {counted} FROM t")
    kind, matched, test = ("number", numbers, number) if numbers >= dates else ("date", dates, date)
    if codes or not MOSTLY * filled <= matched < filled:
        return None
    words = subject.query(
        f"SELECT {cell}, count(*) AS n, min(r) FROM t WHERE {cell} IS NOT NULL AND NOT {test}"
        f" GROUP BY 1 ORDER BY n DESC, 3 LIMIT {FEW_WORDS + 1}"
    )
    evidence = [Evidence(saying.short(word), int(row) + 1, int(count)) for word, count, row in words]
    params = {"columns": [column.name], "type": kind, **({"date_format": "YYYY-MM-DD"} if kind == "date" else {})}
    retype = saying.remedy("retype", params, "data.mend_as_number" if kind == "number" else "data.mend_as_date")
    mends = [retype]
    if len(words) <= FEW_WORDS:
        mends.append(saying.missing(column.name, values=[word for word, _, _ in words]))
    key = "data.found_mixed_number" if kind == "number" else "data.found_mixed_date"
    shown = saying.listed([str(word) for word, _, _ in words])
    reason = Reason(key, {"column": column.name, "cells": filled - matched, "filled": filled, "words": shown})
    return saying.finding("mixed_types", (column.name,), "warning", filled - matched, reason, evidence, mends)


def sample() -> Planted:
    return Planted(
        {"size": [str(n * 1.5) for n in range(200)] + ["unknown", "측정 불가"], "kind": [f"k{n % 5}" for n in range(202)]},
        "mixed_types",
        ("size",),
    )


FINDER = Finder("mixed_types", Words("Mixed types in a column", "섞인 자료형"), False, find, sample)
