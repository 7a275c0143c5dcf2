"""JSON and JSON lines: every record a row, nothing lost, and a bad place is named."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import Source, open_source, run


def opened(folder: Path, content: str | bytes, name: str = "records.json", **choices: str) -> Source:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_source(path, folder / "work", Silent(), choices)


def rows(source: Source) -> list[tuple[Any, ...]]:
    table = pa.Table.from_batches(list(source.batches()))
    assert table.num_rows == source.rows
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def test_real_json_lines_have_their_shape_and_types(data: Path, tmp_path: Path) -> None:
    made = run({"path": str(data / "files" / "foods1.ndjson"), "name": "foods"}, tmp_path, Silent())

    assert (made["rows"], [one["name"] for one in made["columns"]]) == (27, ["category", "calories", "fats_g", "sugars_g"])
    assert [one["type"] for one in made["columns"]] == ["category", "number", "number", "number"]


@pytest.mark.parametrize(
    ("content", "names", "expected"),
    [
        ('[{"a": 1, "b": "x"}, {"b": "y"}]', ("a", "b"), [("1", "x"), (None, "y")]),
        ('{"a": 1}\n{"a": null, "c": true}\n', ("a", "c"), [("1", None), (None, "true")]),
        ('{\n "a": 1\n}\n{\n "a": 2\n}', ("a",), [("1",), ("2",)]),
        ('{"a": [1, 2], "b": ["x", null]}', ("a", "b"), [("1", "x"), ("2", None)]),
        ('{"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": "y"}}', ("a", "b"), [("1", "x"), ("2", "y")]),
        ('{"x": {"a": 1}, "y": {"a": 2}}', ("key", "a"), [("x", "1"), ("y", "2")]),
        ('{"meta": {"n": 1}, "data": {"items": [{"id": 1}, {"id": 2}]}}', ("id",), [("1",), ("2",)]),
        ('[1, "x"]\n[2, "y"]', ("column_1", "column_2"), [("1", "x"), ("2", "y")]),
        ('[{"p": {"x": 1, "q": {"y": 2}}, "t": [1, {"z": 2}]}]', ("p.x", "p.q.y", "t"), [("1", "2", '[1, {"z": 2}]')]),
        ("\ufeff[]\n".replace("[]", '[{"가": "나"}]'), ("가",), [("나",)]),
    ],
)
def test_every_shape_of_records_becomes_rows(content: str, names: tuple[str, ...], expected: list[Any], tmp_path: Path) -> None:
    source = opened(tmp_path, content)
    again = opened(tmp_path, content, **source.reading)

    assert (source.names, rows(source)) == (names, expected)
    assert (again.names, rows(again), again.questions) == (names, expected, ())


def test_numbers_keep_every_digit(tmp_path: Path) -> None:
    source = opened(tmp_path, '[{"id": 12345678901234567890, "x": 1.10, "tags": [1.50]}]')

    assert rows(source) == [("12345678901234567890", "1.10", "[1.50]")]
    assert {note.kind for note in source.notes} == {"lists_kept"}


def test_mixtures_repeated_names_and_numbers_in_quotes_are_told(tmp_path: Path) -> None:
    source = opened(tmp_path, '[{"a": 1, "b": 1, "c": 1, "c": 2}, {"a": "x", "b": "2", "c": 3}]')

    assert [(note.kind, note.columns) for note in source.notes] == [
        ("mixed_types", ("a",)),
        ("numbers_as_text", ("b",)),
        ("repeated_keys", ()),
    ]


def test_several_lists_are_asked_about(tmp_path: Path) -> None:
    content = '{"few": [{"a": 1}], "many": [{"b": 1}, {"b": 2}]}'

    source, other = opened(tmp_path, content), opened(tmp_path, content, path="few")

    assert [(one.choice, one.options) for one in source.questions] == [("path", ("many", "few"))]
    assert (source.names, other.names) == (("b",), ("a",))


def test_utf_16_is_read(tmp_path: Path) -> None:
    assert rows(opened(tmp_path, '[{"a": "가"}]'.encode("utf-16"))) == [("가",)]


def test_records_larger_than_a_block_and_a_file_of_one_line_are_read(tmp_path: Path) -> None:
    long = "x" * 3_000_000
    content = json.dumps([{"n": number, "t": long if number == 1 else "가"} for number in range(50_000)], ensure_ascii=False)

    found = rows(opened(tmp_path, content))

    assert len(found) == 50_000 and found[1] == ("1", long) and found[-1] == ("49999", "가")


@pytest.mark.parametrize(
    ("content", "name", "key", "line"),
    [
        ('{"a": 1}\n{"a": 2,}\n{"a": 3}\n', "x.jsonl", "data.json_bad", 2),
        ('[{"a": 1},\n {"a": 2', "x.json", "data.json_bad", 2),
        ('[{"a": 1}] x', "x.json", "data.json_bad", 1),
        ("[" * 100_000, "x.json", "data.json_deep", 1),
        ('{"a": [1, 2], "b": [1]}', "x.json", "data.json_uneven", None),
        ("[]", "x.json", "data.no_rows", None),
        ('[{"a": "b\\u0000"}]', "x.json", "data.nul_in_column", None),
    ],
)
def test_what_is_wrong_is_named_with_its_line(content: str, name: str, key: str, line: int | None, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        opened(tmp_path, content, name)

    assert (refused.value.key, refused.value.facts.get("line")) == (key, line)


def test_a_path_to_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        opened(tmp_path, '{"a": [{"x": 1}]}', path="b.c")

    assert refused.value.key == "data.no_path"
