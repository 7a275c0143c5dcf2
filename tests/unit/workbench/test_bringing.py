"""Other files through the verbs: what a file says of its columns is in the dictionary, and every file has its origin."""

from base64 import b64decode

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Entry
from tests.ui.pages import playing


@pytest.fixture
def survey(data):
    return data / "files" / "sample.sav"


def test_labels_of_variables_become_descriptions_unless_someone_wrote_one(opened, runner, survey):
    opened.data.write_entries([Entry("mynum", description="measured by hand"), Entry("mylabl", unit="code")])

    playing.do(runner, opened.data.add(survey))

    entries = opened.data.entries()
    assert entries["myord"] == Entry("myord", description="ordinal")
    assert entries["mynum"].description == "measured by hand"
    assert (entries["mylabl"].unit, entries["mylabl"].description) == ("code", "labeled")


def test_several_files_are_one_version_with_the_origin_of_each(opened, runner, survey, tmp_path):
    more = tmp_path / "more.csv"
    more.write_text("mychar,mynum\nx,1\ny,2\n", "utf-8")

    playing.do(runner, opened.data.add(survey, more=[more], source_file=True))

    dataset = opened.data.current()
    assert dataset.rows == 7
    assert (dataset.origin.file_name, [one.file_name for one in dataset.others]) == ("sample.sav", ["more.csv"])
    assert dataset.columns[-1].name == "source_file"


def test_a_folder_of_images_is_a_version(opened, runner, tmp_path):
    dot = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")
    for label in ("ok", "ng"):
        (tmp_path / "boards" / label).mkdir(parents=True)
        (tmp_path / "boards" / label / "a.png").write_bytes(dot)

    playing.do(runner, opened.data.add(tmp_path / "boards"))

    dataset = opened.data.current()
    assert (dataset.rows, dataset.name, dataset.origin.importer) == (2, "boards", "image_folder")
    assert (dataset.origin.size, len(dataset.origin.sha256)) == (2 * len(dot), 64)


def test_joined_keys_that_were_found_are_recorded(opened, runner, tmp_path):
    first, second = tmp_path / "orders.csv", tmp_path / "customers.csv"
    first.write_text("order,customer\n" + "".join(f"{number},c{number % 7}\n" for number in range(30)), "utf-8")
    second.write_text("customer,city\n" + "".join(f"c{number},t{number}\n" for number in range(6)), "utf-8")
    playing.do(runner, opened.data.add(first))

    playing.do(runner, opened.data.change("join", {"path": str(second)}))

    dataset = opened.data.current()
    assert dataset.change.params["keys"] == {"customer": "customer"}
    assert [column.name for column in dataset.columns] == ["order", "customer", "city"]
    assert dataset.others[0].file_name == "customers.csv"


def test_rows_that_were_set_aside_can_be_had_as_a_file(opened, runner, tmp_path):
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("a,b\n1,2\n3\n" + "4,5\n" * 20 + "6,7,=8\n", "utf-8")
    playing.do(runner, opened.data.add(ragged, bad_rows="set_aside"))

    rows = opened.data.save_rejects(tmp_path / "aside.csv")

    lines = (tmp_path / "aside.csv").read_text("utf-8").splitlines()
    assert rows == 2 == len(lines) - 1
    assert lines[0] == "line,reason,found,expected,piece"
    assert [line.split(",")[0] for line in lines[1:]] == ["3", "24"]


def test_where_no_row_was_set_aside_or_the_place_cannot_be_written_it_is_said(opened, runner, tmp_path):
    whole, ragged = tmp_path / "whole.csv", tmp_path / "ragged.csv"
    whole.write_text("a,b\n1,2\n", "utf-8")
    ragged.write_text("a,b\n1,2\n3\n4,5\n", "utf-8")
    playing.do(runner, opened.data.add(whole))
    with pytest.raises(InputError) as none:
        opened.data.save_rejects(tmp_path / "aside.csv")
    playing.do(runner, opened.data.add(ragged, bad_rows="set_aside"))

    with pytest.raises(InputError) as nowhere:
        opened.data.save_rejects(tmp_path / "gone" / "aside.csv")

    assert (none.value.key, nowhere.value.key) == ("data.no_rejects", "data.rejects_not_written")
    assert not (tmp_path / "aside.csv").exists()


def test_what_several_files_set_aside_is_kept_with_the_name_of_each(opened, runner, tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text("a,b\n1,2\n3\n4,5\n", "utf-8")

    playing.do(runner, opened.data.add(tmp_path / "one.csv", more=[tmp_path / "two.csv"], bad_rows="set_aside"))

    assert (opened.data.current().rows, opened.data.save_rejects(tmp_path / "aside.csv")) == (4, 2)
    lines = (tmp_path / "aside.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[-1] for line in lines] == ["file", "one.csv", "two.csv"]


@pytest.mark.parametrize("kind", ["append", "join"])
def test_rows_of_a_further_file_that_were_set_aside_are_kept_with_the_version(opened, runner, tmp_path, kind):
    (tmp_path / "one.csv").write_text("a,b\n1,2\n3,4\n", "utf-8")
    (tmp_path / "two.csv").write_text("a,c\n1,2\n3\n5,6\n7,8\n", "utf-8")
    playing.do(runner, opened.data.add(tmp_path / "one.csv"))

    told = {"path": str(tmp_path / "two.csv"), "choices": {"bad_rows": "set_aside"}}
    playing.do(runner, opened.data.change(kind, told))

    assert opened.data.current().number == 2
    assert opened.data.save_rejects(tmp_path / "aside.csv") == 1


def test_rows_set_aside_once_are_not_passed_over_in_the_next_file(opened, runner, tmp_path):
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("a,b\n1,2\n3\n4,5\n", "utf-8")
    playing.do(runner, opened.data.add(ragged, bad_rows="set_aside"))
    contract = opened.data.contract()

    job = playing.do(runner, opened.data.check(ragged, contract))

    assert "bad_rows" not in contract.reading
    assert (job.state, job.error.key) == ("failed", "data.ragged")
