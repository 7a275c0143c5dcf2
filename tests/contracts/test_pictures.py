"""Every picture of the data works on data as odd as it comes, keeps to what it promises, and can be drawn, told and kept."""

import json
from dataclasses import asdict

import pytest

from mlworkbench import charts
from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import catalogue
from mlworkbench.stages import data, explore
from mlworkbench.stages.explore import PICTURES

ROWS = 120


def usual(row):
    cells = (
        row % 7,
        row * 1.5,
        "가나다라"[row % 4],
        row % 2,
        f"2024-{row % 12 + 1:02d}-{row % 27 + 1:02d}",
        "no" if row % 3 else "yes",
    )
    return ",".join(str(cell) for cell in cells)


HEAD = "count,size,지역,flag,day,target"
SAMPLES = {
    "usual": [HEAD, *(usual(row) for row in range(ROWS))],
    "two_rows": [HEAD, usual(0), usual(1)],
    "constant": [HEAD, *(usual(3) for _ in range(ROWS))],
    "mostly_missing": [HEAD, usual(0), usual(1), *(",,,,," for _ in range(ROWS))],
    "hangul": ["나이,소득,지역,기혼,날짜,이탈", *(usual(row) for row in range(ROWS))],
    "odd_names": ['"a""b",size,$x^2$,flag,"d, e",target', *(usual(row) for row in range(ROWS))],
    "wide": [
        ",".join(f"{name}{at}" for at in range(8) for name in HEAD.split(",")),
        *(",".join([usual(row)] * 8) for row in range(40)),
    ],
}


@pytest.fixture(scope="module", params=SAMPLES)
def spec(request, tmp_path_factory):
    return made(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return made("usual", tmp_path_factory.mktemp("plain"))


def made(name, folder):
    """The spec of a job over this sample."""
    (folder / "a.csv").write_text("\n".join(SAMPLES[name]) + "\n", "utf-8")
    told = data.run({"path": str(folder / "a.csv"), "name": "a", "choices": {}}, folder, Silent())
    names = [one["name"] for one in told["columns"]]
    return {
        "data": str(folder / told["files"]["data"]),
        "profile": str(folder / told["files"]["profile"]),
        "columns": told["columns"],
        "target": names[5],
    }


def fitting(spec, kind):
    """Some columns for every slot of a picture, each another one; None where the data has none."""
    asked = {}
    takes = {"number": {"number", "flag"}, "category": {"category", "flag", "text"}, "date": {"date"}}
    for slot in kind.slots:
        left = [one for one in spec["columns"] if one["name"] not in asked.values()]
        fits = [one["name"] for one in left if slot.takes == "any" or one["type"] in takes[slot.takes]]
        if not fits and slot.needed:
            return None
        if fits:
            asked[slot.name] = fits[0]
    return asked


def answered(spec, kind, asked, folder, **more):
    told = explore.run(spec | {"asked": {"picture": kind.name, **asked}, **more}, folder, Silent())
    json.dumps(told, allow_nan=False)
    return explore.read(folder / "numbers.json")


@pytest.mark.parametrize("kind", PICTURES, ids=lambda kind: kind.name)
def test_a_picture_works_on_data_as_odd_as_it_comes(kind, spec, tmp_path):
    asked = fitting(spec, kind)
    if asked is None:
        pytest.skip("no column fits")

    answer = answered(spec, kind, asked, tmp_path)

    known = catalogue("en")
    assert answer.views
    assert all(f"explore.view_{view.name}" in known for view in answer.views)
    assert all(fact.key in known for fact in answer.facts)
    assert answer.rows <= answer.whole
    for view in answer.views:
        numbers = charts.explored_numbers(view.panel, "a sample")
        assert all(len(row) == len(numbers.header) for row in numbers.rows)
        assert all("\0" not in str(cell) for row in numbers.rows for cell in row)
        charts.explored(view.panel, "a sample", charts.REPORT, 480, 300).draw_without_rendering()


@pytest.mark.parametrize("kind", PICTURES, ids=lambda kind: kind.name)
def test_every_choice_of_a_picture_works_and_what_it_does_not_know_is_refused(kind, plain, tmp_path):
    spec = plain
    asked = fitting(spec, kind)
    if asked is None:
        pytest.skip("no column fits")
    for param in kind.params:
        for choice in param.choices:
            answered(spec, kind, asked | {param.name: choice}, tmp_path)

    with pytest.raises(InputError):
        answered(spec, kind, asked | {"nonsense": 1}, tmp_path)
    for slot in kind.slots:
        with pytest.raises(InputError):
            answered(spec, kind, asked | {slot.name: "no such column"}, tmp_path)


@pytest.mark.parametrize("kind", PICTURES, ids=lambda kind: kind.name)
def test_a_sample_is_the_same_every_time_and_says_so(kind, plain, tmp_path):
    spec = plain
    asked = fitting(spec, kind)
    assert asked is not None

    first = answered(spec, kind, asked, tmp_path, most=30)
    again = answered(spec, kind, asked, tmp_path, most=30)

    assert asdict(first) == asdict(again)
    assert first.rows in (first.whole, 30)


def test_a_picture_names_itself_in_both_languages():
    for kind in PICTURES:
        words = [kind.title, kind.help, *(slot.title for slot in kind.slots), *(param.title for param in kind.params)]
        assert all(one.en and one.ko for one in words)
        assert all(len(param.choice_words) in (0, len(param.choices)) for param in kind.params)
