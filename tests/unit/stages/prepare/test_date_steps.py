"""Date steps with all their choices: known days, the graph as their plain meaning, and what several steps share."""

from datetime import UTC, datetime

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Value
from mlworkbench.base.records import Step
from mlworkbench.base.words import tr
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.wire import NO_DATE, Array
from mlworkbench.stages.prepare import STEPS, dates, left
from mlworkbench.stages.prepare.fitting import fit
from mlworkbench.stages.prepare.graph import Graph, run
from mlworkbench.stages.prepare.steps.date_holidays import COUNTRIES, years

CHOICES: list[tuple[str, dict[str, Value]]] = [
    ("date_parts", {}),
    ("date_cyclic", {"day_of_year": True}),
    ("date_cyclic", {"month": False, "hour": False}),
    *(("date_since", {"since": since, "date": "2020-02-29 12:00"}) for since in ("first", "fixed", "between")),
    *(("date_holidays", {"country": country}) for country in COUNTRIES),
]
KOREAN = [  # as the Korea Astronomy and Space Science Institute announced them
    *("1999-02-16", "2000-09-12", "2012-01-23", "2023-01-24", "2023-05-29", "2023-09-28", "2023-09-29", "2023-09-30"),
    *("2024-02-09", "2024-02-10", "2024-02-12", "2024-05-15", "2024-09-17", "2025-01-29", "2025-05-06", "2025-10-06"),
    *("2026-02-17", "2026-05-24", "2026-09-25", "2020-08-17"),
]
WORKDAYS = ["2023-02-01", "2024-02-13", "2024-09-19", "2025-10-10", "2026-02-19"]


def moment(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def cells(*columns: list[str]) -> Array:
    return np.array([[moment(text) if text else NO_DATE for text in column] for column in columns], dtype=np.int64).T


def spread(count: int = 400, columns: int = 2) -> Array:
    random = np.random.Generator(np.random.PCG64(7))
    found = random.integers(moment("1930-01-01"), moment("2070-01-01"), (count, columns))
    return np.where(random.random((count, columns)) < 0.1, NO_DATE, found)


def given(name: str, rows: Array, taught: Array | None = None, **chosen: Value) -> dict[str, list[float]]:
    """What the graph gives for these rows by feature, held against the plain meaning."""
    kind, seen = STEPS[name], rows if taught is None else taught
    names = tuple(f"d{number + 1}" for number in range(rows.shape[1]))
    graph = Graph([Input(one, "date") for one in names], {"dates": seen})
    learned = kind.learnt(seen, names, params.check(kind.params, chosen), None)
    kind.emit(graph, names, learned)
    titles, expected = kind.reference(rows, names, learned)
    found = run(graph.model([graph.take(titles)]), {"dates": rows})[0]
    np.testing.assert_array_equal(found, expected)
    return dict(zip(titles, found.T.tolist(), strict=True))


@pytest.mark.parametrize(("name", "chosen"), CHOICES)
def test_whatever_is_chosen_the_graph_is_the_plain_meaning(name: str, chosen: dict[str, Value]) -> None:
    ends = [np.iinfo(np.int64).max, NO_DATE + 1, moment("2000-02-29 23:59"), moment("1999-12-31"), -1]
    rows = np.vstack([spread(), np.array([ends, ends]).T])

    found = given(name, rows, spread(50), **chosen)

    assert found
    assert all(len(values) == len(rows) for values in found.values())


def test_the_calendar_of_the_graph_is_that_of_numpy_on_every_kind_of_day() -> None:
    day = 86_400_000_000
    starts = np.arange(-900_000, 3_000_000, 13) * day  # from the year -494 to 10183
    random = np.random.Generator(np.random.PCG64(1)).integers(NO_DATE + 1, np.iinfo(np.int64).max, 20_000)
    rows = np.concatenate([starts, starts + day - 1, random, [NO_DATE + 1, np.iinfo(np.int64).max, -1, 0]]).reshape(-1, 1)
    graph = Graph([Input("d", "date")], {"dates": rows})

    parts = dates.moments(graph, ["d"]).parts
    found = dict(zip(parts, run(graph.model(list(parts.values())), {"dates": rows}), strict=True))

    plain = dates.plain_parts(rows)
    assert set(found) == set(plain)
    assert all((found[part] == plain[part]).all() for part in plain)


def test_december_lies_as_near_to_january_as_to_november() -> None:
    rows = cells(["2023-11-05", "2023-12-05", "2024-01-05", ""])

    found = given("date_cyclic", rows, weekday=False)
    points = np.array([found["d1 · month sin"], found["d1 · month cos"]]).T
    apart = np.linalg.norm(np.diff(points[:3], axis=0), axis=1)

    assert list(found) == ["d1 · month sin", "d1 · month cos"]
    assert apart[0] == pytest.approx(apart[1])
    assert np.isnan(points[3]).all()


def test_a_day_of_the_year_has_one_place_in_every_year() -> None:
    rows = cells(["2023-01-01", "2024-01-01", "2024-02-28", "2024-02-29", "2024-03-01", "2023-07-02", "2024-07-02"])

    found = given("date_cyclic", rows, day_of_year=True)
    sines, cosines = found["d1 · day of year sin"], found["d1 · day of year cos"]

    assert (sines[0], cosines[0]) == (sines[1], cosines[1]) == (0.0, 1.0)
    assert sines[3] == sines[4]
    assert sines[5] == sines[6]
    assert 0 < sines[2] - sines[3] < 0.02 or 0 < sines[3] - sines[2] < 0.02


def test_parts_that_never_vary_are_left_out() -> None:
    assert list(given("date_cyclic", cells(["2023-05-01", "2023-05-02"]))) == ["d1 · weekday sin", "d1 · weekday cos"]


def test_days_since_the_first_date_of_the_training_rows() -> None:
    found = given("date_since", cells(["2024-01-01", "2023-12-31 12:00", ""]), cells(["2024-01-01", "", "2024-03-01"]))

    assert found["d1 · days since first"][:2] == [0.0, -0.5]
    assert np.isnan(found["d1 · days since first"][2])


def test_days_since_a_date_of_ones_own() -> None:
    found = given("date_since", cells(["2000-03-01"]), since="fixed", date=" 2000-02-28 ")

    assert found == {"d1 · days since 2000-02-28": [2.0]}


def test_days_between_columns_are_missing_where_either_is() -> None:
    found = given("date_since", cells(["2024-01-01", "", "2024-01-05"], ["2024-01-03", "2024-01-01", ""]), since="between")

    assert list(found) == ["d2 − d1 · days"]
    assert found["d2 − d1 · days"][0] == 2.0
    assert np.isnan(found["d2 − d1 · days"][1:]).all()


@pytest.mark.parametrize(
    ("chosen", "columns", "key"),
    [
        ({"since": "fixed", "date": "31.01.2000"}, 1, "prepare.no_such_date"),
        ({"since": "fixed", "date": ""}, 1, "prepare.no_such_date"),
        ({"since": "between"}, 11, "prepare.many_dates_between"),
    ],
)
def test_a_reference_that_is_none_is_refused_with_words(chosen: dict[str, Value], columns: int, key: str) -> None:
    with pytest.raises(InputError) as refused:
        given("date_since", spread(20, columns), **chosen)

    assert refused.value.key == key
    assert "{" not in tr(key, **refused.value.facts)


@pytest.mark.parametrize("day", KOREAN)
def test_it_knows_korean_holidays_of_sun_and_moon_and_their_substitutes(day: str) -> None:
    assert given("date_holidays", cells([day]))["d1 · holiday KR"] == [1.0]


@pytest.mark.parametrize("day", WORKDAYS)
def test_a_day_of_work_in_korea_is_no_holiday(day: str) -> None:
    assert given("date_holidays", cells([day]))["d1 · holiday KR"] == [0.0]


@pytest.mark.parametrize(
    ("country", "day"),
    [
        *(("US", "2024-11-28"), ("US", "2023-07-04"), ("JP", "2024-11-04"), ("CN", "2024-10-01"), ("DE", "2024-10-03")),
        *(("GB", "2024-08-26"), ("GB", "2023-05-08"), ("FR", "2024-07-14")),
    ],
)
def test_it_knows_holidays_elsewhere(country: str, day: str) -> None:
    found = given("date_holidays", cells([day]), country=country)

    assert [values[0] for values in found.values()] == [1.0, 0.0, 0.0]


def test_days_are_counted_to_the_next_holiday_and_since_the_last() -> None:
    """Lunar New Year went to the 12th and 1 March is next; Christmas 2050 is a Sunday, so the 26th is a holiday."""
    found = given("date_holidays", cells(["2024-02-14 23:00", "2050-12-30", ""]))

    assert found["d1 · days to holiday KR"][:2] == [16.0, 2.0]
    assert found["d1 · days since holiday KR"][:2] == [2.0, 4.0]
    assert all(np.isnan(values[2]) for values in found.values())


def test_dates_outside_the_years_covered_are_missing_and_this_is_told() -> None:
    kind, rows = STEPS["date_holidays"], cells(["1989-12-31", "1990-01-01", "2050-12-31", "2051-01-01", ""])
    learned = kind.learnt(rows, ("d1",), params.check(kind.params, {}), None)
    assert kind.tell is not None

    found = given("date_holidays", rows)["d1 · days to holiday KR"]
    told = kind.tell(("d1",), learned)

    assert np.isnan(found).tolist() == [True, False, False, True, True]
    assert (told.whole.facts["first"], told.whole.facts["last"], told.whole.facts["outside"]) == ("1990", "2050", 2)
    assert told.columns["d1"].facts == {"hits": 1, "dates": 2, "outside": 2}


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_day_of_the_years_covered_has_a_next_and_a_last_holiday(country: str) -> None:
    table = years(country).table()[1:-1]

    assert (table >= 0).all()
    assert table[:, 1:].max() < 160
    assert ((table[:, 0] == 1) == (table[:, 1] == 0)).all()
    assert ((table[:, 0] == 1) == (table[:, 2] == 0)).all()


def test_several_steps_on_the_same_dates_share_the_calendar() -> None:
    rows = spread()

    def nodes(*kinds: str) -> int:
        steps = [Step(kind, ("d1", "d2")) for kind in kinds]
        return len(fit(steps, [Input("d1", "date"), Input("d2", "date")], {"dates": rows}, "tree").nodes)

    alone = [nodes(kind) for kind in ("date_cyclic", "date_holidays", "date_parts")]

    assert nodes("date_cyclic", "date_holidays", "date_parts") < max(alone) + 20


def test_a_date_that_only_such_a_step_looked_at_counts_as_seen_with_gaps() -> None:
    found = left([Step("date_since", ("d1",))], {"d1": "date", "d2": "date"}, "linear")

    assert found.features == ("d1",)
    assert found.gaps == ("d1",)
    assert "d2" in found.unseen
