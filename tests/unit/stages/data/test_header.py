"""The first line is a header unless it looks like the lines below it."""

import pytest

from mlworkbench.stages.data.delimited.header import is_header, unique


@pytest.mark.parametrize(
    ("first", "below", "header"),
    [
        ("name,age", ["Kim,31", "Lee,42"], True),
        ("Kim,31", ["Lee,42", "Park,50"], False),
        ("3,?,alfa,13495", ["3,164,alfa,16500", "1,158,audi,17710"], False),
        ("2026-01-01,5", ["2026-01-02,6", "2026-01-03,7"], False),
        ("day,text", ["2026-01-02,a", "2026-01-03,b"], True),
        ("ham,hello", ["spam,win", "ham,see you"], False),
        ("kind,message", ["spam,win", "ham,see you"], True),
        (",a,b", ["0,1,2", "1,3,4"], True),
        ("region,2019,2020,2021", ["Seoul,1,2,3", "Busan,4,5,6"], True),
        ("region,2019,1850,2021", ["Seoul,1,2,3", "Busan,4,5,6"], False),
        ("0,1,2,3", ["5.5,6,7,x", "5,6,7,y"], True),
        ("1,2,3,4", ["5.5,6,7,x", "5,6,7,y"], True),
        ("1,2", ["3,4", "5,6"], False),
        ("a,b", [], True),
        ("1,b", [], False),
        ("sample,400,402.5,405,407.5,410", ["a,1,2,3,4,5", "b,2,3,4,5,6"], True),
        ("1,1,1,1,1", ["2,1,2,2,2", "1,2,2,2,2"], False),
    ],
)
def test_is_header(first: str, below: list[str], header: bool) -> None:
    assert is_header(tuple(first.split(",")), [tuple(row.split(",")) for row in below]) is header


def test_names_are_made_unique_without_meeting_those_that_are_there() -> None:
    names, notes = unique(("a", "a", "a_2", "", "column_4", "b", " b "))

    assert names == ("a", "a_3", "a_2", "column_5", "column_4", "b", "b_2")
    assert [note.kind for note in notes] == ["repeated_name", "empty_name", "repeated_name"]
    assert len(set(names)) == len(names)
