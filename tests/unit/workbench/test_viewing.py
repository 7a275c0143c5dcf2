"""Rows are looked at in another order, or some of them; what was found is dropped, and written without formulas."""

import csv

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.cli.rows import filter_of
from mlworkbench.workbench import Wanted
from mlworkbench.workbench.viewing import wanted
from tests.ui.pages import playing


@pytest.fixture
def filled(opened, runner, tmp_path):
    lines = ["name,note,age", 'Kim,"=1+2",31', "Lee,-5,7.5", "Park,@home,", "Choi,plain,12"]
    (tmp_path / "people.csv").write_text("\n".join(lines) + "\n", "utf-8")
    playing.do(runner, opened.data.add(tmp_path / "people.csv"))
    return opened


def test_a_value_that_does_not_fit_is_refused_before_anything_starts(filled):
    with pytest.raises(InputError, match="data.filter_value"):
        filled.data.view(Wanted(filters=(("age", "gt", "old"),)))

    assert [job for job in filled.jobs() if job.kind == "view"] == []


def test_a_view_is_paged_with_the_numbers_of_the_version(filled, runner):
    job = playing.do(runner, filled.data.view(wanted(sort=("-age",))))

    assert filled.data.viewed(job) == 4
    assert [row[:2] for row in filled.data.view_page(job, 0, 2)] == [(1, "Kim"), (4, "Choi")]


def test_a_view_that_is_left_while_it_runs_is_stopped_and_removed_when_it_has_ended(filled, runner):
    job = filled.data.view(wanted(sort=("age",)))
    job.folder.mkdir(parents=True, exist_ok=True)

    filled.data.leave_view(job)

    assert runner.cancelled == [job.id]
    playing.do(runner, job)
    assert not job.folder.exists()


def test_rows_are_written_as_csv_in_which_no_text_is_a_formula(filled, tmp_path):
    found = filled.data.find_rows()

    assert filled.data.write_rows(found, tmp_path / "out.csv", 3) == 3

    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["row", "name", "note", "age"],
            ["1", "Kim", "'=1+2", "31"],
            ["2", "Lee", "-5", "7.5"],
            ["3", "Park", "'@home", ""],
        ]


def test_a_folder_that_is_not_there_leaves_nothing_behind(filled, tmp_path):
    with pytest.raises(InputError, match="shell.not_saved"):
        filled.data.write_rows(filled.data.find_rows(), tmp_path / "none" / "out.csv")


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("age >= 31", ("age", "ge", "31")),
        ("age>31", ("age", "gt", "31")),
        ("name = Kim Lee", ("name", "eq", "Kim Lee")),
        ("name != =1+2", ("name", "ne", "=1+2")),
        ("name contains = x", ("name", "contains", "= x")),
        ("age missing", ("age", "missing", "")),
        ("a = b = c", ("a = b", "eq", "c")),
        ("a = d", ("a", "eq", "d")),
    ],
)
def test_a_condition_is_read_whatever_the_columns_are_called(asked, read):
    assert filter_of(asked, ("age", "name", "a", "a = b")) == read


@pytest.mark.parametrize("asked", ["", "age", "height > 3", "age about 3", "agemissing"])
def test_what_is_no_condition_is_told_with_what_could_be(asked):
    with pytest.raises(InputError, match="cli.bad_where"):
        filter_of(asked, ("age", "name"))
