"""Findings of columns that share a trouble become one, with one remedy."""

from dataclasses import replace

from mlworkbench.base.records import Finding, Reason
from mlworkbench.base.words import tr
from mlworkbench.stages.data.quality import grouping, saying


def mark(column, value="-200", rows=7):
    facts = {"column": column, "values": value, "rows": rows, "low": "0", "high": "9"}
    mends = [saying.missing(column, values=[value])]
    return saying.finding("sentinel", (column,), "problem", rows, Reason("data.found_sentinel", facts), remedies=mends)


def gap(column, severity="info"):
    facts = {"column": column, "rows": 3, "percent": "1"}
    return saying.finding(
        "missing", (column,), severity, 3, Reason("data.found_missing", facts), remedies=[saying.exclude(column)]
    )


def test_columns_with_the_same_mark_are_one_finding_with_one_remedy():
    (one,) = grouping.grouped([mark("a"), mark("b"), mark("c: d")])

    assert one.columns == ("a", "b", "c: d")
    assert one.key == "sentinel@-200"
    assert one.keys == ("sentinel:a", "sentinel:b", "sentinel:c: d")
    assert [(remedy.kind, remedy.params) for remedy in one.remedies] == [
        ("set_missing", {"columns": ["a", "b", "c: d"], "values": ["-200"]})
    ]
    assert "21" in tr(one.reason.key, **one.reason.facts)


def test_another_mark_or_weight_makes_another_finding():
    found = grouping.grouped([mark("a"), mark("b", "-999"), gap("c"), gap("d", "warning"), mark("e"), gap("f")])

    assert [one.columns for one in found] == [("a", "e"), ("b",), ("c", "f"), ("d",)]
    assert len({one.key for one in found}) == 4


def test_a_single_column_stays_as_it_was_and_grouping_twice_changes_nothing():
    found = grouping.grouped([mark("a"), gap("b"), gap("c")])

    assert found[0] == mark("a")
    assert grouping.grouped(found) == found
    assert grouping.singles(found) == (mark("a"), gap("b"), gap("c"))


def test_rows_are_counted_where_somebody_can_and_else_those_of_the_largest():
    parts = [mark("a", rows=5), mark("b", rows=9)]

    assert grouping.together(parts).rows == 9
    assert grouping.together(parts, lambda some: 11).rows == 11


def test_remedies_as_earlier_inspections_wrote_them_are_joined_too():
    mends = [saying.remedy("set_missing", {"column": name, "values": ["-200"]}, "data.mend_set_missing") for name in "ab"]
    old = [replace(mark(name), remedies=(mend,)) for name, mend in zip("ab", mends, strict=True)]

    (one,) = grouping.grouped(old)

    assert one.remedies[0].params == {"columns": ["a", "b"], "values": ["-200"]}


def test_remedies_that_differ_are_not_joined():
    other = replace(mark("b"), remedies=(saying.missing("b", values=["-200", "0"]),))

    assert grouping.together([mark("a"), other]).remedies == ()


def test_nobody_leaves_out_every_column_with_a_gap_by_one_press():
    assert grouping.together([gap("a"), gap("b")]).remedies == ()
    assert grouping.together([gap("a", "warning"), gap("b", "warning")]).remedies[0].params == {"columns": ["a", "b"]}


def test_every_sentence_of_one_column_has_one_for_several():
    facts = dict.fromkeys(("column", "columns", "values", "markers", "cells", "count", "target", "order", "asked"), "x")
    facts |= dict.fromkeys(("example", "most", "least", "most_percent", "least_percent"), "x")

    assert all(tr(key, **facts) for key in grouping.WORDS.values())


def test_a_finding_of_no_column_or_of_several_stands_alone():
    found = [Finding("duplicates", (), "info", 0, Reason("data.no_rows_repeated", {"compared": 3}))] * 2

    assert len(grouping.grouped(found)) == 2
