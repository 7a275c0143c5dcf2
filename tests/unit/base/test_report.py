"""A stretch of a report, and a report that nobody reads."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import Cancelled
from mlworkbench.base.report import Part, Report, Silent


class Heard:
    """A report that remembers."""

    def __init__(self) -> None:
        self.told = []

    def progress(self, fraction, key, **facts):
        self.told.append((fraction, key, facts))

    def made(self, kind, files, facts):
        self.told.append((kind, files, facts))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_part_stays_inside_its_stretch(one, other, fraction):
    start, end = sorted((one, other))
    whole = Heard()

    Part(whole, start, end).progress(fraction, "train.fold", fold=2)

    told, key, facts = whole.told[0]
    assert start - 1e-12 <= told <= end + 1e-12
    assert (key, facts) == ("train.fold", {"fold": 2})


def test_parts_of_parts_add_up():
    whole = Heard()

    inner = Part(Part(whole, 0.5, 1.0), 0.0, 0.5)
    for fraction in (0.0, 0.5, 1.0):
        inner.progress(fraction, "a.b")

    assert [told[0] for told in whole.told] == pytest.approx([0.5, 0.625, 0.75])


def test_what_a_part_made_arrives_whole():
    whole = Heard()
    files = {"model": Path("model.onnx")}

    Part(whole, 0.0, 0.5).made("model", files, {"number": 1})

    assert whole.told == [("model", files, {"number": 1})]


def test_a_cancel_comes_back_through_a_part():
    class Stopped(Heard):
        def progress(self, fraction, key, **facts):
            raise Cancelled

    with pytest.raises(Cancelled):
        Part(Stopped(), 0.0, 1.0).progress(0.5, "a.b")


def test_silence_is_a_report():
    report: Report = Silent()

    report.progress(0.5, "a.b", fold=1)
    report.made("model", {}, {})
