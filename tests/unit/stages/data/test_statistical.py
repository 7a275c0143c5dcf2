"""SAS, SPSS and Stata: dates, labels and the many ways to be missing arrive; damage and passwords are told."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import Source, open_source
from mlworkbench.stages.data.importers import sas
from mlworkbench.stages.data.statistical import reader, times


def table(source: Source) -> dict[str, list[object]]:
    return pa.Table.from_batches(list(source.batches())).to_pydict()


@pytest.mark.parametrize("name", ["sample.sav", "sample.xpt", "sample.dta"])
def test_real_files_of_all_three_programs_hold_the_same_table(name: str, data: Path, tmp_path: Path) -> None:
    source = open_source(data / "files" / name, tmp_path, Silent(), {"labels": "codes"})

    cells = {column.lower(): values for column, values in table(source).items()}

    assert (source.rows, len(source.names)) == (5, 7)
    assert cells["mynum"] == [1.1, 1.2, -1000.3, -1.4, 1000.3]
    assert cells["mydate"][:2] == [datetime(2018, 5, 6), datetime(1880, 5, 6)]
    assert cells["dtime"][3:] == [datetime(1583, 1, 1), None]
    assert cells["mytime"] == ["10:10:10", "23:10:10", "00:00:00", "16:10:10", None]
    assert cells["mylabl"] == [1, 2, 1, 2, 1]


def test_labels_are_used_where_every_value_has_one(data: Path, tmp_path: Path) -> None:
    source = open_source(data / "files" / "sample.sav", tmp_path, Silent())

    assert table(source)["myord"] == ["low", "medium", "high", "low", "low"]
    assert source.reading["labels"] == "labels"
    assert source.descriptions["mylabl"] == "labeled"


def test_values_without_a_label_keep_the_codes_and_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(
        pd.DataFrame({"a": [1.0, 2.0, 7.0], "b": [1.0, 1.0, 2.0]}),
        path,
        variable_value_labels={"a": {1.0: "yes", 2.0: "no"}, "b": {1.0: "yes", 2.0: "no"}},
    )

    source = open_source(path, tmp_path, Silent())

    assert table(source) == {"a": [1.0, 2.0, 7.0], "b": ["yes", "yes", "no"]}
    (note,) = source.notes
    assert "7" in tr(note.reason.key, **note.reason.facts)


def test_codes_for_missing_values_become_missing_and_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(
        pd.DataFrame({"age": [31.0, 98.0, 99.0, 99.0, -5.0]}),
        path,
        variable_value_labels={"age": {99.0: "refused"}},
        missing_ranges={"age": [99.0, {"lo": -9.0, "hi": -1.0}]},
    )

    source = open_source(path, tmp_path, Silent())

    assert table(source)["age"] == [31.0, 98.0, None, None, None]
    (note,) = source.notes
    assert (note.kind, note.rows) == ("missing_codes", 3)
    assert note.reason.facts["codes"] == "99 (refused) × 2, -5 × 1"


def test_special_missing_values_of_stata_become_missing_and_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.dta"
    pyreadstat.write_dta(pd.DataFrame({"n": [1.5, "a", "z", "a"]}), path, missing_user_values={"n": ["a", "z"]})

    source = open_source(path, tmp_path, Silent())

    assert table(source)["n"] == [1.5, None, None, None]
    assert source.notes[0].reason.facts["codes"] == "a × 2, z × 1"


def test_pieces_of_any_size_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.sav"
    rows = pd.DataFrame({"n": np.arange(1_000.0), "t": [f"row {number}" for number in range(1_000)]})
    pyreadstat.write_sav(rows, path, compress=True)
    whole = table(open_source(path, tmp_path / "one", Silent()))
    monkeypatch.setattr(reader, "ROOM", 1)

    assert table(open_source(path, tmp_path / "two", Silent())) == whole
    assert whole["n"] == list(range(1_000))


def test_what_was_decided_reads_the_file_the_same_way(data: Path, tmp_path: Path) -> None:
    first = open_source(data / "files" / "sample.sav", tmp_path / "one", Silent())
    second = open_source(data / "files" / "sample.sav", tmp_path / "two", Silent(), first.reading)

    assert second.reading == first.reading
    assert table(second) == table(first)


@pytest.mark.parametrize("name", ["sample.sav", "sample.xpt", "sample.dta"])
@pytest.mark.parametrize("share", [0.5, 0.93])
def test_a_file_cut_short_is_refused(name: str, share: float, data: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    whole = (data / "files" / name).read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(InputError) as refused:
        open_source(path, tmp_path, Silent())

    assert refused.value.key == "data.not_whole"


def test_a_password_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    path.write_bytes(b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV\x15" + bytes(200))

    with pytest.raises(InputError) as refused:
        open_source(path, tmp_path, Silent())

    assert refused.value.key == "data.encrypted"


@pytest.mark.parametrize(
    ("program", "form", "number", "when"),
    [
        ("sas", "MONYY7", 21_915.0, datetime(2020, 1, 1)),
        ("sas", "E8601DT19", 1_893_456_000.5, datetime(2020, 1, 1, 0, 0, 0, 500_000)),
        ("spss", "ADATE10", 13_797_216_000.0, datetime(2020, 1, 1)),
        ("stata", "%tdDD/NN/CCYY", 21_915.0, datetime(2020, 1, 1)),
        ("stata", "%tm", 721.0, datetime(2020, 2, 1)),
        ("stata", "%tq", -1.0, datetime(1959, 10, 1)),
        ("stata", "%tw", 53.0, datetime(1961, 1, 8)),
        ("stata", "%tc", 1_893_456_000_000.0, datetime(2020, 1, 1)),
        ("stata", "%tC", 1_893_456_027_000.0, datetime(2020, 1, 1)),
        ("sas", "DATE9", 1e9, None),
    ],
)
def test_numbers_become_the_dates_they_stand_for(program: times.Program, form: str, number: float, when: datetime | None) -> None:
    kind = times.moment(program, form)

    assert kind
    assert times.moments(np.array([number, np.nan]), kind, program).to_pylist() == [when, None]


@pytest.mark.parametrize(
    ("program", "form"),
    [
        ("sas", "BEST12"),
        ("sas", "$8"),
        ("sas", "DOLLAR8.2"),
        ("spss", "F8.2"),
        ("spss", "MONTH3"),
        ("stata", "%9.0g"),
        ("stata", "%ty"),
    ],
)
def test_other_numbers_stay_numbers(program: times.Program, form: str) -> None:
    assert times.moment(program, form) is None


@pytest.mark.parametrize("form", ["%tcHH:MM:SS", "%tchh:MM_AM"])
def test_a_time_of_day_has_no_date(form: str) -> None:
    assert times.moment("stata", form) == "stata_time"


def test_labels_of_a_sas_catalog_beside_are_used_and_told(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No library writes catalogs; what the reader would find in one stands here instead."""
    labels = {"SEX": {1.0: "male", 2.0: "female"}}
    meta = type("Meta", (), {"variable_to_label": {"mylabl": "SEX8"}, "original_variable_types": {}, "variable_value_labels": {}})
    kind = reader.Kind("SAS", "sas", "read_sas7bdat")
    whole = type("Whole", (meta,), {"readstat_variable_types": {}, "missing_ranges": {}})
    monkeypatch.setattr(pyreadstat, "read_sas7bcat", lambda file, **_: (None, type("Found", (), {"value_labels": labels})))
    (tmp_path / "X.SAS7BCAT").write_bytes(b"catalog")

    found = reader.read_catalog(tmp_path / "X.SAS7BCAT", Silent(), "")

    assert sas._catalog(tmp_path / "x.sas7bdat") == tmp_path / "X.SAS7BCAT"
    assert reader._variable(whole, whole, kind, "mylabl", found).labels == labels["SEX"]


def test_a_catalog_that_cannot_be_read_is_told_and_the_codes_stay(tmp_path: Path) -> None:
    (tmp_path / "x.sas7bcat").write_bytes(b"no catalog at all")

    found, notes = sas._labels(tmp_path / "x.sas7bcat", Silent(), "")

    assert (found, [note.kind for note in notes]) == ({}, ["catalog_unread"])


def test_rows_read_at_once_are_fewer_where_texts_may_be_long() -> None:
    narrow = type("Meta", (), {"column_names": ["a"], "variable_storage_width": {"a": 8}})
    wide = type("Meta", (), {"column_names": ["a"] * 100, "variable_storage_width": {str(n): 32_767 for n in range(100)}})

    assert reader._at_once(narrow) == reader.MOST_ROWS
    assert reader._at_once(wide) == reader.FEWEST_ROWS
