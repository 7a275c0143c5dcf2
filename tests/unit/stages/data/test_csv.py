"""CSV files as they come: real ones, and all that the importer must read or refuse."""

import csv
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mlworkbench.base.errors import Cancelled, InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import Source, open_source
from mlworkbench.stages.data.importers import csv as importer

CELLS = some.text(alphabet="ab1,;\t|\"'\n 가", max_size=8)


def opened(folder: Path, content: str | bytes, name: str = "file.csv") -> Source:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_source(path, folder / "work", Silent())


def rows(source: Source) -> list[tuple[str, ...]]:
    table = pa.Table.from_batches(list(source.batches()))
    assert table.num_rows == source.rows
    return list(zip(*([cell or "" for cell in column.to_pylist()] for column in table.columns), strict=True))


def refused(folder: Path, content: str | bytes, name: str = "file.csv") -> InputError:
    with pytest.raises(InputError) as error:
        opened(folder, content, name)
    assert error.value.facts["file"] == name
    return error.value


@pytest.mark.parametrize(
    ("name", "shape", "encoding", "delimiter"),
    [
        ("acs2012_5yr_population.csv", (93, 4), "utf-8", ","),
        ("air_quality_ends.csv", (59, 15), "utf-8", ";"),
        ("auto_imports.csv", (201, 26), "utf-8", ","),
        ("city_parks_head.csv", (119, 19), "cp949", ","),
        ("comma_in_quotes.csv", (1, 5), "utf-8", ","),
        ("FY09_EDU_Recipients_by_State.csv", (52, 9), "utf-8", ","),
        ("kosis_head.csv", (59, 5), "cp949", ","),
        ("ks_1033_data_head.csv", (199, 14), "utf-8", ","),
        ("mac_newlines.csv", (2, 3), "utf-8", ","),
        ("newlines_crlf.csv", (3, 3), "utf-8", ","),
        ("quotes_and_newlines.csv", (2, 2), "utf-8", ","),
        ("escaping.csv", (3, 2), "utf-8", ","),
        ("seoul_bike_head.csv", (299, 14), "cp1252", ","),
        ("sms_head.tsv", (1500, 2), "utf-8", "tab"),
        ("test_latin1.csv", (2, 3), "cp1252", ","),
        ("test_locale.csv", (1, 3), "utf-8", ","),
        ("test_utf16_big.csv", (2, 3), "utf-16-be", ","),
        ("test_utf16_little.csv", (2, 3), "utf-16-le", ","),
        ("test_utf8_bom.csv", (2, 3), "utf-8", ","),
    ],
)
def test_real_files(name: str, shape: tuple[int, int], encoding: str, delimiter: str, data: Path, tmp_path: Path) -> None:
    source = open_source(data / "files" / name, tmp_path, Silent())

    assert (source.rows, len(source.names)) == shape
    assert (source.reading["encoding"], source.reading["delimiter"]) == (encoding, delimiter)
    assert len(rows(source)) == shape[0]


def test_a_ragged_real_file_is_refused_with_line_and_piece(data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        open_source(data / "files" / "bad.csv", tmp_path, Silent())

    assert error.value.key == "data.ragged"
    assert error.value.facts == {
        "file": "bad.csv",
        "line": 2,
        "byte": 27,
        "found": 4,
        "expected": 3,
        "piece": '1,27,,"I\'m too long!"',
    }


@settings(max_examples=50)
@given(
    table=some.integers(2, 5).flatmap(lambda width: some.lists(some.lists(CELLS, min_size=width, max_size=width), max_size=30)),
    delimiter=some.sampled_from([",", ";", "\t", "|"]),
    ends=some.sampled_from(["\n", "\r\n"]),
    quoting=some.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_every_cell_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], delimiter: str, ends: str, quoting: int
) -> None:
    width = len(table[0]) if table else 2
    filled = [row for row in table if any(row)]
    filled.append([str(1000 + place) for place in range(width)])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ends, quoting=quoting)
    writer.writerow([f"name {place}" for place in range(width)])
    writer.writerows(filled)

    source = opened(tmp_path_factory.mktemp("csv"), out.getvalue())

    assert rows(source) == [tuple(row) for row in filled]


@pytest.mark.parametrize(
    ("content", "names", "cells"),
    [
        ("a,b\n1,2", ("a", "b"), [("1", "2")]),
        ("a,b\r1,2\r3,4\r", ("a", "b"), [("1", "2"), ("3", "4")]),
        ("\n\na,b\n\n1,2\n", ("a", "b"), [("1", "2")]),
        ("a,b\n1,2\n,\n3,4\n", ("a", "b"), [("1", "2"), ("3", "4")]),
        ('a,b\n1,2\n"",""\n', ("a", "b"), [("1", "2"), ("", "")]),
        ('"a\nz",b\n1,"x\r\ny"\n', ("a\nz", "b"), [("1", "x\r\ny")]),
        ("x\n1\n\n3\n", ("x",), [("1",), ("3",)]),
        ('x\n"a,b"\n"c,d"\n', ("x",), [("a,b",), ("c,d",)]),
        ("a;b\n1,5;2\n2,5;3\n", ("a", "b"), [("1.5", "2"), ("2.5", "3")]),
        ("a;b\n1,500;2\n2,250;3\n", ("a", "b"), [("1,500", "2"), ("2,250", "3")]),
        ('a,b\n"1,5",2\n"2,25",3\n', ("a", "b"), [("1.5", "2"), ("2.25", "3")]),
        ("a,,a,a_2\n1,2,3,4\n", ("a", "column_2", "a_3", "a_2"), [("1", "2", "3", "4")]),
        (" a , b\n1,2\n", ("a", "b"), [("1", "2")]),
        ("1,x\n2,y\n3,z\n", ("column_1", "column_2"), [("1", "x"), ("2", "y"), ("3", "z")]),
        ("region,2019,2020\nSeoul,5,6\nBusan,7,8\n", ("region", "2019", "2020"), [("Seoul", "5", "6"), ("Busan", "7", "8")]),
        ("가,나\n1,2\n", ("가", "나"), [("1", "2")]),
        ("a\tb\n1\t2\n", ("a", "b"), [("1", "2")]),
        ("a|b|c\n1|2|x,y\n", ("a", "b", "c"), [("1", "2", "x,y")]),
        ('a,b\n"x \\" y",1\n"p, q",2\n', ("a", "b"), [('x " y', "1"), ("p, q", "2")]),
    ],
)
def test_small_files_are_read_right(content: str, names: tuple[str, ...], cells: list[tuple[str, ...]], tmp_path: Path) -> None:
    source = opened(tmp_path, content)

    assert source.names == names
    assert rows(source) == cells


def test_stray_quotes_stay_letters_where_quoting_is_not_the_habit(tmp_path: Path) -> None:
    lines = [f"ham\tmessage {number}" for number in range(100)]
    lines[40] = 'spam\t"never closed'
    lines[60] = 'spam\tsays "hello" twice'
    lines[80] = 'ham\tends"'

    source = opened(tmp_path, "\n".join(lines), "sms.tsv")

    assert source.rows == 100
    assert rows(source)[40] == ("spam", '"never closed')
    assert [note.kind for note in source.notes] == ["no_header", "stray_quotes"]


def test_one_stray_quote_in_a_quoted_file_is_refused_by_line(tmp_path: Path) -> None:
    error = refused(tmp_path, "a,b\n" + '"x, y","z"\n' * 30 + '"p"q,"r"\n' + '"x, y","z"\n')

    assert (error.key, error.facts["line"]) == ("data.stray_quote", 32)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("", "data.empty_file"),
        ("\n\n\r\n", "data.empty_file"),
        (",,\n,,\n", "data.empty_file"),
        ("a,b,c\n", "data.no_rows"),
        ("a,b,c", "data.no_rows"),
        ("a,b\n1,2\n3,\0\n", "data.nul"),
        ("text\nno comma\none, comma\n", "data.ragged"),
        ("a,b,c\n1,2,3,\n", "data.ragged"),
        ("PAR1 and more", "data.other_kind"),
        ("x," * 10_001 + "x\n" + "1," * 10_001 + "1\n", "data.too_wide"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content: str, key: str, tmp_path: Path) -> None:
    assert refused(tmp_path, content).key == key


def test_ten_thousand_columns_are_read(tmp_path: Path) -> None:
    header = ",".join(f"c{number}" for number in range(10_000))

    source = opened(tmp_path, header + "\n" + ",".join(["1"] * 10_000) + "\n")

    assert (source.rows, len(source.names)) == (1, 10_000)


def test_a_record_longer_than_a_block_is_read(tmp_path: Path) -> None:
    long = "x" * (5 << 20)

    source = opened(tmp_path, f"a,b\n1,{long}\n2,short\n")

    assert [len(row[1]) for row in rows(source)] == [5 << 20, 5]


def test_cancel_is_heard_while_the_file_is_checked(tmp_path: Path) -> None:
    class Stopped(Silent):
        def progress(self, fraction: float, key: str, **facts: object) -> None:
            if key == "data.checking":
                raise Cancelled

    path = tmp_path / "file.csv"
    path.write_text("a,b\n1,2\n")

    with pytest.raises(Cancelled):
        importer.open_csv(path, tmp_path, Stopped(), {})


def test_a_file_of_nothing_but_separators_and_a_carriage_return_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b";" * 40 + b"\r")

    with pytest.raises(InputError) as refused:
        open_source(path, tmp_path / "work", Silent(), {"encoding": "cp949"})

    assert refused.value.key == "data.empty_file"
