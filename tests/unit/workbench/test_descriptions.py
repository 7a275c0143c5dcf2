"""What a file that is brought beside the data says of its columns goes into the dictionary, under the names they get there."""

from mlworkbench.base.records import Entry
from tests.ui.pages import playing


def test_a_joined_file_describes_its_columns_under_their_new_names(opened, runner, data, tmp_path):
    orders = tmp_path / "orders.csv"
    orders.write_text("letter,mynum\n" + "".join(f"{letter},{number}\n" for number, letter in enumerate("abcde")), "utf-8")
    playing.do(runner, opened.data.add(orders))
    opened.data.write_entries([Entry("myord", description="ours")])

    keys = {"letter": "mychar"}
    playing.do(runner, opened.data.change("join", {"path": str(data / "files" / "sample.sav"), "keys": keys}))

    entries = opened.data.entries()
    assert (entries["mynum_2"].description, entries["mylabl"].description) == ("numeric", "labeled")
    assert entries["myord"].description == "ours"
    assert "mynum" not in entries and "mychar" not in entries


def test_an_appended_file_describes_the_columns_it_shares(opened, runner, data, tmp_path):
    first = tmp_path / "first.csv"
    first.write_text("mychar,mynum\nx,1\ny,2.5\n", "utf-8")
    playing.do(runner, opened.data.add(first))

    playing.do(runner, opened.data.change("append", {"path": str(data / "files" / "sample.sav"), "foreign": "leave_out"}))

    assert set(opened.data.entries()) == {"mychar", "mynum"}
    assert opened.data.entries()["mynum"].description == "numeric"
