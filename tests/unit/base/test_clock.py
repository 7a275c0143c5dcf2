"""Time and names."""

import re
from datetime import UTC, datetime, timedelta

from mlworkbench.base import clock


def test_now_is_in_utc():
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_the_measuring_clock_never_goes_back():
    times = [clock.seconds() for _ in range(1000)]

    assert times == sorted(times)


def test_names_are_short_and_do_not_repeat():
    names = {clock.new_name() for _ in range(1000)}

    assert len(names) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{16}", name) for name in names)
