"""The measure that is right for two columns, by what they are."""

from typing import Any

import numpy as np

from mlworkbench.base.records import Reason
from mlworkbench.stages.explore import measures
from mlworkbench.stages.explore.measures import Measured
from mlworkbench.stages.explore.subject import Drawn, Subject

Array = np.ndarray[Any, np.dtype[Any]]


def fitting(subject: Subject, drawn: Drawn, name: str, other: str) -> Measured:
    """Numbers and dates: |Spearman|. Categories and flags: bias-corrected Cramér's V. One of each: correlation ratio of ranks.

    Where a number is cut into bins and tells clearly more so (the lower end of that interval lies above the upper end of the
    other), the relation bends, and the measure of the bins is taken: `bent` for two numbers, `bent_classes` for one.
    """
    numbers = subject.is_number(name), subject.is_number(other)
    if all(numbers):
        straight = measures.spearman(drawn.values[name], drawn.values[other])
        return clearer(straight, measures.ratio(measures.binned(drawn.values[name]), drawn.values[other], "bent"))
    if not any(numbers):
        return measures.cramer(subject.codes(drawn, name)[0], subject.codes(drawn, other)[0])
    value, group = (name, other) if numbers[0] else (other, name)
    values, groups = drawn.values[value], subject.codes(drawn, group)[0]
    straight = measures.ratio(groups, values)
    if not numbers[0]:
        return straight
    bent = measures.cramer(measures.binned(values, 10), groups)
    return clearer(straight, Measured("bent_classes", bent.value, bent.low, bent.high, bent.rows))


def informing(subject: Subject, drawn: Drawn, name: str, other: str) -> Measured:
    """Share of what is open about `other` that `name` tells; numbers in up to 20 bins of as many rows each."""
    a, b = (
        measures.binned(drawn.values[one]) if subject.is_number(one) else subject.codes(drawn, one)[0] for one in (name, other)
    )
    return measures.information(a, b, subject.seed)


def clearer(straight: Measured, bent: Measured) -> Measured:
    if bent.low is None or (straight.high is not None and bent.low <= straight.high):
        return straight
    return bent


def told(measured: Measured) -> Reason:
    """How strong it is, in a sentence; ranks that go against each other are below zero."""
    if measured.value is None or measured.low is None or measured.high is None:
        return Reason("explore.fact_unknown")
    signed = measured.sign < 0 and measured.measure == "spearman"
    value, low, high = (measured.value, measured.low, measured.high)
    ends = (-value, -high, -low) if signed else (value, low, high)
    return Reason("explore.fact_strength", {"value": ends[0], "low": ends[1], "high": ends[2]})
