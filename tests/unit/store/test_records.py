"""Records go in and come out the same, oldest first."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError

from mlworkbench.base import records
from mlworkbench.base.errors import ProjectError
from mlworkbench.store.tables import KINDS
from tests.unit.store import made


def test_there_is_an_example_of_every_kind():
    assert {type(record) for record in made.chain()} == set(KINDS)


def test_every_kind_comes_out_as_it_went_in(project):
    for record in made.chain():
        project.add(record)

        assert project.get(type(record), record.id) == record


def test_fields_keep_their_types(project):
    for record in made.chain()[:3]:
        project.add(record)

    params = project.last(records.Recipe).steps[0].params

    assert [(name, type(value)) for name, value in params.items()] == [
        ("value", float),
        ("deep", bool),
        ("kind", str),
        ("count", int),
    ]
    assert isinstance(project.last(records.Dataset).columns[0], records.Column)


def test_a_record_survives_closing(project):
    folder = project.folder
    project.add(made.dataset())
    project.close()

    with type(project).open(folder) as again:
        assert again.find(records.Dataset) == (made.dataset(),)
        assert (again.id, again.name, again.created) == (project.id, "Churn", project.created)


def test_found_oldest_first_by_filing_not_by_name_or_clock(project):
    late = made.dataset("z", 1)
    early = replace(made.dataset("a", 2), when=made.WHEN - timedelta(days=1))
    project.add(late)
    project.add(early)

    assert project.find(records.Dataset) == (late, early)
    assert project.last(records.Dataset) == early


def test_find_by_fields(project):
    first, second = made.dataset("a", 1), made.dataset("b", 2, parent="a")
    project.add(first)
    project.add(second)

    assert project.find(records.Dataset, number=2) == (second,)
    assert project.find(records.Dataset, parent=None) == (first,)
    assert project.find(records.Dataset, number=2, parent=None) == ()
    assert project.last(records.Dataset, number=3) is None
    assert (project.count(records.Dataset), project.count(records.Dataset, number=1)) == (2, 1)


def test_get_says_what_is_not_there(project):
    with pytest.raises(ProjectError, match=r"store\.no_record.*'nothing'"):
        project.get(records.Model, "nothing")


def test_a_field_that_does_not_exist_is_our_bug(project):
    with pytest.raises(KeyError):
        project.find(records.Dataset, colour="red")


def test_a_child_without_its_parent_is_refused(project):
    with pytest.raises(IntegrityError):
        project.add(made.problem(dataset="nothing"))


def test_a_run_may_name_its_split_before_it_is_made(project):
    for record in (made.dataset(), made.problem(), made.recipe(), made.run(split="later")):
        project.add(record)

    assert project.last(records.Run).split == "later"


def test_an_id_is_used_once(project):
    project.add(made.dataset())

    with pytest.raises(IntegrityError):
        project.add(made.dataset(number=2))


def test_moments_are_kept_in_utc(project):
    seoul = made.WHEN.astimezone(timezone(timedelta(hours=9)))

    project.add(made.dataset(when=seoul))

    assert project.last(records.Dataset).when == made.WHEN
    assert project.last(records.Dataset).when.utcoffset() == timedelta(0)


@pytest.mark.parametrize("value", [0.1 + 0.2, 5e-324, 1.7976931348623157e308, 2.0**53 + 2])
def test_numbers_are_exact(project, value):
    for record in made.chain()[:5]:
        project.add(record)
    project.add(replace(made.model(), threshold=value, oof_metrics={"x": value}))

    found = project.last(records.Model)

    assert found.threshold == value
    assert found.oof_metrics == {"x": value}


def test_some_fields_of_many_records_come_as_plain_values(project):
    for record in made.chain():
        project.add(record)

    found = project.pick(records.Model, ("id", "cv.mean", "params", "cv.folds"), parent=None)

    assert found == (("m1", 0.84, {"trees": 300, "rate": 0.1}, "[0.83,0.85]"),)
    assert project.pick(records.Model, ("id",), run="other") == ()
