"""Events are told to everyone, in order."""

import pytest

from mlworkbench.base.events import Bus, Changed, JobMoved, Notice


def test_everyone_hears_in_order_of_listening():
    bus, heard = Bus(), []
    bus.listen(lambda event: heard.append(("first", event)))
    bus.listen(lambda event: heard.append(("second", event)))

    bus.send(JobMoved("a"))

    assert heard == [("first", JobMoved("a")), ("second", JobMoved("a"))]


def test_an_event_raised_while_telling_waits_its_turn():
    bus, heard = Bus(), []

    def answer(event):
        if event == JobMoved("a"):
            bus.send(Changed(frozenset({"data"})))

    bus.listen(answer)
    bus.listen(heard.append)

    bus.send(JobMoved("a"))

    assert heard == [JobMoved("a"), Changed(frozenset({"data"}))]


def test_who_stopped_listening_hears_nothing():
    bus, heard = Bus(), []
    end = bus.listen(heard.append)

    end()
    end()
    bus.send(Notice("base.yes"))

    assert heard == []


def test_who_is_stopped_while_it_is_told_hears_nothing_either():
    """A page closed by another page's answer is gone and must not be called."""
    bus, heard = Bus(), []
    ends = []
    bus.listen(lambda event: ends[0]())
    ends.append(bus.listen(heard.append))

    bus.send(JobMoved("a"))

    assert heard == []


def test_who_begins_to_listen_while_it_is_told_hears_the_next():
    bus, heard = Bus(), []
    ends = [bus.listen(lambda event: bus.listen(heard.append))]

    bus.send(JobMoved("a"))
    ends[0]()
    bus.send(JobMoved("b"))

    assert heard == [JobMoved("b")]


def test_a_listener_that_fails_does_not_silence_the_bus():
    bus, heard = Bus(), []

    def fail(event):
        if event == JobMoved("bad"):
            raise RuntimeError

    bus.listen(fail)
    bus.listen(heard.append)

    with pytest.raises(RuntimeError):
        bus.send(JobMoved("bad"))
    bus.send(JobMoved("good"))

    assert heard == [JobMoved("good")]
