"""The command `rows`: in another order, only some of them, as a table, as JSON and as a file."""

import csv

import pytest

from mlworkbench.workbench import Workbench

PEOPLE = "name,note,age\nKim,=1+2,31\nLee,plain,7.5\nPark,@home,\nChoi,plain,12\n"


@pytest.mark.slow
def test_rows_are_sorted_filtered_searched_and_written(command, tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    bench = Workbench(tmp_path / "other")
    bench.home.create(tmp_path / "people", "People")
    bench.wait(bench.data.add(tmp_path / "people.csv"))
    bench.close()
    project, out = tmp_path / "people", tmp_path / "out.csv"

    told = command("rows", project, "--sort", "-age", "--where", "age >= 7.5", "--limit", "2", "--json")
    assert told.code == 0, told.err
    assert (told.json["rows"], told.json["of"], [one["row"] for one in told.json["shown"]]) == (3, 4, [1, 4])
    assert command("rows", project, "--search", "PLAIN", "--json").json["rows"] == 2

    assert command("rows", project, "--sort", "name", "--out", out).code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert [row[:3] for row in csv.reader(file)][1:3] == [["4", "Choi", "plain"], ["1", "Kim", "'=1+2"]]
    wrong = command("rows", project, "--where", "age > old")
    assert (wrong.code, "age" in wrong.err) == (2, True)
    assert command("rows", project, "--out", tmp_path / "out.txt").code == 2
