"""The language of derived columns: what it refuses and where, and that graph, SQL and plain Python agree on wild values."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr
from mlworkbench.scoring.operators import check_model
from mlworkbench.stages.data import formulas
from mlworkbench.stages.data.formulas import Node, nodes

KINDS: dict[str, formulas.Kind] = {
    "a": "number",
    "키 (cm)": "number",
    "g": "flag",
    "t": "text",
    "u": "text",
    "d": "date",
    "e": "date",
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def reference(node: Node, row: dict[str, Any]) -> Any:
    """The value by plain Python; None is missing."""
    if node.operator == "column":
        return row[node.column]
    if node.operator == "constant":
        return node.value or None if node.kind == "text" else node.value
    return PYTHON[node.operator](*(reference(part, row) for part in node.parts))


def strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """Missing as soon as something is, or where there is no finite answer."""

    def told(*values: Any) -> Any:
        if any(value is None for value in values):
            return None
        try:
            found = function(*values)
        except (ValueError, ZeroDivisionError, OverflowError):
            return None
        return None if isinstance(found, complex) or (isinstance(found, float) and not math.isfinite(found)) else found

    return told


def both(one: float | None, other: float | None) -> float | None:
    return 0.0 if 0.0 in (one, other) else None if None in (one, other) else 1.0


def either(one: float | None, other: float | None) -> float | None:
    return 1.0 if 1.0 in (one, other) else None if None in (one, other) else 0.0


PYTHON: dict[str, Callable[..., Any]] = {
    "add": strict(lambda a, b: a + b),
    "subtract": strict(lambda a, b: a - b),
    "multiply": strict(lambda a, b: a * b),
    "divide": strict(lambda a, b: a / b),
    "remainder": strict(math.fmod),
    "power": strict(lambda a, b: math.pow(a, b)),
    "negative": strict(lambda a: -a),
    "less": strict(lambda a, b: float(a < b)),
    "at_most": strict(lambda a, b: float(a <= b)),
    "greater": strict(lambda a, b: float(a > b)),
    "at_least": strict(lambda a, b: float(a >= b)),
    "equal": strict(lambda a, b: float(a == b)),
    "unequal": strict(lambda a, b: float(a != b)),
    "equals": strict(lambda a, b: float(a == b)),
    "and": both,
    "or": either,
    "not": strict(lambda a: 1.0 - a),
    "if": lambda c, a, b: None if c is None else a if c else b,
    "is_missing": lambda a: float(a is None),
    "coalesce": lambda *values: next((value for value in values if value is not None), None),
    "min": strict(min),
    "max": strict(max),
    "abs": strict(abs),
    "sqrt": strict(math.sqrt),
    "log": strict(math.log),
    "exp": strict(math.exp),
    "round": strict(lambda a: float(round(a))),
    "floor": strict(lambda a: float(math.floor(a))),
    "ceil": strict(lambda a: float(math.ceil(a))),
    "concat": lambda *values: "".join(value or "" for value in values) or None,
    "days_between": strict(lambda a, b: (b - a) / timedelta(days=1)),
    "year": strict(lambda d: float(d.year)),
    "month": strict(lambda d: float(d.month)),
    "day": strict(lambda d: float(d.day)),
    "weekday": strict(lambda d: float(d.weekday())),
    "hour": strict(lambda d: float(d.hour)),
}
EVERY = (
    *("a + `키 (cm)`", "a - `키 (cm)`", "a * a", "a / `키 (cm)`", "a % `키 (cm)`", "-a", "a < `키 (cm)`", "a <= `키 (cm)`"),
    *("a > 1", "a >= `키 (cm)`", "a == `키 (cm)`", "a != 0", "g and a > 0", "g or a > 0", "not g", "if(g, a, `키 (cm)`)"),
    *("is_missing(a)", "is_missing(t)", "is_missing(d)", "coalesce(a, `키 (cm)`, 7)", "coalesce(t, u)", "coalesce(d, e)"),
    *(
        "min(a, `키 (cm)`, 3)",
        "max(a, g)",
        "abs(a)",
        "sqrt(a)",
        "log(a)",
        "round(a)",
        "floor(a)",
        "ceil(a)",
        "t == u",
        "t != 'x'",
    ),
    *(
        "equals(t, u)",
        "if(a > 0, t, u)",
        "if(g, d, e)",
        "concat(t, '-', u)",
        "days_between(d, e)",
        "year(d)",
        "month(d)",
        "day(d)",
    ),
    *("if(g, a, g)", "if(g, 2.5, a > 0)", "coalesce(a, g, g)", "coalesce(g, g, a)"),
    *("weekday(d)", "hour(d)", "d < e", "d == e", "0 < a < 5", "if(is_missing(a), -1, log(abs(a) + 1)) / `키 (cm)`", "a"),
)
NUMBERS = (
    some.none() | some.floats(allow_nan=False, allow_infinity=False) | some.sampled_from([0.0, -0.0, 0.5, 1.5, 2.5, -3.0, 5e-324])
)
TEXTS = (
    some.none()
    | some.sampled_from(["x", "한글", "😀", " ", "it's"])
    | some.text(some.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=4)
)
DATES = some.none() | some.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))
ROWS = some.fixed_dictionaries(
    {"a": NUMBERS, "키 (cm)": NUMBERS, "g": some.sampled_from([None, 0.0, 1.0]), "t": TEXTS, "u": TEXTS, "d": DATES, "e": DATES}
)


def batch_of(rows: list[dict[str, Any]]) -> "pa.RecordBatch":
    types = {"number": pa.float64(), "flag": pa.float64(), "text": pa.string(), "date": pa.timestamp("us")}
    return pa.RecordBatch.from_pydict({name: pa.array([row[name] for row in rows], types[kind]) for name, kind in KINDS.items()})


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == other or abs(one - other) <= 1e-14 * max(abs(one), abs(other))
    return bool(one == other)


@pytest.mark.parametrize("words", EVERY)
@settings(max_examples=10)
@given(rows=some.lists(ROWS, min_size=1, max_size=12))
def test_the_graph_gives_what_plain_python_gives(words: str, rows: list[dict[str, Any]]) -> None:
    tree = formulas.parse(words, KINDS)

    found = formulas.computed(tree, KINDS)(batch_of(rows)).to_pylist()

    for row, value in zip(rows, found, strict=True):
        assert same(value, reference(tree, row)), (row, value, reference(tree, row))


@settings(max_examples=4)
@given(rows=some.lists(ROWS, min_size=4, max_size=30))
@example(rows=[{"a": -1.0, "키 (cm)": 0.0, "g": None, "t": None, "u": "x", "d": None, "e": None}])
def test_sql_gives_what_plain_python_gives(rows: list[dict[str, Any]]) -> None:
    trees = [formulas.parse(words, KINDS) for words in EVERY]
    listed = ", ".join(f"{formulas.sql(tree)} AS c{place}" for place, tree in enumerate(trees))
    with duckdb.connect() as connection:
        connection.register("rows", pa.Table.from_batches([batch_of(rows)]))
        found = connection.execute(f"SELECT {listed} FROM rows").to_arrow_table().to_pylist()

    for row, values in zip(rows, found, strict=True):
        for tree, words, value in zip(trees, EVERY, values.values(), strict=True):
            told = float(value) if isinstance(value, bool) else value
            assert same(told, reference(tree, row)), (words, row, told)


@pytest.mark.parametrize("name", ["a`b", "a]b", "a`]b", "`", "``", "[x]", "a\\b", "a'b", 'a"b', "#x", "a\nb", "한 글", "😀"])
def test_a_column_of_any_name_can_stand_in_a_formula(name: str) -> None:
    tree = formulas.parse(f"1 + {formulas.quoted(name)}", {name: "number"})

    assert formulas.columns_in(tree) == (name,)
    assert formulas.parse(formulas.renamed("1 + 키", {"키": "number"}, {"키": name}), {name: "number"}).kind == "number"


@pytest.mark.parametrize(
    ("words", "key", "place"),
    [
        ("a + ", "data.formula_syntax", None),
        ("a + 나이", "data.formula_no_column", 5),
        ("a + `없음`", "data.formula_no_column", 5),
        ("open(a)", "data.formula_no_function", 1),
        ("a.__class__", "data.formula_not_allowed", 1),
        ("().__class__", "data.formula_not_allowed", 1),
        ("lambda: a", "data.formula_not_allowed", 1),
        ("a if g else 1", "data.formula_not_allowed", 1),
        ("a # all", "data.formula_syntax", 3),
        ("f'{a}'", "data.formula_not_allowed", 1),
        ("1 + t", "data.formula_needs_number", 5),
        ("if(a, 1, 2)", "data.formula_needs_condition", 4),
        ("year(a)", "data.formula_needs_date", 6),
        ("lower(a)", "data.formula_needs_text", 7),
        ("coalesce(a, t)", "data.formula_mixed", 13),
        ("min(a)", "data.formula_arguments", 1),
        ("t < u", "data.formula_needs_number", 1),
        ("(" * 300 + "a" + ")" * 300, "data.formula_syntax", None),
        ("a" + "+a" * 2_000, "data.formula_too_long", None),
        ("a" * 6_000, "data.formula_too_long", None),
        ("  ", "data.formula_empty", None),
    ],
)
def test_a_refusal_names_the_place(words: str, key: str, place: int | None) -> None:
    with pytest.raises(InputError) as refused:
        formulas.parse(words, KINDS)

    assert refused.value.key == key
    assert place is None or refused.value.facts["place"] == place
    assert tr(key, **refused.value.facts)


def test_texts_are_trimmed_of_all_white_space() -> None:
    tree = formulas.parse("trim(t)", KINDS)
    with duckdb.connect() as connection:
        connection.register("rows", pa.table({"t": ["\t한글\r\n", "\u3000x\u00a0", " \n"]}))
        found = connection.execute(f"SELECT {formulas.sql(tree)} FROM rows").fetchall()

    assert found == [("한글",), ("x",), (None,)]


@settings(max_examples=150)
@given(
    words=some.text(max_size=60)
    | some.lists(
        some.sampled_from(["a", "`키 (cm)`", "(", ")", "+", "if(", ",", "'x'", "not ", "[t]", "1", "#"]), max_size=12
    ).map("".join)
)
def test_any_text_is_read_or_refused(words: str) -> None:
    try:
        tree = formulas.parse(words, KINDS)
    except InputError as refused:
        assert tr(refused.key, **refused.facts)
    else:
        assert formulas.sql(tree)


def test_every_function_is_computed_and_the_package_check_lets_it_pass() -> None:
    covered = {name for words in EVERY for name in _operators(formulas.parse(words, KINDS))} - {"column", "constant"}
    beyond = {"lower", "upper", "trim", "length", "contains", "starts_with"}

    assert set(formulas.FUNCTIONS) - beyond - {"exp"} <= covered
    assert all(not formulas.fits(Node(name, (), "text", 0, 0)) for name in beyond)


def _operators(node: Node) -> set[str]:
    return {node.operator}.union(*(_operators(part) for part in node.parts))


def test_its_graph_has_only_operators_that_scoring_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []
    whole = nodes.model_bytes
    monkeypatch.setattr(
        "mlworkbench.stages.data.formulas.running.model_bytes", lambda graph: made.append(whole(graph)) or made[-1]
    )

    for words in (*EVERY, "exp(a)", "a ** 2"):
        formulas.computed(formulas.parse(words, KINDS), KINDS)

    assert len(made) == len(EVERY) + 2
    for model in made:
        check_model(model)


def test_a_formula_follows_new_names() -> None:
    assert formulas.renamed("a + `키 (cm)` + a", KINDS, {"a": "나 이", "키 (cm)": "h"}) == "`나 이` + `h` + `나 이`"
