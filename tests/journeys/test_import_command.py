"""The commands `import`, `contract`, `check` and `profile` with reading choices."""

import json

import pytest

MONTH = "id;amount;when\n" + "".join(f"{at};{at},5;0{at % 9 + 1}/0{at * 2 % 9 + 1}/2026\n" for at in range(1, 40))


@pytest.fixture
def project(tmp_path):
    """Not there yet: the first import makes it."""
    return tmp_path / "sales"


@pytest.mark.slow
def test_a_question_is_told_with_its_option_and_the_contract_holds_the_next_file(command, project, tmp_path):
    first, second, held = tmp_path / "jan.csv", tmp_path / "feb.csv", tmp_path / "held.json"
    first.write_text(MONTH, "utf-8")
    second.write_text(MONTH.replace("3,5;", "much;", 1), "utf-8")

    asked = command("import", project, first, "--json")
    assert asked.code == 0, asked.err
    assert asked.json["questions"][0]["answers"] == ["--dates day_first", "--dates month_first"]
    assert command("import", project, first, "--dates", "day_first", "--column", "id=text", "--json").json["questions"] == []

    assert command("contract", project, "-o", held).code == 0
    assert json.loads(held.read_text("utf-8"))["reading"]["dates"] == "day_first"
    assert command("check", first, "--contract", held).code == 0
    broken = command("check", second, "--contract", held, "--json")
    assert broken.code == 2
    assert [(one["row"], one["column"]) for one in broken.json["problems"]] == [(3, "amount")]
    assert command("import", project, second, "--contract", held).code == 2
    kept = command("import", project, second, "--contract", held, "--bad-rows", "set_aside", "--json")
    assert (kept.code, kept.json["rows"]) == (0, 38)


def test_a_profile_is_json_with_meaning_and_one_html_file_without_address(command, tmp_path):
    file, page = tmp_path / "jan.csv", tmp_path / "jan.html"
    file.write_text(MONTH, "utf-8")

    told = command("profile", file, "--dates", "month_first", "--html", page, "--json")

    assert told.code == 0, told.err
    assert {"name", "type", "meaning", "missing", "distinct"} <= set(told.json["columns"][0])
    assert {"kind", "columns", "severity", "rows"} <= set(told.json["findings"][0])
    assert "id" in {one["kind"] for one in told.json["findings"]}
    refused = command("profile", file, "--target", "profit", "--json")
    assert (refused.code, refused.error["key"]) == (2, "problem.no_such_column")
    written = page.read_text("utf-8")
    assert "http:" not in written
    assert "https:" not in written
    assert "<script" not in written


def test_a_wrong_option_is_refused_with_words(command, project, tmp_path):
    file = tmp_path / "jan.csv"
    file.write_text(MONTH, "utf-8")

    wrong = command("import", project, file, "--column", "amount", "--json")

    assert (wrong.code, wrong.error["key"]) == (2, "cli.bad_column")
