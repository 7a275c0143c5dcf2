"""One SELECT and nothing else; names of tables with and without a schema."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError
from mlworkbench.stages.data.databases.statement import checked, parts, spelled

GOOD = [
    "SELECT 1;",
    "  -- all of them\n select * from a where b = 'x'",
    "/* x */ WITH t AS (SELECT 1) SELECT * FROM t",
    "(SELECT 1) UNION (SELECT 2) ; ",
    "VALUES (1, ';'), (2, 'it''s; fine')",
    'SELECT "a;b" FROM t',
]
BAD = [
    ("DELETE FROM a", "data.query_reads_only"),
    ("", "data.query_reads_only"),
    (";", "data.query_reads_only"),
    ("-- SELECT\nUPDATE a SET b = 1", "data.query_reads_only"),
    ("SELECT 1; DROP TABLE a", "data.query_one_statement"),
    (r"SELECT E'\''; DROP TABLE a; --'", "data.query_one_statement"),
    ("SELECT $$'$$; DROP TABLE a; --'", "data.query_one_statement"),
    ("SELECT '' /* ' */; DROP TABLE a --'", "data.query_one_statement"),
    ("SELECT `'`; DROP TABLE a; --'", "data.query_one_statement"),
    ("SELECT 1" + " " * 100_000 + "x", "data.query_too_long"),
]


@pytest.mark.parametrize("query", GOOD)
def test_one_statement_that_reads_is_taken(query):
    assert checked(query) == query.strip().rstrip("; ")


@pytest.mark.parametrize(("query", "key"), BAD, ids=range(len(BAD)))
def test_anything_else_is_refused(query, key):
    with pytest.raises(InputError) as refused:
        checked(query)

    assert refused.value.key == key


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("customers", ("", "customers")),
        ("sales.customers", ("sales", "customers")),
        ('"Sales dept"."all.kinds"', ("Sales dept", "all.kinds")),
        ('"with ""quotes"""', ("", 'with "quotes"')),
    ],
)
def test_a_table_is_named_with_or_without_its_schema(table, found):
    assert parts(table) == found


@pytest.mark.parametrize("table", ["", ".", "a.b.c", '""'])
def test_what_is_no_name_of_a_table(table):
    with pytest.raises(InputError, match="bad_table_name"):
        parts(table)


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_name_that_is_told_is_understood_again(schema, name):
    assert parts(spelled(schema, name)) == (schema, name)
