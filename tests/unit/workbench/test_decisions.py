"""Decisions about findings of several columns: kept for each column, taken together, undone together."""

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Decision
from tests.ui.pages import playing

SENSORS = ("a", "b", "c")


def written(path, marked=SENSORS, more=()):
    """Sensors of which some hold -200 now and then, and an even answer."""
    names = (*SENSORS, *more)
    lines = [",".join((*names, "answer"))]
    for row in range(300):
        cells = [-200 if name in marked and row % 30 == 0 else 20 + (row * (place + 3)) % 17 for place, name in enumerate(names)]
        lines.append(",".join((*map(str, cells), "yes" if row % 2 else "no")))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def sensors(opened, runner, tmp_path):
    playing.imported(opened, runner, written(tmp_path / "sensors.csv"))
    playing.do(runner, opened.data.inspect())
    return opened


def marks(bench):
    return [one for one in bench.data.judged() if one.finding.kind == "sentinel"]


def again(bench, runner, path):
    """The next version of the data, inspected."""
    playing.imported(bench, runner, path)
    playing.do(runner, bench.data.inspect())


def test_one_remedy_mends_all_columns_with_the_mark_and_one_press_undoes_it(sensors, runner):
    (one,) = marks(sensors)
    assert (one.finding.columns, one.finding.rows) == (SENSORS, 10)

    job = sensors.data.mend(one.finding, why="the sensor was off")
    playing.do(runner, job)
    playing.do(runner, sensors.data.inspect())

    assert marks(sensors) == []
    assert [sensors.data.profile().column(name).missing for name in SENSORS] == [10, 10, 10]
    (mended,) = sensors.data.mended()
    assert mended.keys == ("sentinel:a", "sentinel:b", "sentinel:c")
    assert {one.why for one in sensors.data.decisions()} == {"the sensor was off"}
    assert sensors.data.refuses_undo(mended.decision) is None

    sensors.data.undo(mended.keys, "wrong after all")

    assert [sensors.data.profile().column(name).missing for name in SENSORS] == [0, 0, 0]
    assert sensors.data.current().change.why == "wrong after all"


def test_what_was_accepted_stays_so_and_a_new_column_waits_alone(sensors, runner, tmp_path):
    sensors.data.accept_finding("sentinel@-200", "cold days")

    again(sensors, runner, written(tmp_path / "more.csv", (*SENSORS, "d"), more=("d",)))

    open_, kept = sorted(marks(sensors), key=lambda one: one.decision is not None)
    assert (open_.finding.columns, open_.waits) == (("d",), True)
    assert (kept.finding.columns, kept.decision.why, kept.waits) == (SENSORS, "cold days", False)


def test_a_single_column_of_several_can_be_decided(sensors):
    sensors.data.accept_finding("sentinel:b", "sits in the cellar")

    assert [(one.finding.columns, one.waits) for one in marks(sensors)] == [(("a", "c"), True), (("b",), False)]
    assert sensors.data.finding("sentinel@-200").columns == ("a", "c")

    sensors.data.reopen("sentinel:b")

    assert [one.finding.columns for one in marks(sensors)] == [SENSORS]


def test_several_are_reopened_together(sensors):
    sensors.data.accept_finding("sentinel@-200", "cold days")

    sensors.data.reopen("sentinel@-200")

    assert [one.waits for one in marks(sensors)] == [True]
    with pytest.raises(InputError) as refused:
        sensors.data.reopen("sentinel@-200")
    assert refused.value.key == "data.not_decided"


def test_a_decision_that_named_several_columns_counts_for_each_of_them(sensors, runner):
    dataset, when = sensors.data.current(), sensors.data.current().when
    old = Decision("old", dataset.id, "sentinel:c:a", "accepted", None, "as it was kept before", "me", when)
    with sensors.opened().transaction():
        sensors.opened().add(old)

    assert [(one.finding.columns, one.waits) for one in marks(sensors)] == [(("a", "c"), False), (("b",), True)]


def test_what_was_only_accepted_is_reopened_and_not_undone(sensors):
    decided = sensors.data.accept_finding("sentinel@-200", "cold days")

    with pytest.raises(InputError) as refused:
        sensors.data.undo([one.finding for one in decided])

    assert refused.value.key == "data.not_decided"


def test_what_was_mended_before_other_changes_is_gone_back_to_in_the_history(sensors, runner):
    playing.do(runner, sensors.data.mend(marks(sensors)[0].finding))
    playing.do(runner, sensors.data.change("drop_columns", {"columns": ["b"]}))
    playing.do(runner, sensors.data.inspect())

    (mended,) = sensors.data.mended()

    assert sensors.data.refuses_undo(mended.decision).key == "data.changed_since"
    with pytest.raises(InputError):
        sensors.data.undo(mended.keys)


def test_a_change_that_names_one_column_as_before_still_counts(sensors, runner):
    playing.do(runner, sensors.data.change("set_missing", {"column": "b", "values": [-200]}))

    assert [sensors.data.profile().column(name).missing for name in SENSORS] == [0, 10, 0]
    assert sensors.data.current().change.params["columns"] == ["b"]
