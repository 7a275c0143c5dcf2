"""Records can be read, kept and never changed."""

from dataclasses import FrozenInstanceError, fields, is_dataclass
from typing import get_args

import pytest

from mlworkbench.base import records

KINDS = get_args(records.Record)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_record_is_frozen_and_says_who_and_when(kind):
    names = [field.name for field in fields(kind)]

    assert is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    assert names[0] == "id"
    assert {"who", "when"} <= set(names)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_record_belongs_to_one_stage(kind):
    assert records.STAGE_OF[kind] in records.STAGES


def test_no_stage_is_named_for_what_is_no_record():
    assert set(records.STAGE_OF) == set(KINDS)


def test_the_stages_go_from_left_to_right():
    assert records.STAGES == (
        "problem",
        "data",
        "explore",
        "prepare",
        "train",
        "evaluate",
        "explain",
        "package",
        "monitor",
        "govern",
    )


def test_a_profile_finds_its_columns():
    one = records.ColumnProfile("나이", "number", missing=0, distinct=2)
    profile = records.Profile(rows=2, columns=(one, records.ColumnProfile("b", "text", 0, 1)))

    assert profile.column("나이") is one
    with pytest.raises(StopIteration):
        profile.column("c")


def test_nothing_can_be_written_into_a_record():
    with pytest.raises(FrozenInstanceError):
        records.Reason("a.b").key = "c.d"
