"""The job look: what files would become, what they leave open, and what may help where they cannot be read."""

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages import data
from mlworkbench.stages.data import looking


@pytest.fixture
def look(tmp_path):
    """`look("a,b\\n1,2\\n", choices={…})` is what a look at a file of this content tells."""

    def at(*contents, encoding="utf-8", **spec):
        paths = []
        for number, content in enumerate(contents):
            path = tmp_path / f"file_{number}.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
            paths.append(str(path))
        return data.looked(data.look({"paths": paths, **spec}, tmp_path / "out", Silent()))

    return at


def test_guesses_types_and_rows_are_told(look):
    [file] = look("name;size;kind\nAdler;1,5;a\n참새;;b\nMeise;12,25;a\n").files

    params = {one.name: one for one in file.params}
    assert (params["delimiter"].value, params["delimiter"].given) == (";", False)
    assert [(one.name, one.type) for one in file.columns][1:] == [("size", "number"), ("kind", "category")]
    assert file.rows == file.seen == 3
    assert file.typed[1] == ("참새", None, "b")


def test_rows_as_written_keep_the_signs_of_the_file(look):
    [file] = look("name;size\nAdler;1.234,5\nMeise;12,25\nSpatz;3.000,75\n").files

    assert file.raw == (("Adler", "1.234,5"), ("Meise", "12,25"), ("Spatz", "3.000,75"))
    assert file.typed[0] == ("Adler", 1234.5)


def test_the_mapping_told_opens_the_file_the_same_way(look):
    content = "name;size\na;1,5\nb;2,25\n"
    first = look(content).files[0]

    again = look(content, choices={one.name: one.value for one in first.params}).files[0]

    assert again.typed == first.typed
    assert [one.type for one in again.columns] == [one.type for one in first.columns]


def test_an_ambiguous_date_is_asked_and_the_answer_settles_it(look):
    content = "id,when\n" + "".join(f"{at},0{at % 9 + 1}/0{at * 2 % 9 + 1}/2026\n" for at in range(1, 30))
    [question] = look(content).files[0].questions

    answered = look(content, choices={question.choice: question.options[0]}).files[0]

    assert question.columns == ("when",)
    assert not answered.questions
    assert answered.columns[1].type == "date"


def test_a_file_that_cannot_be_read_tells_the_place_and_steps_that_are_there(look):
    file = look("a,b,c\n1,2,3\n4,5\n6,7,8\n").files[0]

    assert file.error.key == "data.ragged"
    assert file.error.facts["piece"] == "4,5"
    assert ("bad_rows", "set_aside") in [(step.choice, step.value) for step in file.error.steps]
    [step] = [one for one in file.error.steps if one.choice == "bad_rows"]
    assert look("a,b,c\n1,2,3\n4,5\n6,7,8\n", choices={step.choice: step.value}).files[0].rows == 2


def test_only_encodings_in_which_the_file_is_sound_are_offered(look, tmp_path):
    path = tmp_path / "korean.csv"
    path.write_bytes("이름,값\n가나다,1\n".encode("cp949"))

    assert looking._importer(path, {}).name == "csv"
    from mlworkbench.stages.data.remedying import _sound

    assert _sound(path, "cp949")
    assert not _sound(path, "utf-8")


def test_cells_that_are_not_as_asked_are_told_and_the_rest_is_shown(look):
    file = look("id,size\na,2\nb,none here\nc,4\n", columns={"size": {"type": "number"}}).files[0]

    assert file.problem.key == "data.cells_not_as_asked"
    assert (file.problem.facts["row"], file.problem.facts["found"]) == (2, "none here")
    assert {step.choice for step in file.problem.steps} == {"column_type", "column_missing", "bad_rows"}
    assert len(file.typed) == 2


def test_a_column_left_out_stays_in_the_list_without_a_type(look):
    file = look("id,size\n1,2\n2,3\n", columns={"id": {"skip": True}}).files[0]

    assert [(one.name, one.include, one.type) for one in file.columns] == [("id", False, None), ("size", True, "number")]


def test_types_come_from_the_beginning_only(look, monkeypatch):
    monkeypatch.setattr(looking, "SEEN", 10)

    file = look("v\n" + "1\n" * 10 + "x\n").files[0]

    assert (file.rows, file.seen, file.columns[0].type) == (11, 10, "number")


def test_of_a_very_large_text_file_the_beginning_is_looked_at(look, monkeypatch):
    monkeypatch.setattr(looking, "LARGE", 10_000)
    monkeypatch.setattr(looking, "BEGINNING", 8_000)

    file = look("a,b\n" + "1,2\n" * 5_000).files[0]

    assert file.rows is None
    assert 4_096 < file.size_seen <= 8_000


def test_files_are_compared_by_their_columns(look):
    looked = look("a,b\n1,2\n", "b,a\n1,2\n", "a,c\n1,2\n")

    assert [(one.name, one.lacking, one.foreign, one.order) for one in looked.differences] == [
        ("file_1.csv", (), (), True),
        ("file_2.csv", ("b",), ("c",), False),
    ]


def test_a_folder_stands_for_its_files_and_one_without_any_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("a\n1\n2\n", "utf-8")
    (tmp_path / "b.csv").write_text("a\n3\n4\n", "utf-8")
    (tmp_path / "notes.md").write_text("# no data", "utf-8")
    (tmp_path / "empty").mkdir()

    assert [path.name for path in looking.listed([tmp_path])] == ["a.csv", "b.csv"]
    with pytest.raises(InputError):
        looking.listed([tmp_path / "empty"])


def test_a_folder_is_as_large_as_its_files(tmp_path):
    for label in ("ham", "spam"):
        (tmp_path / "mails" / label).mkdir(parents=True)
        (tmp_path / "mails" / label / "a.txt").write_text("hello", "utf-8")

    [file] = data.looked(data.look({"paths": [str(tmp_path / "mails")]}, tmp_path / "out", Silent())).files

    assert (file.rows, file.size) == (2, 10)
