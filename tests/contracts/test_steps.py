"""Every kind of recipe step: learns from training rows alone, survives odd values, and its graph equals its plain meaning."""

import atexit
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.base.params import Chosen, Param, Value
from mlworkbench.base.words import LANGUAGES, set_language, tr
from mlworkbench.scoring.manifest import Interface, Wire
from mlworkbench.scoring.wire import NO_DATE, WIRE_ORDER, Array, feed
from mlworkbench.stages.prepare import STEPS, Taught, parts
from mlworkbench.stages.prepare.graph import Graph, run
from mlworkbench.stages.prepare.part import GROUPS, StepKind
from tests.contracts.trained import STEPS as RECIPE
from tests.contracts.trained import inputs, material, table


def variants(kind: StepKind) -> list[Chosen]:
    """Each value of each choice and flag at least once, in as few settings as that takes; the first is the default."""
    values = {one.name: (one.default, *(value for value in values_of(one) if value != one.default)) for one in kind.params}
    return [
        {name: known[number % len(known)] for name, known in values.items()}
        for number in range(max(map(len, values.values()), default=1))
    ]


def values_of(param: Param) -> tuple[Value, ...]:
    return (True, False) if isinstance(param.default, bool) else param.choices


CASES = [(kind.name, wire) for kind in STEPS for wire in sorted(kind.takes)[: 1 if kind.together else None]]
SETTINGS = [(name, wire, number) for name, wire in CASES for number in range(len(variants(STEPS[name])))]
INTERFACE = Interface("regression", "target", inputs())
SAMPLES = TemporaryDirectory()
atexit.register(SAMPLES.cleanup)


def odd(count: int = 600) -> dict[str, Array]:
    """Rows unlike any in training: missing, unseen, huge, tiny, negative zero, extreme dates, emoji."""
    random = np.random.Generator(np.random.PCG64(3))
    numbers = np.array([np.nan, 0.0, -0.0, 1e30, -1e30, 5e-324, 1e-30, 3.0e6, 0.5])
    texts = np.array(["x", "", None, "never seen", "🙂", "한글", "x ", "place 3"], dtype=object)
    dates = np.array([NO_DATE, NO_DATE + 1, np.iinfo(np.int64).max, 0, -1, 951_782_400_000_000, -86_400_000_001])
    pools = {"number": numbers, "flag": numbers, "category": texts, "date": dates}
    return {one.name: pools[one.type][random.integers(0, len(pools[one.type]), count)] for one in inputs()}


def taught(fed: dict[str, Array]) -> Taught:
    """A truth of two classes that hangs on the first numbers, with noise."""
    numbers = fed["numbers"][:, 0]
    random = np.random.Generator(np.random.PCG64(4))
    target = (np.nan_to_num(numbers) + random.normal(size=len(numbers)) > 0).astype(np.int64)
    return Taught("binary", target, 2, *parts(len(numbers), 1))


def learnt(kind: StepKind, wire: Wire, fed: dict[str, Array], variant: int = 0) -> tuple[Graph, tuple[str, ...], object]:
    graph = Graph(inputs(), fed)
    names = tuple(name for one in wires_of(kind, wire) for name in graph.columns(one))
    chosen = params.check(kind.params, variants(kind)[variant] | sampled(kind))
    return graph, names, kind.learnt(graph.cells(names), names, chosen, taught(fed))


@cache
def sampled(kind: StepKind) -> Chosen:
    """What a step that needs a file is tried with."""
    return kind.sample(Path(SAMPLES.name)) if kind.sample else {}


def wires_of(kind: StepKind, wire: Wire) -> list[Wire]:
    return sorted(kind.takes) if kind.together else [wire]


@pytest.mark.parametrize(("name", "wire", "variant"), SETTINGS)
@pytest.mark.parametrize("rows", ["training", "odd"])
def test_the_graph_equals_the_reference(name: str, wire: Wire, variant: int, rows: str) -> None:
    kind, fed = STEPS[name], feed(INTERFACE, table())
    graph, names, known = learnt(kind, wire, fed, variant)
    kind.emit(graph, names, known)
    given = fed if rows == "training" else feed(INTERFACE, odd())
    cleared = Graph(inputs(), given).cells(names)  # marks for no value are gone before any step

    wanted_names, wanted = kind.reference(cleared, names, known)
    if not wanted_names:
        assert variant > 0
        return
    found = run(graph.model([graph.take(wanted_names)]), given)[0]

    if wanted.dtype == object:
        assert (found == wanted).all()
    else:
        assert np.array_equal(found, wanted, equal_nan=wanted.dtype == np.float64)


def bare(count: int) -> dict[str, Array]:
    return {
        "numbers": np.full((count, 3), np.nan),
        "texts": np.full((count, 2), "", object),
        "dates": np.full((count, 1), NO_DATE),
    }


def constant(count: int) -> dict[str, Array]:
    return {
        "numbers": np.full((count, 3), 7.5),
        "texts": np.full((count, 2), "x", object),
        "dates": np.full((count, 1), 86_400_000_000),
    }


def extreme(count: int) -> dict[str, Array]:
    """The largest numbers that pass the first step, the smallest there are, infinity from a step before, and hardly any value."""
    numbers = np.full((count, 3), np.nan)
    numbers[:, 0] = np.where(np.arange(count) % 2, 3.4e38, -3.4e38)
    numbers[:, 1] = np.where(np.arange(count) % 3, 5e-324, np.inf)
    numbers[0, 2] = -0.0
    texts, dates = np.full((count, 2), "한글 🙂", object), np.full((count, 1), NO_DATE)
    texts[::2, 0] = ""
    dates[::2] = np.iinfo(np.int64).max
    return {"numbers": numbers, "texts": texts, "dates": dates}


HARD = {"empty": bare(50), "constant": constant(50), "one row": constant(1), "one empty row": bare(1), "extreme": extreme(50)}


@pytest.mark.parametrize(("name", "wire", "variant"), SETTINGS)
@pytest.mark.parametrize("rows", HARD)
def test_it_survives_training_rows_that_tell_nothing(name: str, wire: Wire, variant: int, rows: str) -> None:
    kind, fed = STEPS[name], HARD[rows]
    graph, names, known = learnt(kind, wire, fed, variant)

    kind.emit(graph, names, known)

    for given in (fed, feed(INTERFACE, odd())):
        for wire_left in WIRE_ORDER:
            left = graph.columns(wire_left)
            if left:
                assert run(graph.model([graph.take(left)]), given)[0].shape == (len(given["numbers"]), len(left))


@pytest.mark.parametrize("family", ["tree", "linear"])
def test_what_is_left_out_of_a_fold_is_not_learnt_from(family: str) -> None:
    columns = table()
    shared = material("regression", columns=columns)
    changed = {name: cells.copy() for name, cells in columns.items()}
    hidden = shared.left_out(1)
    changed["size"][hidden] = 1e20
    changed["load"][hidden] = np.nan
    changed["kind"][hidden] = "only here"
    changed["place"][hidden] = "nowhere"
    changed["when"][hidden] = 0

    one = shared.prepared(family, 1)
    other = replace(shared, columns=changed, _prepared={}).prepared(family, 1)

    assert one.graph.model(["features"]) == other.graph.model(["features"])
    assert np.array_equal(one.features, other.features, equal_nan=True)


def test_features_for_linear_models_hold_no_missing_value_whatever_comes() -> None:
    shared = material("regression")
    graph = shared.prepared("linear", 0).graph

    found = graph.features(feed(INTERFACE, odd() | {"size": np.full(600, np.inf)}))

    assert np.isfinite(found).all()
    assert np.abs(found).max() <= 20.0


def test_infinity_counts_as_missing() -> None:
    shared = material("regression")
    graph = shared.prepared("tree", 0).graph
    rows = table(4)
    absent, infinite = rows | {"size": np.full(4, np.nan)}, rows | {"size": np.array([np.inf, -np.inf, 1e39, -1e300])}

    found = [graph.features(feed(INTERFACE, given)) for given in (absent, infinite)]

    assert np.array_equal(found[0], found[1], equal_nan=True)


def test_every_step_of_the_recipe_used_here_is_registered() -> None:
    assert {step.kind for step in RECIPE} <= set(STEPS.names())


@pytest.mark.parametrize(("name", "wire", "variant"), SETTINGS)
def test_what_becomes_of_its_columns_is_what_it_declares(name: str, wire: Wire, variant: int) -> None:
    kind, fed = STEPS[name], feed(INTERFACE, table())
    graph, names, known = learnt(kind, wire, fed, variant)

    kind.emit(graph, names, known)

    there = {one for one in ("numbers", "texts", "dates") for column in graph.columns(one) if column in names}
    assert there == (set() if kind.uses_up else {kind.gives or one for one in wires_of(kind, wire)})
    left = {column for one in WIRE_ORDER for column in graph.columns(one)} & set(names)
    assert left == (set() if kind.uses_up else set(names)) or (kind.picks and left)
    made = [column for column in graph.columns(kind.gives or wire) if column not in inputs_of(wire) or column in names]
    if kind.fills and made:
        given = feed(INTERFACE, odd())
        assert not np.isnan(run(graph.model([graph.take(made)]), given)[0]).any()


@pytest.mark.parametrize(("name", "wire", "variant"), SETTINGS)
def test_it_leaves_a_gap_where_there_was_none_only_if_it_says_so(name: str, wire: Wire, variant: int) -> None:
    kind, fed = STEPS[name], feed(INTERFACE, complete(table()))
    graph, names, known = learnt(kind, wire, fed, variant)

    kind.emit(graph, names, known)

    left = graph.columns("numbers")
    if left and kind.adds is None:
        given = feed(INTERFACE, complete(table(seed=5)))
        assert not np.isnan(run(graph.model([graph.take(left)]), given)[0]).any()


def complete(columns: dict[str, Array]) -> dict[str, Array]:
    """Without a missing cell."""
    present = {"load": np.nan_to_num(columns["load"]), "kind": np.where(columns["kind"] == "", "x", columns["kind"])}
    return columns | present | {"when": np.where(columns["when"] == NO_DATE, 0, columns["when"])}


def inputs_of(wire: Wire) -> set[str]:
    return {one.name for one in inputs() if one.wire != wire}


@pytest.mark.parametrize(("name", "wire"), CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_learnt_can_be_said(name: str, wire: Wire, language: str) -> None:
    kind = STEPS[name]
    _, names, known = learnt(kind, wire, feed(INTERFACE, table()))
    set_language(language)

    told = kind.tell(names, known) if kind.tell else None

    assert told is not None
    assert set(told.columns) <= set(names)
    assert all("{" not in tr(one.key, **one.facts) for one in (told.whole, *told.columns.values()))


@pytest.mark.parametrize(("name", "wire"), [case for case in CASES if STEPS[case[0]].teach_apart is not None])
def test_what_a_quick_step_holds_apart_is_what_it_gives_when_taught_without_the_row(name: str, wire: Wire) -> None:
    kind, fed = STEPS[name], feed(INTERFACE, table())
    graph, (truth, chosen) = Graph(inputs(), fed), (taught(fed), params.check(kind.params, {}))
    names = graph.columns(wire)
    values = graph.values(graph.take(names))
    assert kind.teach_apart is not None

    _, apart = kind.teach_apart(values, names, chosen, truth)

    for part in range(truth.folds):
        inside, outside = np.flatnonzero(truth.fold != part), np.flatnonzero(truth.fold == part)
        learned = kind.learnt(values[inside], names, chosen, truth.of(inside))
        assert apart[outside] == pytest.approx(kind.reference(values[outside], names, learned)[1], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", STEPS.names())
def test_its_parameters_are_explained_in_both_languages(name: str) -> None:
    for param in STEPS[name].params:
        assert param.help
        assert param.help.en
        assert param.help.ko
        assert len(param.choice_words) == len(param.choices)
        if param.where:
            other = next(one for one in STEPS[name].params if one.name == param.where[0])
            assert other.check(param.where[1]) == param.where[1]


@pytest.mark.parametrize("name", STEPS.names())
def test_it_stands_in_a_group_of_the_menu(name: str) -> None:
    assert STEPS[name].group in GROUPS


NASTY = np.array(
    [np.nan, 0.0, -0.0, 1.0, 2.0, -1.0, 0.1, 5e-324, 3.4e38, -3.4e38, 1e30, 1e308, -1e308, np.inf, -np.inf, 1e15, 7.5]
)


@pytest.mark.parametrize(
    ("name", "variant"), [(name, number) for name, wire, number in SETTINGS if {wire} == STEPS[name].takes and wire == "numbers"]
)
def test_numbers_of_any_size_and_mixture_are_learnt_from_and_mean_the_same(name: str, variant: int) -> None:
    kind = STEPS[name]
    for seed in range(5):
        random = np.random.Generator(np.random.PCG64(seed))
        rows = (1, 2, 5, 31, 60)[seed]
        fed = {"numbers": random.choice(random.choice(NASTY, 1 + seed), (rows, 3))}
        if seed % 2:
            fed["numbers"] = np.where(
                random.random((rows, 3)) < 0.7, random.normal(size=(rows, 3)) * 10.0 ** (3 * seed), fed["numbers"]
            )
        graph = Graph(inputs()[:3], fed)
        names = graph.columns("numbers")
        known = kind.learnt(graph.cells(names), names, params.check(kind.params, variants(kind)[variant]), taught(fed))
        kind.emit(graph, names, known)
        given = {"numbers": random.choice(NASTY, (60, 3))}

        with np.errstate(all="ignore"):
            wanted_names, wanted = kind.reference(Graph(inputs()[:3], given).cells(names), names, known)

        assert np.array_equal(run(graph.model([graph.take(wanted_names)]), given)[0], wanted, equal_nan=True)
