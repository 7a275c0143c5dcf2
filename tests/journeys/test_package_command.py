"""The command `package`: builds what ships from the model under judgement, or from one that is named."""

import pytest


def test_it_packages_the_model_under_judgement_and_tells_the_proofs(own, tmp_path):
    command, project = own
    chosen = command("evaluate", project, "--recall", 0.95, "--json").json["model"]

    said = command("package", project, "--out", tmp_path / "ours.mlpkg", "--json")

    assert said.code == 0, said.err
    told = said.json
    assert told["model"]["id"] == chosen["id"]
    assert told["path"] == str(tmp_path / "ours.mlpkg")
    assert told["size"] == (tmp_path / "ours.mlpkg").stat().st_size
    assert {one["kind"]: one["different"] for one in told["proofs"]}["golden"] == 0
    assert all(one["compared"] > 0 for one in told["proofs"])
    assert command("verify", tmp_path / "ours.mlpkg").code == 0
    assert command("show", project, "--json").json["packages"][0]["identifier"] == told["identifier"]


@pytest.mark.slow
def test_a_named_model_goes_to_a_free_name_and_the_proofs_are_shown(own):
    command, project = own
    second = command("evaluate", project, "--model", 2, "--json").json["model"]

    shown = command("package", project, "--model", 2, "--lang", "ko")

    assert shown.code == 0, shown.err
    assert second["name"] in shown.out and "골든 행 다시 예측" in shown.out
    assert len(list(project.rglob("*.mlpkg"))) >= 1


@pytest.mark.slow
def test_a_rejected_model_is_refused_as_in_the_window(own):
    command, project = own
    rejected = command("evaluate", project, "--reject", "no better than chance", "--json").json["model"]["id"]

    said = command("package", project, "--model", rejected, "--json")

    assert (said.code, said.error["key"]) == (2, "package.rejected")
    assert "no better than chance" in said.error["message"]


@pytest.mark.parametrize(
    ("words", "key"),
    [(["--model", "9"], "cli.no_such_model"), (["--out", "no/such/folder/a.mlpkg"], "package.bad_place")],
)
def test_a_wrong_choice_is_named_and_nothing_is_built(trained, words, key):
    command, project = trained

    said = command("package", project, *words, "--json")

    assert (said.code, said.error["key"]) == (2, key)
    assert command("show", project, "--json").json["packages"] == []
