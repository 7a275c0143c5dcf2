"""The scan walks every record: same widths and quotes as a careful reader finds, whatever the block size."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mlworkbench.base.report import Silent
from mlworkbench.stages.data.delimited import scan as scanning
from mlworkbench.stages.data.delimited.scan import Dialect, Unfit, place, scan

COMMA = Dialect(",", '"')
CELLS = some.text(alphabet='a1,"\n\r가 ;', max_size=6)


def file(folder: Path, text: str) -> Path:
    path = folder / "decoded.csv"
    path.write_bytes(text.encode())
    return path


def refused(path: Path, dialect: Dialect = COMMA) -> tuple[str, object, object]:
    with pytest.raises(Unfit) as unfit:
        scan(path, dialect, Silent())
    return unfit.value.key, unfit.value.facts["line"], unfit.value.facts["piece"]


@given(
    table=some.integers(2, 5).flatmap(lambda width: some.lists(some.lists(CELLS, min_size=width, max_size=width), min_size=1)),
    ends=some.sampled_from(["\n", "\r\n", "\r"]),
    last=some.booleans(),
    block=some.integers(1, 40),
)
def test_what_a_careful_writer_wrote_is_counted_right(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], ends: str, last: bool, block: int
) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator=ends, quoting=csv.QUOTE_ALL).writerows(table)
    text = out.getvalue() if last else out.getvalue().removesuffix(ends)
    path = file(tmp_path_factory.mktemp("scan"), text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "BLOCK", block)
        scanned = scan(path, COMMA, Silent())

    assert scanned.width == len(table[0])
    assert scanned.records == len(table)
    assert scanned.openings == len(table) * len(table[0])
    assert scanned.quoted_newlines == any("\n" in cell or "\r" in cell for row in table for cell in row)
    assert text.encode()[: scanned.body].decode().count('"') % 2 == 0


@pytest.mark.parametrize("block", [1, 2, 5, 1000])
def test_blank_lines_and_empty_records_are_counted_apart(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "BLOCK", block)
    path = file(tmp_path, "\r\n\r\na,b\r\n1,2\r\n,\r\n\r\n3,4\r\n,\r\n")

    scanned = scan(path, COMMA, Silent())

    assert (scanned.records, scanned.blank_lines, scanned.empty_records) == (3, 3, 2)
    assert path.read_bytes()[: scanned.body] == b"\r\n\r\na,b\r\n"


@pytest.mark.parametrize("block", [1, 2, 7, 1000])
def test_ragged_records_are_told_with_line_and_beginning(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "BLOCK", block)
    path = file(tmp_path, 'a,b\n1,"x\ny"\n2\n3,4\n')

    assert refused(path) == ("data.ragged", 4, "2")


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ('a,b\n1,2\n3,x"y\n', "data.stray_quote", 3),
        ('a,b\n"1"x,2\n', "data.stray_quote", 2),
        ('a,b\n1, "x"\n', "data.stray_quote", 2),
        ('a,b\n1,2\n"3,4\n5,6\n', "data.open_quote", 3),
        ("a,b\n1,2,3\n", "data.ragged", 2),
        ("a,b\n\n\n1\n", "data.ragged", 4),
        ("a,b\r1,2\r3\r", "data.ragged", 3),
    ],
)
def test_what_does_not_follow_the_dialect_is_named_by_line(text: str, key: str, line: int, tmp_path: Path) -> None:
    assert refused(file(tmp_path, text))[:2] == (key, line)


def test_escaped_quotes_do_not_count(tmp_path: Path) -> None:
    escaped = Dialect(",", '"', "\\")
    path = file(tmp_path, 'a,b\n"x \\" y, z",1\n"\\\\",2\n')

    for block in (1, 3, 1000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(scanning, "BLOCK", block)
            assert scan(path, escaped, Silent()).records == 3


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "BLOCK", 64)
    monkeypatch.setattr(scanning, "LONGEST", 200)

    assert refused(file(tmp_path, "a,b\n1,2\n" + "x" * 5000))[:2] == ("data.long_line", 3)
    assert refused(file(tmp_path, 'a,b\n1,"' + "x\n" * 5000))[:2] == ("data.open_quote", 2)
    assert refused(file(tmp_path, "a,b\n" + "x" * 300 + ",2\n"), Dialect(","))[:2] == ("data.long_line", 2)


def test_a_place_knows_all_three_line_ends(tmp_path: Path) -> None:
    path = file(tmp_path, "a\nb\r\nc\rd가나")

    assert [place(path, offset) for offset in (0, 2, 5, 7)] == [(1, "a"), (2, "b"), (3, "c"), (4, "d가나")]
