"""From a model back to the bytes of its files, newest first."""

from datetime import UTC, datetime

import pytest

from mlworkbench.base import words
from mlworkbench.base.records import Reason
from mlworkbench.workbench import lineage
from tests.ui.pages import playing


def trained(bench, runner):
    playing.do(runner, bench.train.start(60.0, 1, max_trials=2))
    return next(one for one in bench.train.models() if one.algorithm != "baseline")


def test_every_record_stands_with_its_hash_who_and_when_down_to_the_file(churn, runner, tmp_path):
    first = churn.data.present()
    second = playing.changed(churn, runner, "set_missing", {"column": "age", "low": 25}, name="young", why="too young")
    model = trained(churn, runner)
    job = playing.do(runner, churn.package.build(model.id, tmp_path / "m.mlpkg"))
    churn.evaluate.reject(model.id, "not yet")

    stops = churn.govern.lineage(model.id)

    kinds = [stop.kind for stop in stops]
    assert kinds == ["package", "verdict", "model", "run", "recipe", "split", "problem", "version", "version", "file"]
    assert [stop.hash for stop in stops if stop.kind == "version"] == [second.data_file, first.data_file]
    assert (stops[0].hash, stops[1].why) == (job.result["identifier"], "not yet")
    assert stops[7].why == "young · too young"
    file = stops[-1]
    assert (file.hash, file.size, file.place) == (first.origin.sha256, first.origin.size, first.origin.folder)
    assert all(stop.who and stop.when for stop in stops)
    plain = lineage.plain(file)
    assert (plain["bytes"], plain["medium"], plain["facts"]["file"]) == (file.size, file.medium, "churn.csv")
    for language in ("en", "ko"):
        words.set_language(language)
        assert all("{" not in lineage.sentence(stop) for stop in stops)
    words.set_language("en")


def test_a_version_that_was_gone_back_to_stands_for_those_after_it(churn, runner):
    first = churn.data.present()
    playing.changed(churn, runner, "drop_rows", {"rows": [1, 2, 3]})
    churn.data.go_back(first.id, why="after all")

    stops = churn.govern.lineage(trained(churn, runner).id)

    assert [stop.what.facts["number"] for stop in stops if stop.kind == "version"] == [3, 1]
    assert [one.number for one in churn.data.lineage(churn.train.models()[0].id).versions] == [3, 1]


def test_a_file_that_a_change_brought_in_stands_with_that_version(churn, runner, tmp_path):
    playing.changed(churn, runner, "append", {"path": str(playing.churn(tmp_path, 30, "more.csv"))})
    playing.changed(churn, runner, "drop_rows", {"rows": [1]})

    stops = churn.govern.lineage(trained(churn, runner).id)

    told = [(stop.kind, stop.what.facts.get("file")) for stop in stops if stop.kind in ("version", "file")]
    assert told == [("version", None), ("version", None), ("file", "more.csv"), ("version", None), ("file", "churn.csv")]


def test_a_model_with_another_threshold_names_the_one_it_was_made_of(churn, runner):
    model = trained(churn, runner)
    playing.do(runner, churn.evaluate.set_threshold(model.id, 0.5))
    other = churn.evaluate.variants(model.id)[0]

    stops = churn.govern.lineage(other.id)

    assert [stop.id for stop in stops if stop.kind == "model"] == [other.id, model.id]


@pytest.mark.parametrize(
    ("medium", "said"),
    [
        ("local disk", ("2 B", "from a local disk")),
        ("removable (usb)", ("2 B", "from removable storage (usb)")),
        ("network share (cifs)", ("2 B", "from a network share (cifs)")),
        ("", ("2 B",)),
    ],
)
def test_what_a_file_lay_on_is_said_in_words(medium, said):
    what = Reason("govern.stop_file", {"file": "a.csv", "importer": "csv"})
    stop = lineage.Stop("file", "v", what, "me", datetime(2026, 1, 1, tzinfo=UTC), "f" * 64, "", 2, medium)

    assert lineage.details(stop) == said


def test_a_model_tells_its_columns_before_it_is_packed(churn, runner):
    playing.changed(churn, runner, "expression", {"name": "wealth", "formula": "income / age"})
    playing.changed(churn, runner, "clip", {"column": "age", "low": 25})
    playing.changed(churn, runner, "set_missing", {"column": "income", "values": ["1000.5"]})
    model = trained(churn, runner)

    told = churn.package.columns(model.id)

    assert [(one.name, one.formula) for one in told.computed] == [("wealth", "income / age")]
    assert [(one.name, [deed.kind for deed in one.made]) for one in told.brought] == [("age", ["clip"])]
    assert told.marks == {"income": ("1000.5",)}
    assert "income" in told.plain
