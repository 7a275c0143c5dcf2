"""How a text is read: found, chosen, told, and read the same again from what was decided."""

import csv as plain_csv
from pathlib import Path

import pyarrow as pa
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import IMPORTERS, Source, open_source
from mlworkbench.stages.data.delimited import encoding
from mlworkbench.stages.data.opening import choices_of

TEXTS = sorted(path for path in (Path(__file__).parents[3] / "data" / "files").iterdir() if path.suffix in (".csv", ".tsv"))


def opened(folder: Path, content: str | bytes, name: str = "file.csv", **choices: str) -> Source:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_source(path, folder / "work", Silent(), choices)


def rows(source: Source) -> list[tuple[str, ...]]:
    table = pa.Table.from_batches(list(source.batches()))
    assert table.num_rows == source.rows
    return list(zip(*([cell or "" for cell in column.to_pylist()] for column in table.columns), strict=True))


def kinds(source: Source) -> list[str]:
    return [note.kind for note in source.notes]


def again(path: Path, source: Source, folder: Path) -> Source:
    importer = IMPORTERS[source.reading["importer"]]
    held = {one.name for one in choices_of(importer)}
    assert held <= set(source.reading)
    return open_source(path, folder, Silent(), {name: value for name, value in source.reading.items() if name in held})


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_what_was_decided_reads_the_same_file_the_same_way(path: Path, tmp_path: Path) -> None:
    choices = {"bad_rows": "set_aside"} if path.name == "bad.csv" else {}
    first = open_source(path, tmp_path / "first", Silent(), choices)

    second = again(path, first, tmp_path / "second")

    assert second.names == first.names
    assert second.reading == first.reading
    assert rows(second) == rows(first)


@pytest.mark.parametrize(
    ("content", "choices"),
    [
        ("Sales 2026\nall regions\n\na;b\n1,5;x\n2,5;y\n3,5;z\n", {}),
        ("sep=|\na|b\n1|2\n", {}),
        ("# made by hand\na,b\n# half way\n1,2\n3,4\n", {}),
        ("a,b\n1,x\n2,y\n", {"delimiter": "none"}),
        ("1 2 3\n4 5 6\n7 8 9\n", {}),
        ('a,b\n"x \\" y",1\n"p, q",2\n', {}),
        ("'a','b'\n'1,5','x'\n", {"quote": "'"}),
        ("note\na,b\n1,2\n", {"header": "2"}),
        ("a,b\n1,2\n3\n4,5\n", {"bad_rows": "set_aside"}),
        ("a;b\n1,500;2\n2,250;3\n", {}),
        ("a;b\n1,500;2\n2,250;3\n", {"decimal": "."}),
        ("a;b\n1.500;2\n2.250;3\n", {"thousands": "."}),
    ],
)
def test_odd_files_are_read_the_same_again_too(content: str, choices: dict[str, str], tmp_path: Path) -> None:
    first = opened(tmp_path, content, **choices)

    second = again(tmp_path / "file.csv", first, tmp_path / "again")

    assert (second.names, second.reading, rows(second)) == (first.names, first.reading, rows(first))


@pytest.mark.parametrize(
    ("content", "choices", "names", "cells", "told"),
    [
        ("Sales\nall regions\n\na;b\n1;x\n2;y\n3;z\n", {}, ("a", "b"), [("1", "x"), ("2", "y"), ("3", "z")], ["lines_skipped"]),
        ("Sales;;\n;;\na;b;c\n1;2;3\n4;5;6\n", {}, ("a", "b", "c"), [("1", "2", "3"), ("4", "5", "6")], ["lines_skipped"]),
        ("sep=|\na|b\n1|2\n", {}, ("a", "b"), [("1", "2")], ["lines_skipped"]),
        ("# it's\na,b\n# half way\n1,2\n", {}, ("a", "b"), [("1", "2")], ["comments_skipped"]),
        ('a,b\n1,"x\n# no comment"\n2,y\n# one\n', {}, ("a", "b"), [("1", "x\n# no comment"), ("2", "y")], ["comments_skipped"]),
        ("#id,name\n1,x\n2,y\n", {}, ("#id", "name"), [("1", "x"), ("2", "y")], []),
        ("% one\na,b\n1,2\n", {"comment": "%"}, ("a", "b"), [("1", "2")], ["comments_skipped"]),
        ("x\ny\na,b\n1,2\n", {"header": "3"}, ("a", "b"), [("1", "2")], ["lines_skipped"]),
        ("x\ny\na,b\n1,2\n", {"skip": "2"}, ("a", "b"), [("1", "2")], ["lines_skipped"]),
        ("a,b\nc,d\n", {"header": "0"}, ("column_1", "column_2"), [("a", "b"), ("c", "d")], []),
        ("1,2\n3,4\n", {"header": "1"}, ("1", "2"), [("3", "4")], []),
        ("a^b\n1^2\n", {"delimiter": "^"}, ("a", "b"), [("1", "2")], []),
        ("a,b\nx,y\n", {"delimiter": "none"}, ("a,b",), [("x,y",)], []),
        ("1 2\n3 4\n5 6\n", {}, ("column_1", "column_2"), [("1", "2"), ("3", "4"), ("5", "6")], ["no_header"]),
        ('a\tb\n"x\ty\n', {"quote": "none"}, ("a", "b"), [('"x', "y")], ["stray_quotes"]),
        ("a,b,\n1,2,\n3,4,\n", {}, ("a", "b"), [("1", "2"), ("3", "4")], ["empty_columns"]),
        ("a,b,\n1,2,\n3,4,x\n", {}, ("a", "b", "column_3"), [("1", "2", ""), ("3", "4", "x")], ["empty_name"]),
    ],
)  # fmt: skip
def test_where_the_table_stands_is_found_or_chosen(
    content: str, choices: dict[str, str], names: tuple[str, ...], cells: list[tuple[str, ...]], told: list[str], tmp_path: Path
) -> None:
    source = opened(tmp_path, content, **choices)

    assert source.names == names
    assert rows(source) == cells
    assert kinds(source) == told


@pytest.mark.parametrize(
    ("column", "plain", "decimal", "thousands"),
    [
        (["6,718", "776", "26,822", "160", "2", "1,002"], ["6718", "776", "26822", "160", "2", "1002"], ".", ","),
        (["1,234,567", "5"], ["1234567", "5"], ".", ","),
        (["200.000.000", "1,7"], ["200000000", "1.7"], ",", "."),
        (["1 234", "12 345 678", "5,5"], ["1234", "12345678", "5.5"], ",", "space"),
        (["1'234.5", "7"], ["1234.5", "7"], ".", "'"),
        (["12 %", "7.5%"], ["12", "7.5"], ".", "none"),
        (["$1,234.50", "-$5.00", "$7"], ["1234.50", "-5.00", "7"], ".", ","),
        (["5 €", "1.234,50 €"], ["5", "1234.50"], ",", "."),
        (["12 %", "7"], ["12 %", "7"], ".", "none"),
        (["$5", "5 €"], ["$5", "5 €"], ".", "none"),
        (["5 kg", "7 kg"], ["5 kg", "7 kg"], ".", "none"),
        (["1,5", "1.5"], ["1,5", "1.5"], ".", "none"),
        (["01,234", "5"], ["01.234", "5"], ",", "none"),
        (["0,987", "1,234"], ["0.987", "1.234"], ",", "none"),
        (["1.5", "NA", "2.25"], ["1.5", "NA", "2.25"], ".", "none"),
        (["18.00.00", "19.00.00"], ["18.00.00", "19.00.00"], ".", "none"),
    ],
)
def test_numbers_of_any_spelling_are_read_or_left_alone(
    column: list[str], plain: list[str], decimal: str, thousands: str, tmp_path: Path
) -> None:
    source = opened(tmp_path, "x\tn\n" + "".join(f"a\t{cell}\n" for cell in column))

    assert [row[1] for row in rows(source)] == plain
    assert (source.reading["decimal"], source.reading["thousands"]) == (decimal, thousands)
    assert source.questions == ()


def test_a_comma_that_may_be_either_is_asked_and_the_answer_is_followed(tmp_path: Path) -> None:
    text = "a;b\n1,500;2\n2,250;3\n"

    source = opened(tmp_path, text)

    assert [(one.choice, one.options, one.columns) for one in source.questions] == [("decimal", (".", ","), ("a",))]
    assert rows(source) == [("1,500", "2"), ("2,250", "3")]
    assert rows(opened(tmp_path, text, decimal=",")) == [("1.500", "2"), ("2.250", "3")]
    assert rows(opened(tmp_path, text, decimal=".")) == [("1500", "2"), ("2250", "3")]


def test_a_point_between_thousands_is_asked_where_fractions_are_unlikely(tmp_path: Path) -> None:
    text = "a;b\n1.500;2\n950;3\n820;4\n12.250;5\n3.000;5\n410;5\n"

    source = opened(tmp_path, text)

    assert [(one.choice, one.columns) for one in source.questions] == [("thousands", ("a",))]
    assert [row[0] for row in rows(opened(tmp_path, text, thousands="."))] == ["1500", "950", "820", "12250", "3000", "410"]
    assert [row[0] for row in rows(opened(tmp_path, text, thousands="none"))][0] == "1.500"


def rejected(source: Source) -> list[list[str]]:
    assert source.rejects is not None
    with source.rejects.open(encoding="utf-8", newline="") as file:
        found = list(plain_csv.reader(file))
    assert found[0] == ["line", "reason", "found", "expected", "piece"]
    assert len(found) - 1 == source.rejected
    return found[1:]


@pytest.mark.parametrize(
    ("content", "cells", "aside"),
    [
        (
            "a,b\n1,2\n3\n4,5,6\n7,8\n",
            [("1", "2"), ("7", "8")],
            [["3", "cells", "1", "2", "3"], ["4", "cells", "3", "2", "4,5,6"]],
        ),
        ('a,b\n"1",2\n"x"y,3\n4,5\n', [("1", "2"), ("4", "5")], [["3", "quote", '"', "2", '"x"y,3']]),
        ('a,b\n"1\nz",2\n"x,3\n4,5\n', [("1\nz", "2"), ("4", "5")], [["4", "quote", '"', "2", '"x,3']]),
        ("a,b\n1,2\n=1+1\n3,4\n", [("1", "2"), ("3", "4")], [["3", "cells", "1", "2", "'=1+1"]]),
        (
            "이름,값\n가,1\n".encode() + b"\xff,2\n" + "나,3\n다,\0\n".encode(),
            [("가", "1"), ("나", "3")],
            [["3", "bytes", "FF 2C 32 0A", "utf-8", r"\xff,2"], ["5", "nul", "00", "utf-8", "다,\0"]],
        ),
    ],
)
def test_broken_rows_are_set_aside_on_request_and_kept(
    content: str | bytes, cells: list[tuple[str, ...]], aside: list[list[str]], tmp_path: Path
) -> None:
    with pytest.raises(InputError):
        opened(tmp_path, content)

    source = opened(tmp_path, content, bad_rows="set_aside")

    assert rows(source) == cells
    assert rejected(source) == aside


def test_nothing_is_set_aside_where_all_is_well(tmp_path: Path) -> None:
    source = opened(tmp_path, "a,b\n1,2\n", bad_rows="set_aside")

    assert (source.rejects, source.rejected) == (None, 0)


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("utf-16-le", "이름,값\n가,1\n"),
        ("utf-32-le", "이름,값\n가,1\n"),
        ("utf-32-be", "a,b\n1,2\n"),
        ("cp949", "이름,값\n뷁,1\n"),
        ("euc-kr", "이름,값\n가,1\n"),
        ("shift_jis", "都市,人口\n東京都,66000\n"),
        ("euc-jp", "都市,人口\n東京都,66000\n"),
        ("gb18030", "城市,人口\n北京市,3450000\n"),
        ("big5", "城市,人口\n臺北市,2600000\n"),
        ("cp1250", "miasto,n\nŁódź,1\n"),
        ("cp1251", "город,n\nМосква,1\n"),
        ("cp1252", "ville,n\nOrléans €,1\n"),
        ("latin-1", "ville,n\nOrléans,1\n"),
    ],
)
def test_an_encoding_can_be_chosen_and_errors_name_the_byte_of_the_file(codec: str, text: str, tmp_path: Path) -> None:
    source = opened(tmp_path, text.encode(codec), encoding=codec)

    names, *cells = [tuple(line.split(",")) for line in text.splitlines()]
    assert source.names == names
    assert rows(source) == cells
    assert source.reading["encoding"] == codec
    with pytest.raises(InputError) as ragged:
        opened(tmp_path, (text + "1,2,3\n").encode(codec), encoding=codec)
    assert ragged.value.facts["byte"] == len(text.encode(codec))


def test_the_byte_is_counted_with_the_mark(tmp_path: Path) -> None:
    with pytest.raises(InputError) as ragged:
        opened(tmp_path, "a,b\n1,2\n1,2,3\n".encode("utf-16"))

    assert ragged.value.facts["byte"] == 2 + 2 * len("a,b\n1,2\n")


def test_a_guess_that_no_byte_disproves_is_told_and_so_is_an_odd_choice(tmp_path: Path) -> None:
    guessed = opened(tmp_path, "Stadt,n\nKöln,1\n".encode("cp1252"))
    chosen = opened(tmp_path, "Stadt,n\nKöln,1\n", encoding="latin-1")

    assert kinds(guessed) == ["encoding_guessed"]
    assert kinds(chosen) == ["encoding_doubtful"]


@pytest.mark.parametrize("codec", ["shift_jis", "gb18030", "big5", "cp1251", "euc-jp"])
def test_asian_or_cyrillic_words_among_many_letters_are_not_taken_for_western(codec: str, tmp_path: Path) -> None:
    words = {"shift_jis": "東京都", "gb18030": "北京市", "big5": "臺北市", "cp1251": "Москва", "euc-jp": "東京都"}
    text = "".join(f"{number},some plain words in every row,{words[codec] if number == 7 else 'x'}\n" for number in range(50))

    with pytest.raises(InputError) as refused:
        opened(tmp_path, ("id,text,city\n" + text).encode(codec))

    assert refused.value.key == "data.unknown_encoding"


@pytest.mark.parametrize(
    ("content", "choices", "key"),
    [
        ("a,b\n1,2\n", {"delimiter": ";"}, "data.other_delimiter"),
        ("a,b\n1,2\n", {"delimiter": "ab"}, "data.bad_delimiter"),
        ("a,b\n1,2\n", {"header": "9"}, "data.no_such_header"),
        ("a,b\n1,2\n", {"header": "x"}, "params.not_a_number"),
        ("a,b\n1,2\n", {"skip": "-1"}, "params.not_a_number"),
        ("a,b\n1,2\n", {"decimal": ",", "thousands": ","}, "data.same_signs"),
        ("a,b\n1,2\n", {"encoding": "ebcdic"}, "params.not_a_choice"),
        ("a,b\n1,\xe9\n".encode("latin-1"), {"encoding": "utf-8"}, "data.bad_bytes"),
        ("a\nb, c\nd\n", {"bad_rows": "set_aside"}, "data.no_layout"),
        ("x\n" * 3 + ",".join("x" * 20_000) + "\n", {"delimiter": ","}, "data.ragged"),
    ],
)
def test_choices_that_cannot_be_meant_have_words(content: str | bytes, choices: dict[str, str], key: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        opened(tmp_path, content, **choices)

    assert refused.value.key == key
    assert tr(refused.value.key, **refused.value.facts)


def test_a_million_columns_are_refused_by_number_whatever_divides_them(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        opened(tmp_path, "c;" * 999_999 + "c\n" + "1;" * 999_999 + "1\n")

    assert (refused.value.key, refused.value.facts["columns"]) == ("data.too_wide", 1_000_000)


@pytest.mark.parametrize("content", [b"a,b\n1,2\n" + b"x" * 900, b"a,b\n1,2\n" + "가".encode("cp949") * 400])
def test_a_line_without_end_is_refused_while_it_is_decoded(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "LONGEST", 500)
    monkeypatch.setattr(encoding, "BLOCK", 64)

    with pytest.raises(InputError) as refused:
        opened(tmp_path, content)

    assert (refused.value.key, refused.value.facts["line"], refused.value.facts["byte"]) == ("data.long_line", 3, 8)


def test_a_file_of_which_most_cannot_be_read_is_not_set_aside_line_by_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        opened(tmp_path, "a,b\n1,2\n" * 300 + "x\n" * 20_000, bad_rows="set_aside")

    assert refused.value.key == "data.mostly_bad"
