"""The command `prepare`: shows and sets the recipe and how rows are split."""

import json

import pytest

from tests.journeys.conftest import Command, stored

STEPS = [
    {"kind": "keep", "columns": ["age", "plan"]},
    {"kind": "ordinal", "columns": ["plan"], "families": ["tree"]},
    {"kind": "one_hot", "columns": ["plan"], "params": {"most": 2}, "families": ["linear"]},
    {"kind": "missing", "params": {"fill": "mean"}, "families": ["linear"]},
]


def churn(folder):
    lines = [
        f"{20 + number % 50},{number % 17},{('Basic', '가족 요금제')[number % 2]},{('no', 'yes')[number % 3 == 0]}"
        for number in range(120)
    ]
    path = folder / "churn.csv"
    path.write_text("age,calls,plan,left\n" + "\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def chosen(tmp_path_factory):
    """A command and a finished project; what is refused leaves it as it is."""
    home = tmp_path_factory.mktemp("chosen")
    command, project = Command(home), home / "churn"
    made = command("auto", churn(home), "--target", "left", "--project", project, "--max-trials", 1, "--json")
    assert made.code == 0, made.err
    return command, project


def test_it_shows_the_recipe_the_split_and_the_rows_of_each_class(chosen):
    command, project = chosen

    told = command("prepare", project, "--json").json

    assert (told["number"], told["suggested"], told["inputs"]) == (1, True, ["age", "calls", "plan"])
    assert [step["kind"] for step in told["recipe"]["steps"]] == ["keep", "one_hot", "missing", "scale"]
    assert told["steps"][1]["columns"] == ["plan"]
    assert told["split"]["classes"] == [{"name": "no", "train": 64, "sealed": 16}, {"name": "yes", "train": 32, "sealed": 8}]
    assert (told["split"]["train"], told["split"]["sealed"]) == (96, 24)


def test_what_it_shows_it_reads_back_as_the_same(chosen, tmp_path):
    command, project = chosen
    shown = command("prepare", project, "--json")
    (tmp_path / "again.json").write_text(shown.out, "utf-8")

    again = command("prepare", project, "--file", tmp_path / "again.json", "--json")

    assert again.json == shown.json


def test_a_recipe_from_a_file_trains_and_the_suggestion_comes_back(command, tmp_path):
    project, file = tmp_path / "churn", tmp_path / "recipe.json"
    made = command("auto", churn(tmp_path), "--target", "left", "--project", project, "--max-trials", 1, "--json")
    assert made.code == 0, made.err
    file.write_text(json.dumps({"steps": STEPS}, ensure_ascii=False), "utf-8")

    words = ("--file", file, "--share", 0.3, "--seed", 5, "--no-stratified", "--json")
    told = command("prepare", project, *words).json

    assert (told["number"], told["suggested"], told["inputs"]) == (2, False, ["age", "plan"])
    assert told["recipe"]["steps"][2]["params"] == {"rare": 0.005, "most": 2, "unseen": "rare"}
    assert told["set_aside"] == [{"column": "calls", "key": "prepare.excluded", "reason": "Left out by your choice."}]
    split = told["split"]
    assert (split["share"], split["stratified"], split["seed"]) == (0.3, False, 5)
    assert split["warning"]["key"] == "prepare.would_mix"  # auto has opened the hold-out
    shown = command("prepare", project, "--lang", "ko")
    assert shown.code == 0
    assert "버전 2" in shown.out
    back = command("prepare", project, "--suggest", "--json").json
    assert (back["number"], back["suggested"]) == (3, True)
    assert [one["number"] for one in back["versions"]] == [1, 2, 3]
    assert back["split"]["seed"] == 5


@pytest.mark.parametrize(
    ("words", "content", "key"),
    [
        (["--share", "0.9"], None, "train.bad_share"),
        (["--seed", "-1"], None, "train.bad_seed"),
        (["--share", "much"], None, "cli.bad_value"),
        (["--suggest"], "{}", "cli.file_or_suggest"),
        ([], "{", "problem.not_json"),
        ([], "[" * 100_000, "problem.not_json"),
        ([], "[]", "prepare.no_steps"),
        ([], '{"step": []}', "prepare.no_steps"),
        ([], '{"steps": [{"columns": []}]}', "prepare.bad_step"),
        ([], '{"steps": [{"kind": "keep", "columns": "age"}]}', "prepare.bad_step"),
        ([], '{"steps": [{"kind": "keep", "columns": ["age"], "param": {}}]}', "prepare.unknown_field"),
        ([], '{"steps": [{"kind": "keep", "columns": ["height"]}]}', "prepare.no_such_column"),
        ([], '{"steps": [{"kind": "keep", "columns": ["left"]}]}', "prepare.target_kept"),
        ([], '{"steps": [{"kind": "scale"}]}', "prepare.keep_first"),
        (["--seed", "9"], '{"steps": [{"kind": "keep", "columns": ["age"]}, {"kind": "sqare"}]}', "plugins.no_such_part"),
        (
            [],
            '{"steps": [{"kind": "keep", "columns": ["age"]}, {"kind": "scale", "params": {"bound": 0}}]}',
            "params.out_of_range",
        ),
    ],
)
def test_a_wrong_choice_is_named_and_nothing_is_written(chosen, tmp_path, words, content, key):
    command, project = chosen
    if content is not None:
        (tmp_path / "recipe.json").write_text(content, "utf-8")
        words = [*words, "--file", tmp_path / "recipe.json"]
    before = stored(project)

    said = command("prepare", project, *words, "--json")

    assert (said.code, said.error["key"]) == (2, key)
    assert stored(project) == before
