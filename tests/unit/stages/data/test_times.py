"""Times of day: the ways they are written, and what is none."""

import pyarrow as pa
import pytest

from mlworkbench.stages.data import times


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("18:30", 1110),
        ("7:05", 425),
        ("00:00", 0),
        ("24:00", 1440),
        ("18:30:30", 1110.5),
        ("18.00.00", 1080),
        (" 6:30 PM ", 1110),
        ("12:00 am", 0),
        ("12:15 p.m.", 735),
        ("오전 9:10", 550),
        ("오후 6:30", 1110),
    ],
)
def test_a_time_is_minutes_since_midnight(written, minutes):
    assert times.minutes(pa.array([written])).to_pylist() == [minutes]


@pytest.mark.parametrize(
    "written", ["18.30", "25:00", "24:01", "13:00 PM", "0:30 AM", "12:60", "7:5", "noon", "", None, "1:2:3:4"]
)
def test_what_is_no_time_is_missing(written):
    assert times.minutes(pa.array([written], pa.string())).to_pylist() == [None]
