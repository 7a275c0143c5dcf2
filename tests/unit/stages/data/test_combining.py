"""Several files as one table: columns matched by name, gaps told, every file with its origin."""

from pathlib import Path

import pytest
from pyarrow import parquet as pq

from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import read_profile, run


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_files_are_put_one_below_the_other_by_the_names_of_their_columns(tmp_path: Path) -> None:
    one = written(tmp_path / "jan.csv", "day,sold\n2026-01-30,5\n2026-01-31,7\n")
    two = written(tmp_path / "feb.csv", "sold;shop;day\n1,5;north;2026-02-01\n")

    made = run({"path": str(one), "more": [str(two)], "source_file": True, "name": "x"}, tmp_path, Silent())

    cells = pq.read_table(tmp_path / "data.parquet").to_pydict()
    assert [column["name"] for column in made["columns"]] == ["day", "sold", "shop", "source_file"]
    assert cells["sold"] == [5.0, 7.0, 1.5]
    assert cells["shop"] == [None, None, "north"]
    assert cells["source_file"] == ["jan.csv", "jan.csv", "feb.csv"]
    assert (made["origin"]["file_name"], made["origin"]["sha256"]) == ("jan.csv", digest_file(one))
    assert [(other["file_name"], other["sha256"]) for other in made["others"]] == [("feb.csv", digest_file(two))]
    lacking = [note for note in read_profile(tmp_path / "profile.json").findings if note.kind == "column_lacking"]
    assert [(note.columns, note.rows) for note in lacking] == [(("shop",), 2)]


def test_a_column_of_two_kinds_becomes_text(data: Path, tmp_path: Path) -> None:
    one = written(tmp_path / "a.csv", "mychar,mynum\nx,many\ny,few\n")

    made = run({"path": str(data / "files" / "sample.sav"), "more": [str(one)], "name": "x"}, tmp_path, Silent())

    cells = pq.read_table(tmp_path / "data.parquet").to_pydict()
    assert made["rows"] == 7
    assert cells["mynum"] == ["1.1", "1.2", "-1000.3", "-1.4", "1000.3", "many", "few"]


def test_a_file_without_a_shared_column_is_refused(tmp_path: Path) -> None:
    one, two = written(tmp_path / "a.csv", "a,b\n1,2\n3,4\n"), written(tmp_path / "b.csv", "c,d\n1,2\n3,4\n")

    with pytest.raises(InputError) as refused:
        run({"path": str(one), "more": [str(two)], "name": "x"}, tmp_path, Silent())

    assert (refused.value.key, refused.value.facts["file"]) == ("data.nothing_shared", "b.csv")
