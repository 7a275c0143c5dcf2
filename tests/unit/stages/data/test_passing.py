"""Which columns a query lets through as they are."""

from pathlib import Path

import pytest

from mlworkbench.stages.data import passing

NAMES = ("a", "b", "City name", "c")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * FROM data", set(NAMES)),
        ("SELECT * FROM data WHERE a > 1 ORDER BY b LIMIT 3;", set(NAMES)),
        ('SELECT a, "City name" FROM data', {"a", "City name"}),
        ("SELECT A FROM DATA", {"a"}),
        ("SELECT d.a, d.b FROM data AS d", {"a", "b"}),
        ("SELECT *, a * 2 AS twice FROM data", set(NAMES)),
        ("SELECT *, a * 2 AS a FROM data", {"b", "City name", "c"}),
        ("SELECT a * 2 AS a, * FROM data", {"b", "City name", "c"}),
        ("SELECT b AS a, c FROM data", {"c"}),
        ("SELECT * EXCLUDE (a) FROM data", {"b", "City name", "c"}),
        ("SELECT * REPLACE (a + 1 AS a) FROM data", {"b", "City name", "c"}),
        ("SELECT * RENAME (a AS z) FROM data", {"b", "City name", "c"}),
        ("SELECT b, count(*) AS n FROM data GROUP BY b", {"b"}),
        ("SELECT * FROM data JOIN v1 USING (a)", set()),
        ("SELECT * FROM v1", set()),
        ("SELECT * FROM (SELECT a + 1 AS a FROM data)", set()),
        ("WITH data AS (SELECT 1 AS a) SELECT * FROM data", set()),
        ("SELECT * FROM data AS d(b, a)", set()),
        ("SELECT * FROM data UNION ALL SELECT * FROM data", set()),
        ("SELECT COLUMNS('a|b') FROM data", set()),
    ],
)
def test_a_column_passes_where_its_values_cannot_have_changed(query: str, expected: set[str], tmp_path: Path) -> None:
    assert passing.through(query, NAMES, "data", tmp_path) == expected
