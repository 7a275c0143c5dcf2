"""The leaderboard as rows, notes and tags, and models side by side, over a real project."""

from dataclasses import replace

import pytest

from mlworkbench.base import records as r
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.cli.door import named_model
from mlworkbench.cli.train import places
from mlworkbench.workbench.tracking import Wish
from tests.unit.store import made


def model(name, number, score, run="u1", **changes):
    folds = tuple(score + step / 100 for step in (-2, -1, 0, 1, 2))
    found = replace(made.model(name, number, run, "f"), trial=name, cv=r.Score(score, 0.0158, folds), name=f"{name} {number}")
    return replace(found, **changes)


MODELS = (
    model("a", 0, 0.70, params={"trees": 300}, seconds=1.0),
    model("b", 1, 0.90, params={"trees": 100}, seconds=3.0, algorithm="lightgbm", oof_metrics={"log_loss": 0.2}),
    model("c", 2, 0.80, params={"depth": 6}, seconds=2.0),
    model("d", 0, 0.90, run="u2"),
)


@pytest.fixture
def board(bench, tmp_path):
    """Two runs: three models and one."""
    bench.home.create(tmp_path / "project", "고객")
    with bench.opened().transaction():
        second = replace(made.run("u2"), seed=2)
        for record in (made.dataset(), made.problem(), made.recipe(), made.split(), made.run(), second, *MODELS):
            bench.opened().add(record)
    return bench


def names(found):
    return [row.id for row in found.rows]


def test_the_best_come_first_and_equals_in_the_order_they_were_made(board):
    assert names(board.train.board(Wish("u1"))) == ["b", "c", "a"]
    assert names(board.train.board(Wish("all"))) == ["b", "d", "c", "a"]
    assert names(board.train.board()) == ["d"]  # the newest run


def test_a_place_names_the_same_model_however_and_of_whatever_run_the_board_is(board):
    rows = board.train.board(Wish("all", "seconds", True)).rows

    told = places(board, rows)

    assert told == {"d": "1", "b": "1:1", "c": "1:2", "a": "1:3"}
    assert all(named_model(board, place).id == name for name, place in told.items())
    for nobody in ("2", "1:4", "3:1", "0:1", "1:", "a:1", "²"):
        with pytest.raises(InputError, match="no_such_model"):
            named_model(board, nobody)


def test_a_row_is_what_the_record_says(board):
    (row,) = board.train.board(Wish("u1", limit=1)).rows

    record = board.opened().get(r.Model, "b")
    assert (row.score, row.sd, row.folds) == (record.cv.mean, record.cv.sd, record.cv.folds)
    same = ("id", "run", "number", "name", "algorithm", "made", "metric", "seconds", "model_bytes", "row_microseconds", "params")
    assert all(getattr(row, name) == getattr(record, name) for name in same)
    assert (row.metrics, row.artifact_hash, row.when) == (record.oof_metrics, record.model_file, record.when)
    assert (row.run_number, row.tags, row.note) == (1, (), "")


def test_rows_without_the_column_come_last_either_way(board):
    assert names(board.train.board(Wish("u1", "param:trees"))) == ["b", "a", "c"]
    assert names(board.train.board(Wish("u1", "param:trees", descending=True))) == ["a", "b", "c"]
    assert names(board.train.board(Wish("u1", "seconds"))) == ["a", "c", "b"]
    assert names(board.train.board(Wish("u1", "metric:log_loss")))[0] == "b"
    with pytest.raises(InputError) as refused:
        board.train.board(Wish("u1", "colour"))
    assert refused.value.key == "train.no_such_column"


def test_a_text_is_looked_for_in_names_parameters_notes_and_tags(board):
    board.train.remark("c", "오래 걸림", ("keep",))

    assert names(board.train.board(Wish("u1", text="LIGHT"))) == ["b"]
    assert names(board.train.board(Wish("u1", text="trees=300"))) == ["a"]
    assert names(board.train.board(Wish("u1", text="오래"))) == ["c"]
    assert names(board.train.board(Wish("u1", tags=("keep",)))) == ["c"]
    assert names(board.train.board(Wish("u1", tags=("keep", "other")))) == []
    assert names(board.train.board(Wish("all", algorithms=("lightgbm",)))) == ["b"]
    found = board.train.board(Wish("u1", text="e", limit=1))
    assert (len(found.rows), found.count, found.of, found.tags) == (1, 3, 3, ("keep",))


def test_what_is_made_later_is_seen_and_another_project_is_not_mixed_in(board, tmp_path):
    board.train.board(Wish("all"))

    board.opened().add(model("e", 3, 0.95))
    board.train.remark("a", tags=("late",))
    seen = board.train.board(Wish("u1"))
    board.home.create(tmp_path / "other", "other")

    assert names(seen) == ["e", "b", "c", "a"]
    assert seen.rows[-1].tags == ("late",)
    assert board.train.board(Wish("all")).rows == ()


def test_what_was_undone_is_not_remembered(board):
    with pytest.raises(ZeroDivisionError), board.opened().transaction():
        board.opened().add(model("x", 9, 0.99))
        assert names(board.train.board(Wish("u1")))[0] == "x"
        raise ZeroDivisionError

    assert names(board.train.board(Wish("u1"))) == ["b", "c", "a"]
    board.opened().add(model("y", 9, 0.98))
    assert names(board.train.board(Wish("u1"))) == ["y", "b", "c", "a"]


def test_the_newest_note_counts_and_the_older_ones_stay(board):
    first = board.train.remark("a", " good ", ("keep", "keep", " 후보 "))
    second = board.train.remark("a", tags=())
    again = board.train.remark("a", "good")

    assert (first.text, first.tags) == ("good", ("keep", "후보"))
    assert (second.text, second.tags) == ("good", ())
    assert again == second
    assert board.train.remarks("a") == (first, second)
    assert board.train.remark_of("a") == second
    assert board.train.remark_of("b") is None


@pytest.mark.parametrize(
    ("text", "tags", "key"),
    (
        ("x" * 4001, (), "train.long_note"),
        ("", ("a,b",), "train.bad_tag"),
        ("", ("line\nbreak",), "train.bad_tag"),
        ("", ("x" * 41,), "train.bad_tag"),
        ("", [str(number) for number in range(21)], "train.many_tags"),
    ),
)
def test_a_note_that_cannot_be_kept_is_refused(board, text, tags, key):
    with pytest.raises(InputError) as refused:
        board.train.remark("a", text, tags)

    assert refused.value.key == key
    assert board.train.remarks("a") == ()


def test_a_note_on_no_model_is_refused(board):
    with pytest.raises(ProjectError):
        board.train.remark("nobody", "x")


def test_models_side_by_side_differ_in_what_they_were_asked(board):
    found = board.train.compare(["b", "a", "d"])

    assert found.differing["algorithm"] == ("lightgbm", "xgboost", "xgboost")
    assert found.differing["trees"] == (100, 300, 300)
    assert found.differing["run.seed"] == (1, 1, 2)
    assert found.same["recipe"] == "cd" * 6
    assert found.sides[0].paired is None
    assert found.sides[1].paired.difference == pytest.approx(-0.2)
    assert found.sides[1].paired.p == 0.0  # worse by the same on every fold
    assert found.rows_reason is None


def test_models_of_other_rows_or_metrics_are_not_paired(board):
    other = replace(made.split("s2", file="else"), seed=3)
    board.opened().add(other)
    board.opened().add(replace(made.run("u3", "s2"), seed=3))
    board.opened().add(model("o", 0, 0.8, run="u3"))
    board.opened().add(model("f", 5, 0.8, metric="accuracy"))

    found = board.train.compare(["a", "o", "f"])

    assert [side.reason.key for side in found.sides[1:]] == ["train.other_folds", "train.other_metric"]


def test_rows_are_compared_only_where_the_question_is_the_same(board):
    board.opened().add(replace(made.problem("q2"), target="나이"))
    board.opened().add(replace(made.run("u4"), problem="q2"))
    board.opened().add(model("t", 0, 0.8, run="u4"))

    assert board.train.compare(["a", "t"]).rows_reason.key == "train.other_target"
    with pytest.raises(InputError) as refused:
        board.train.compare_rows(["a", "t"])
    assert refused.value.key == "train.other_target"


@pytest.mark.parametrize("models", ((), ("a",), ("a", "a"), [f"m{number}" for number in range(13)]))
def test_two_models_are_compared_at_least(board, models):
    with pytest.raises(InputError) as refused:
        board.train.compare(models)

    assert refused.value.key == "train.compare_count"


def test_a_learning_curve_of_an_ensemble_is_that_of_its_strongest_member(board):
    members = (r.Member("a", 0.2), r.Member("c", 0.7), r.Member("gone", 0.1))
    board.opened().add(model("e", 9, 0.95, members=members, algorithm="ensemble"))
    board.opened().add(model("n", 10, 0.95, members=(r.Member("gone", 1.0),), algorithm="ensemble"))
    from mlworkbench.workbench import learning

    assert learning.stands_for(board, "e").id == "c"
    assert board.train.refuses_learning("e") is None
    assert board.train.refuses_learning("n").key == "train.learning_members"
    assert board.train.learning("e") is None
