"""Numbers as people write them: read where the whole column proves it, asked or left as text where it does not."""

from pathlib import Path

import pyarrow as pa
import pytest

from mlworkbench.base.report import Silent
from mlworkbench.stages.data import Source, open_source
from mlworkbench.stages.data import columns as typing


def opened(folder: Path, *cells: str) -> Source:
    path = folder / "file.csv"
    path.write_text("name,x\n" + "".join(f'n{number},"{cell}"\n' for number, cell in enumerate(cells)), "utf-8")
    return open_source(path, folder / "work", Silent())


def read(folder: Path, *cells: str) -> tuple[str, list[str | None]]:
    source = opened(folder, *cells)
    column = pa.Table.from_batches(list(source.batches()))["x"].to_pylist()
    return typing.decide(source, Silent()).columns[1].type, column


@pytest.mark.parametrize(
    ("cells", "plain"),
    [
        (("12,34,567", "1,23,456", "2,345"), ["1234567", "123456", "2345"]),
        (("12,34,567.50", "345.00"), ["1234567.50", "345.00"]),
        (("(12.5)", "34", "NA"), ["-12.5", "34", "NA"]),
        (("($1,234.50)", "$56.00"), ["-1234.50", "56.00"]),
        (("12-", "34.5"), ["-12", "34.5"]),
        (("\u22125", "6", "\u20137.5"), ["-5", "6", "-7.5"]),
        (("1'234.5", "2'000.0"), ["1234.5", "2000.0"]),
        (("1,234원", "5,000원"), ["1234", "5000"]),
        (("₩1,234", "₩5,000"), ["1234", "5000"]),
    ],
)
def test_spellings_that_the_column_proves_become_numbers(cells: tuple[str, ...], plain: list[str], tmp_path: Path) -> None:
    assert read(tmp_path, *cells) == ("number", plain)


@pytest.mark.parametrize(
    "cells",
    [
        ("(1)", "(2)", "(3)"),  # marks of something
        ("(12)", "y"),
        ("12-", "13-14"),
        ("0x1A", "0xFF"),
        ("+82212345678", "+4930123456"),  # telephone numbers
        ("9007199254740993", "1"),
        ("01067", "80331"),
        ("1.5", "2,5"),
    ],
)
def test_what_may_be_no_number_stays_text_as_it_is(cells: tuple[str, ...], tmp_path: Path) -> None:
    assert read(tmp_path, *cells) == ("text", list(cells))


def test_negative_numbers_in_brackets_are_told_and_an_open_sign_is_still_asked_about(tmp_path: Path) -> None:
    told, asked = opened(tmp_path, "(12)", "13"), opened(tmp_path, "(1,234)", "5,678")

    assert [note.kind for note in told.notes] == ["minus_spelled"]
    assert [(one.choice, one.options) for one in asked.questions] == [("decimal", (".", ","))]
