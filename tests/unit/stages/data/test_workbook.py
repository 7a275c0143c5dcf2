"""Workbooks: the table is found wherever it stands, nothing is lost without a word, and hostile files stay files."""

import random
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import Source, open_source
from mlworkbench.stages.data.importers import excel
from mlworkbench.stages.data.workbook import ole, weighing


def opened(path: Path, work: Path, **choices: str) -> Source:
    return open_source(path, work / "work", Silent(), choices)


def rows(source: Source) -> list[tuple[Any, ...]]:
    table = pa.Table.from_batches(list(source.batches()))
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def kinds(source: Source) -> set[str]:
    return {note.kind for note in source.notes}


def made(folder: Path, *lines: tuple[Any, ...], merges: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for one in merges:
        book.active.merge_cells(one)
    book.save(folder / "made.xlsx")
    return folder / "made.xlsx"


@pytest.mark.parametrize(
    ("name", "choices", "shape"),
    [
        ("deaths.xlsx", {"sheet": "arts"}, (10, 6)),
        ("deaths.xlsx", {"sheet": "other"}, (10, 6)),
        ("type-me.xlsx", {"sheet": "text_coercion"}, (6, 2)),
        ("dates-1904.xls", {}, (1, 5)),
        ("multiline-headers.xlsx", {}, (1, 4)),
        ("test_skip_lines.xlsx", {}, (5, 7)),
        ("unnamed-duplicated-columns.xlsx", {}, (2, 4)),
        ("population.xlsx", {}, (846, 16)),
    ],
)
def test_real_workbooks_have_their_shape_and_what_was_decided_opens_them_the_same_way(
    name: str, choices: dict[str, str], shape: tuple[int, int], data: Path, tmp_path: Path
) -> None:
    first = opened(data / "files" / name, tmp_path / "one", **choices)

    again = opened(data / "files" / name, tmp_path / "two", **first.reading)

    assert (first.rows, len(first.names)) == shape
    assert (again.names, again.reading, rows(again)) == (first.names, first.reading, rows(first))
    assert not again.questions


def test_header_rows_are_joined_and_blank_groups_are_asked_about_not_guessed(data: Path, tmp_path: Path) -> None:
    path = data / "files" / "population.xlsx"

    asked = opened(path, tmp_path / "one")
    filled = opened(path, tmp_path / "two", fill_down="groups")

    assert asked.names[:5] == ("행정구역(동읍면)별(1)", "행정구역(동읍면)별(2)", "항목", "2016 / 계", "2016 / 20 - 24세")
    assert [(one.choice, one.options) for one in asked.questions] == [("fill_down", ("groups", "merged"))]
    assert rows(asked)[1][:3] == (None, None, "남자인구수 (명)")
    assert rows(filled)[1][:3] == ("전국", "소계", "남자인구수 (명)")
    assert all(row[0] and row[1] for row in rows(filled))
    assert "groups_filled" in kinds(filled)


def test_a_group_does_not_run_on_into_the_next_one(tmp_path: Path) -> None:
    path = made(tmp_path, ("region", "city", "n"), ("A", "x", 1), (None, "y", 2), ("B", "z", 3), (None, "w", 4), (None, "v", 5))

    source = opened(path, tmp_path, fill_down="groups")

    assert [row[0] for row in rows(source)] == ["A", "A", "B", "B", "B"]


def test_merged_cells_are_filled_and_told(tmp_path: Path) -> None:
    lines = (("region", "n"), ("A", 1), (None, 2), ("B", 3), ("C", 4))

    source = opened(made(tmp_path, *lines, merges=("A2:A3",)), tmp_path)

    assert [row[0] for row in rows(source)] == ["A", "A", "B", "C"]
    assert "merged_filled" in kinds(source)
    assert not source.questions


def test_equal_sheets_are_asked_about_and_notes_around_a_table_are_told(data: Path, tmp_path: Path) -> None:
    source = opened(data / "files" / "deaths.xlsx", tmp_path)

    assert [(one.choice, one.options) for one in source.questions] == [("sheet", ("arts", "other"))]
    assert source.reading["range"] == "A5:F"
    assert [note.rows for note in source.notes if note.kind == "rows_outside"] == [8]


def test_a_header_over_five_rows_is_joined(data: Path, tmp_path: Path) -> None:
    source = opened(data / "files" / "multiline-headers.xlsx", tmp_path)

    assert source.names[:2] == ("Region", "Caloric contribution / (%)")
    assert source.names[3].endswith("food basket / from baseline (%)")


def test_a_mixed_column_keeps_every_cell_as_it_is(data: Path, tmp_path: Path) -> None:
    source = opened(data / "files" / "type-me.xlsx", tmp_path, sheet="date_coercion")

    assert [row[0] for row in rows(source)] == [None, "2016-05-23", "2016-04-28 11:30:00", "true", "cabbage", "4.3", "39448"]
    finding = next(note for note in source.notes if note.kind == "mixed_types")
    assert {one.value for one in finding.evidence} == {"2016-05-23", "true", "cabbage", "4.3"}


def test_dates_from_1904_are_right(data: Path, tmp_path: Path) -> None:
    source = opened(data / "files" / "dates-1904.xls", tmp_path)

    assert rows(source) == [(datetime(2000, 1, 1),) * 5]


def test_times_durations_errors_and_formulas_without_a_value_are_told(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        ("at", "took", "wrong", "computed", "code"),
        (time(14, 30), timedelta(hours=30), "#N/A", "=1+1", "7"),
        (time(9, 5), timedelta(minutes=1), 2.5, None, 8),
    )
    book = openpyxl.load_workbook(path)
    for row in (2, 3):
        book.active.cell(row, 2).number_format = "[h]:mm:ss"
    book.save(path)

    source = opened(path, tmp_path)

    assert rows(source) == [("14:30:00", 108_000.0, None, None, "7"), ("09:05:00", 60.0, 2.5, None, "8")]
    assert {"times", "durations", "error_cells", "formula_without_value", "numbers_as_text"} <= kinds(source)


def test_hidden_sheets_are_named_and_can_be_chosen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("a", "b"))
    book.active.append((1, 2))
    hidden = book.create_sheet("secret")
    hidden.sheet_state = "hidden"
    for row in (("x", "y"), (3, 4), (5, 6)):
        hidden.append(row)
    book.save(tmp_path / "hidden.xlsx")

    shown, chosen = opened(tmp_path / "hidden.xlsx", tmp_path), opened(tmp_path / "hidden.xlsx", tmp_path / "2", sheet="secret")

    assert rows(shown) == [(1.0, 2.0)] and "hidden_sheets" in kinds(shown)
    assert rows(chosen) == [(3.0, 4.0), (5.0, 6.0)]


def test_two_tables_side_by_side_are_asked_about(tmp_path: Path) -> None:
    path = made(tmp_path, ("a", "b", "c", None, "x", "y"), (1, 2, 3, None, 4, 5), (1, 2, 3, None, 4, 5), (1, 2, 3, None, 4, 5))

    source = opened(path, tmp_path)
    other = opened(path, tmp_path / "2", range="E1:F")

    assert [(one.choice, one.options) for one in source.questions] == [("range", ("A1:C", "E1:F", "A1:F"))]
    assert other.names == ("x", "y") and other.rows == 3


def test_a_chosen_range_and_header_are_obeyed(data: Path, tmp_path: Path) -> None:
    source = opened(data / "files" / "deaths.xlsx", tmp_path, sheet="arts", range="A5:C8")
    bare = opened(data / "files" / "deaths.xlsx", tmp_path / "2", sheet="arts", range="A6:B8", header="none")

    assert source.names == ("Name", "Profession", "Age") and source.rows == 3
    assert bare.names == ("column_1", "column_2") and bare.rows == 3


@pytest.mark.parametrize(
    ("choices", "key"),
    [
        ({"sheet": "nowhere"}, "data.no_sheet"),
        ({"range": "5:A"}, "data.no_range"),
        ({"header": "top"}, "data.no_row_number"),
        ({"range": "X90:Z99"}, "data.sheet_empty"),
    ],
)
def test_wrong_choices_have_words(choices: dict[str, str], key: str, data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        opened(data / "files" / "deaths.xlsx", tmp_path, **choices)

    assert refused.value.key == key


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"a,b\n1,2\n", "data.workbook_is_text"),
        (b"<html><table><tr><td>1</td></tr></table>", "data.workbook_is_page"),
        (b"PK\x03\x04" + bytes(200), "data.workbook_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "data.workbook_damaged"),
    ],
)
def test_what_is_only_named_like_a_workbook_is_refused_with_the_next_step(content: bytes, key: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)

    with pytest.raises(InputError) as refused:
        opened(path, tmp_path)

    assert refused.value.key == key


def test_a_locked_workbook_is_refused(tmp_path: Path) -> None:
    whole = bytearray(ole.contained(b"\0" * 5000))
    place = whole.index("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage".encode("utf-16-le") + b"\0\0"
    whole[place : place + len(name)] = name
    whole[place + 64 : place + 66] = len(name).to_bytes(2, "little")
    path = tmp_path / "locked.xlsx"
    path.write_bytes(whole)

    with pytest.raises(InputError) as refused:
        opened(path, tmp_path)

    assert refused.value.key == "data.workbook_locked"


def test_two_cells_in_far_corners_are_refused_with_the_number(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.active.cell(1_048_576, 16_384, 2)
    book.save(tmp_path / "corners.xlsx")

    with pytest.raises(InputError) as refused:
        opened(tmp_path / "corners.xlsx", tmp_path)

    assert refused.value.key == "data.sheet_too_large"
    assert refused.value.facts["rows"] == 1_048_576


def test_a_part_that_is_longer_than_it_says_or_declares_entities_is_refused(data: Path, tmp_path: Path) -> None:
    source = data / "files" / "test_skip_lines.xlsx"
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, b" " * (300 << 20) if name.endswith("sheet1.xml") else before.read(name))
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(tmp_path / "entity.xlsx", "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1))

    for name, key in (("bomb.xlsx", "data.bomb"), ("entity.xlsx", "data.workbook_damaged")):
        with pytest.raises(InputError) as refused:
            opened(tmp_path / name, tmp_path)
        assert refused.value.key == key


def test_an_xls_is_read_from_a_container_of_our_own_also_when_it_is_large(data: Path, tmp_path: Path) -> None:
    stream = ole.Container((data / "files" / "dates-1904.xls").read_bytes()).streams()["Workbook"]
    path = tmp_path / "large.xls"
    path.write_bytes(ole.contained(stream + bytes(8 << 20)))

    assert rows(opened(path, tmp_path)) == [(datetime(2000, 1, 1),) * 5]


def test_open_document_sheets_are_weighed_and_read(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="{}"{}><text:p>{}</text:p></table:table-cell>'
    lines = "".join(
        f"<table:table-row>{cell.format('string', '', name)}"
        + cell.format("float", f' office:value="{number}"', number)
        + '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        for name, number in (("a", 1), ("b", 2.5))
    )
    head = "".join(cell.format("string", "", name) for name in ("name", "size"))
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = "".join(f' xmlns:{name}="{urn}{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="t"><table:table-row>{head}</table:table-row>{lines}'
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "book.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<x/>")

    source = opened(path, tmp_path)

    assert (source.names, rows(source)) == (("name", "size"), [("a", 1.0), ("b", 2.5)])
    assert weighing.weigh(path, Silent())["t"].cells == 6


def test_dates_of_all_kinds_become_one_column(tmp_path: Path) -> None:
    path = made(tmp_path, ("when", "n"), (date(2026, 1, 31), 1), (datetime(2026, 2, 1, 10, 30), 2))

    assert [row[0] for row in rows(opened(path, tmp_path))] == [datetime(2026, 1, 31), datetime(2026, 2, 1, 10, 30)]


START = '<row r="1"><c r="A1" t="inlineStr"><is><t>n</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ('<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>', "data.workbook_damaged"),
        ('<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>', "data.workbook_damaged"),
        ('<row r="3"><c r="&#88;FD1048576"><v>1</v></c></row>', "data.workbook_damaged"),
        ('<row r="3"><c x=">" r="XFD1048576"><v>1</v></c></row>', "data.workbook_damaged"),
        ("<row r='3'><c r='XFD1048576'><v>1</v></c></row>", "data.sheet_too_large"),
        ('<row r="1048576">' + "<c><v>1</v></c>" * 300 + "</row>", "data.sheet_too_large"),
    ],
)
def test_addresses_that_would_unfold_to_a_giant_never_reach_the_reader(cells: str, key: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in excel.PARTS.items():
            table = f'<worksheet xmlns="{excel.SHEET}"><sheetData>{START}{cells}</sheetData></worksheet>'
            archive.writestr(name, table if "sheet1" in name else content)

    with pytest.raises(InputError) as refused:
        opened(path, tmp_path)

    assert refused.value.key == key


def test_a_damaged_xls_is_refused_and_never_ends_the_program(data: Path, tmp_path: Path) -> None:
    whole, chance = (data / "files" / "dates-1904.xls").read_bytes(), random.Random(1)
    path = tmp_path / "damaged.xls"
    for _ in range(150):
        place = chance.randrange(len(whole))
        path.write_bytes(whole[:place] + chance.randbytes(chance.randrange(1, 60)) + whole[place + chance.randrange(60) :])
        try:
            assert opened(path, tmp_path).rows
        except InputError as refused:
            assert tr(refused.key, **refused.facts)


def test_a_header_row_beyond_the_sheet_is_refused_with_the_number_of_rows(data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        opened(data / "files" / "merged-cells.xlsx", tmp_path, header="9")

    assert (refused.value.key, refused.value.facts["header"]) == ("data.no_such_header", 9)


@pytest.mark.parametrize("count", [2, 12])
def test_a_row_of_units_below_the_header_is_part_of_it(count: int, tmp_path: Path) -> None:
    source = opened(made(tmp_path, ("time", "temp"), ("s", "°C"), *((n, n / 2) for n in range(count))), tmp_path)

    assert (source.names, source.rows) == (("time / s", "temp / °C"), count)
    assert not source.notes


def test_a_first_row_of_texts_in_a_table_with_names_is_no_row_of_units(tmp_path: Path) -> None:
    source = opened(made(tmp_path, ("city", "n", "m"), ("Seoul", "-", "-"), *(("Busan", n, n) for n in range(9))), tmp_path)

    assert (source.names, source.rows) == (("city", "n", "m"), 10)


def test_a_total_below_the_table_is_asked_about_and_the_answer_is_followed(tmp_path: Path) -> None:
    path = made(tmp_path, ("city", "n"), ("Seoul", 10), ("Busan", 5), ("합계", 15))

    asked = opened(path, tmp_path / "one")

    assert [(one.choice, one.options) for one in asked.questions] == [("range", ("A1:B3", "A1:B4"))]
    assert (asked.rows, opened(path, tmp_path / "two", range="A1:B3").rows) == (3, 2)
    assert not opened(path, tmp_path / "three", range="A1:B4").questions
