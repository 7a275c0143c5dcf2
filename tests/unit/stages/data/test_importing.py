"""The import job: the same content gives the same bytes, a bad file leaves nothing, and every kind of path has words."""

import shutil
from pathlib import Path

import pytest

from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import Cancelled, Fact, InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import column_values, page, read_profile, run
from mlworkbench.stages.data.delimited import reader


class Told(Silent):
    def __init__(self, stop_at: str = "") -> None:
        self.fractions: list[float] = []
        self.keys: list[str] = []
        self.stop_at = stop_at

    def progress(self, fraction: float, key: str, **facts: Fact) -> None:
        self.fractions.append(fraction)
        self.keys.append(key)
        if key == self.stop_at:
            raise Cancelled


def test_telco_total_charges_is_a_number_and_the_customer_an_id(data: Path, tmp_path: Path) -> None:
    made = run({"path": str(data / "files" / "telco_head.csv"), "name": "telco"}, tmp_path, Silent())
    profile = read_profile(tmp_path / "profile.json")
    types = {column["name"]: column["type"] for column in made["columns"]}

    assert (types["TotalCharges"], types["SeniorCitizen"], types["Churn"]) == ("number", "flag", "category")
    assert profile.column("TotalCharges").missing == 11
    assert [one.column for one in profile.set_aside] == ["customerID"]


def test_the_result_tells_what_was_read_and_written(data: Path, tmp_path: Path) -> None:
    path = data / "files" / "seoul_bike_head.csv"

    made = run({"path": str(path), "name": "bikes"}, tmp_path, Silent())

    assert (made["name"], made["rows"], len(made["columns"])) == ("bikes", 299, 14)
    assert made["data_file"] == digest_file(tmp_path / made["files"]["data"])
    assert made["profile_file"] == digest_file(tmp_path / made["files"]["profile"])
    assert made["origin"]["sha256"] == digest_file(path)
    assert made["origin"]["size"] == path.stat().st_size
    assert made["origin"]["importer"] == "csv"
    assert made["origin"]["reading"]["encoding"] == "cp1252"
    assert made["columns"][0].items() >= {"name": "Date", "type": "date", "integer": False, "date_format": "DD/MM/YYYY"}.items()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data.parquet", "profile.json"]


def test_the_same_cells_give_the_same_version_whatever_the_spelling_of_the_file(tmp_path: Path) -> None:
    plain = tmp_path / "plain.csv"
    plain.write_text("a,b\n1,가\n2,나\n" + "3,다\n" * 70_000, "utf-8")
    other = tmp_path / "other.csv"
    other.write_bytes(plain.read_text("utf-8").replace("\n", "\r\n").replace(",", ";").encode("utf-16"))
    hashes = []
    for path in (plain, other):
        out = tmp_path / path.stem
        out.mkdir()
        hashes.append(run({"path": str(path), "name": "x"}, out, Silent())["data_file"])

    assert hashes[0] == hashes[1]


def test_the_version_does_not_depend_on_how_the_file_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.csv"
    path.write_text("n,c,t\n" + "".join(f"{n / 7},{'abcdefg'[n % 7]},text {n}\n" for n in range(150_000)))
    hashes = []
    for block in (50_000, 333_333, 8 << 20):
        monkeypatch.setattr(reader, "BLOCK", block)
        out = tmp_path / str(block)
        out.mkdir()
        made = run({"path": str(path), "name": "x"}, out, Silent())
        hashes.append((made["data_file"], made["profile_file"]))

    assert len(set(hashes)) == 1


def test_progress_only_grows_and_ends_at_one(data: Path, tmp_path: Path) -> None:
    told = Told()

    run({"path": str(data / "files" / "city_parks_head.csv"), "name": "x"}, tmp_path, told)

    assert told.fractions == sorted(told.fractions)
    assert told.fractions[-1] == 1.0


@pytest.mark.parametrize("stage", ["data.decoding", "data.checking", "data.writing", "data.profiling"])
def test_cancel_is_heard_in_every_phase_and_leaves_no_version(stage: str, data: Path, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        run({"path": str(data / "files" / "city_parks_head.csv"), "name": "x"}, tmp_path, Told(stage))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "key"),
    [("nowhere.csv", "data.no_file"), ("", "data.is_folder")],
)
def test_other_paths_have_words(name: str, key: str, data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        run({"path": str(data / "files" / name), "name": "x"}, tmp_path, Silent())

    assert error.value.key == key
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["file.csv", "file.parquet", "file.txt"])
def test_a_workbook_is_recognised_whatever_its_name(name: str, data: Path, tmp_path: Path) -> None:
    shutil.copy(data / "files" / "unnamed-duplicated-columns.xlsx", tmp_path / name)

    with pytest.raises(InputError) as error:
        run({"path": str(tmp_path / name), "name": "x"}, tmp_path, Silent())

    assert (error.value.key, error.value.facts["kind"]) == ("data.other_kind", "Excel")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("<!DOCTYPE html><html>", "HTML"),
        ('{"a": 1}', "JSON"),
        ("@RELATION x\n@DATA", "ARFF"),
        ('\ufeff<?xml version="1.0"?>', "XML"),
    ],
)
def test_other_texts_are_recognised_too(content: str, kind: str, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text(content, "utf-8")

    with pytest.raises(InputError) as error:
        run({"path": str(tmp_path / "file.csv"), "name": "x"}, tmp_path, Silent())

    assert error.value.facts["kind"] == kind


def test_pages_and_columns_of_a_version(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("n,when,word.x,word\n" + "".join(f"{n},2026-01-02,w{n % 3},v{n % 2}\n" for n in range(70_000)))
    run({"path": str(path), "name": "x"}, tmp_path, Silent())
    stored = tmp_path / "data.parquet"

    rows = page(stored, 65_530, 10)

    assert [row[0] for row in rows] == list(range(65_530, 65_540))
    assert str(rows[0][1]) == "2026-01-02 00:00:00"
    assert page(stored, 65_536, 2, ("word", "n")) == [("v0", 65_536), ("v1", 65_537)]
    assert page(stored, 69_999, 10) == page(stored, 69_999, 1)
    assert page(stored, 80_000, 10) == []
    assert page(stored, 0, 0) == []
    values = column_values(stored, ["word", "n"])
    assert values["n"].tolist() == list(map(float, range(70_000)))
    assert set(values["word"]) == {"v0", "v1"}


def test_a_file_that_changes_while_it_is_read_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, out = tmp_path / "file.csv", tmp_path / "out"
    path.write_text("a,b\n1,x\n2,y\n")
    out.mkdir()

    class Writing(Silent):
        def progress(self, fraction: float, key: str, **facts: object) -> None:
            if key == "data.profiling":
                path.write_text("a,b\n1,x\n2,y\n3,z\n")

    with pytest.raises(InputError) as error:
        run({"path": str(path), "name": "x"}, out, Writing())

    assert error.value.key == "data.changed_while_read"
    assert list(out.iterdir()) == []


def test_a_file_that_goes_away_while_it_is_read_is_told_apart_from_a_full_disk(tmp_path: Path) -> None:
    path, out = tmp_path / "file.csv", tmp_path / "out"
    path.write_text("a,b\n1,x\n2,y\n")
    out.mkdir()

    class Leaving(Silent):
        def progress(self, fraction: float, key: str, **facts: object) -> None:
            path.unlink(missing_ok=True)

    with pytest.raises(InputError) as error:
        run({"path": str(path), "name": "x"}, out, Leaving())

    assert error.value.key == "data.changed_while_read"


def test_rows_set_aside_and_open_questions_are_in_the_result(tmp_path: Path) -> None:
    path, out = tmp_path / "file.csv", tmp_path / "out"
    path.write_text("a,when\n1,03/04/2026\nbroken\n2,05/06/2026\n")
    out.mkdir()

    made = run({"path": str(path), "name": "x", "choices": {"bad_rows": "set_aside"}}, out, Silent())

    assert (made["rows"], made["rejected_rows"], made["files"]["rejects"]) == (2, 1, "rejects.csv")
    assert (out / "rejects.csv").read_text().splitlines()[1:] == ["3,cells,1,2,broken"]
    assert [(one["choice"], one["columns"]) for one in made["questions"]] == [("dates", ("when",))]
    assert "rows_set_aside" in [one.kind for one in read_profile(out / "profile.json").findings]
    assert made["origin"]["reading"]["bad_rows"] == "set_aside"


def test_marks_for_missing_hold_in_columns_whose_type_is_asked_for_too(tmp_path: Path) -> None:
    path, out = tmp_path / "file.csv", tmp_path / "out"
    path.write_text("a,b\n1,x\n-200,y\n3,-200\n")
    out.mkdir()

    made = run(
        {"path": str(path), "name": "x", "choices": {"missing": "-200"}, "columns": {"a": {"type": "number"}}}, out, Silent()
    )

    assert page(out / "data.parquet", 0, 3) == [(1, "x"), (None, "y"), (3, None)]
    assert [tuple(one["missing"]) for one in made["columns"]] == [("-200",), ("-200",)]
