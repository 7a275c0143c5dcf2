"""A package is a function of its spec alone, and is proved before it is handed over."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import JobError
from mlworkbench.base.registry import Registry
from mlworkbench.base.report import Silent
from mlworkbench.scoring.package import MANIFEST, open_package
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.stages import package
from mlworkbench.stages.package import TARGETS, building, drawing, golden, proving
from mlworkbench.stages.package.sameness import Rule, equal_bits, identical, rule_for
from tests import tiny

TASKS = ["binary", "multiclass", "regression"]


@pytest.mark.parametrize("task", TASKS)
def test_the_same_spec_gives_the_same_bytes(task: Any, tmp_path: Path) -> None:
    first, second = tiny.packed(tmp_path / "one", task), tiny.packed(tmp_path / "two", task)

    assert digest_file(first) == digest_file(second)
    assert open_package(first).identifier == open_package(second).identifier


def test_another_model_gives_another_identifier(tmp_path: Path) -> None:
    trees, linear = tiny.packed(tmp_path / "one"), tiny.packed(tmp_path / "two", linear=True)

    assert open_package(trees).identifier != open_package(linear).identifier


def test_files_stand_in_a_fixed_order_with_a_fixed_date(tmp_path: Path) -> None:
    with zipfile.ZipFile(tiny.packed(tmp_path)) as archive:
        entries = archive.infolist()

    assert [entry.filename for entry in entries] == [MANIFEST, "card.md", "golden.jsonl", "LICENSES", "model.onnx"]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}


def test_the_result_tells_what_was_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    spec = tiny.spec(tmp_path)
    out = tmp_path / "out"
    out.mkdir()

    result = package.run(spec, out, Silent())

    assert [path.name for path in out.iterdir()] == [result["file"]] == [result["files"]["file"]]
    assert result["size"] == (out / result["file"]).stat().st_size
    assert result["row_microseconds"] > 0
    assert json.loads(json.dumps(result)) == result
    assert {proof["kind"] for proof in result["proofs"]} >= {"golden", "shipped", "single", "adversarial_batches"}
    assert all(proof["compared"] and not proof["different"] for proof in result["proofs"])


def test_a_package_that_scores_otherwise_is_not_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = tiny.spec(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    build = building.build

    def with_another_model(spec: Any, model: bytes, rows: Any) -> Any:
        return build(spec, tiny.model(linear=True), rows)

    monkeypatch.setattr(building, "build", with_another_model)

    with pytest.raises(JobError, match=r"package\.not_the_same.*shipped"):
        package.run(spec, out, Silent())
    assert not list(out.iterdir())


def test_a_dense_file_is_stored_so_that_it_is_not_taken_for_a_bomb(tmp_path: Path) -> None:
    from mlworkbench.scoring import archive
    from mlworkbench.stages.package.targets import bundle

    manifest = open_package(tiny.packed(tmp_path)).manifest
    files = {named.path: b"x" for named in manifest.files} | {"model.onnx": bytes(4 << 20)}

    bundle.write(manifest, files, tmp_path / "dense.mlpkg")

    with (tmp_path / "dense.mlpkg").open("rb") as file:
        found = {member.name: member for member in archive.members(file)}
        assert archive.content(file, found["model.onnx"]) == files["model.onnx"]


def test_a_target_of_another_form_is_built_and_proved_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(
        TARGETS["bundle"],
        name="bare",
        suffix=".onnx",
        write=lambda manifest, files, path: path.write_bytes(files["model.onnx"]),
        score=lambda path, columns: Scorer(path.read_bytes()).score(columns),
    )
    monkeypatch.setattr(building, "TARGETS", Registry("target", bare))

    result = package.run(tiny.spec(tmp_path) | {"target": "bare"}, tmp_path, Silent())

    assert (tmp_path / result["file"]).read_bytes() == tiny.model()
    assert not any(proof["different"] for proof in result["proofs"])


def test_the_hold_out_stays_out_of_the_card_while_it_is_sealed(tmp_path: Path) -> None:
    sealed = open_package(tiny.packed(tmp_path / "sealed", evaluated=False))
    looked = open_package(tiny.packed(tmp_path / "looked"))

    assert sealed.manifest.test is None and "has not been tried on sealed rows" in sealed.card
    assert looked.manifest.test is not None and "12 rows that were sealed" in looked.card
    assert package.card(looked).test == {"roc_auc": 0.75}


def test_signs_with_a_meaning_in_markdown_are_made_harmless(tmp_path: Path) -> None:
    spec = tiny.spec(tmp_path) | {"name": "a|b\n# <script> [x](y) `c` *d* _e_"}
    opened = open_package(tmp_path / package.run(spec, tmp_path, Silent())["file"])

    assert opened.card.splitlines()[0] == "# a\\|b \\# \\<script\\> \\[x\\](y) \\`c\\` \\*d\\* \\_e\\_"


# -- golden rows ----------------------------------------------------------------------------


@pytest.mark.parametrize("task", TASKS)
def test_golden_rows_are_the_scores_of_the_model_to_the_last_bit(task: Any, tmp_path: Path) -> None:
    opened = open_package(tiny.packed(tmp_path, task))
    interface = opened.manifest.interface

    found = opened.scorer().score(golden.table_of(opened.golden, interface))

    assert identical(golden.scores_of(opened.golden, interface), found).all()


def test_golden_rows_hold_missing_unseen_and_extreme_cells(tmp_path: Path) -> None:
    rows = open_package(tiny.packed(tmp_path)).golden

    for name in ("size", "on", "kind", "when"):
        assert any(row.inputs[name] is None for row in rows)
    assert any(row.inputs["kind"] in golden.UNSEEN for row in rows)
    assert any(isinstance(row.inputs["size"], float) and row.inputs["size"] > 11 for row in rows)


def test_golden_rows_come_from_the_sealed_rows(tmp_path: Path) -> None:
    data, split = tiny.dataset(tmp_path)

    rows = drawing.draw(data, split, tiny.INPUTS, 600)

    whole = tiny.columns()
    sealed = np.arange(tiny.ROWS) % 5 == 0
    assert np.array_equal(rows["size"], whole["size"][sealed], equal_nan=True)
    assert np.array_equal(rows["when"], whole["when"][sealed])


def test_without_sealed_rows_training_rows_are_drawn(tmp_path: Path) -> None:
    data, split = tiny.dataset(tmp_path, sealed=False)

    assert len(drawing.draw(data, split, tiny.INPUTS, 25)["size"]) == 25


def test_of_a_large_file_only_some_row_groups_are_read(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    count = 10_000
    table = pa.table({"size": np.arange(count) * 1.0, "on": np.arange(count) % 2})
    parquet.write_table(table, tmp_path / "d.parquet", row_group_size=100)
    parquet.write_table(pa.table({"fold": np.arange(count) % 5 - 1}), tmp_path / "s.parquet")

    rows = drawing.draw(tmp_path / "d.parquet", tmp_path / "s.parquet", tiny.INPUTS[:2], 60)["size"]

    assert len(set(rows // 100)) == drawing.MOST_GROUPS
    assert len(set(rows)) == 60 and (rows % 5 == 0).all()


# -- the same ----------------------------------------------------------------------------


def test_trees_must_be_equal_and_sums_of_the_library_nearly() -> None:
    assert rule_for(tiny.model()).exact
    assert not rule_for(tiny.model(linear=True)).exact


def test_one_last_bit_is_seen() -> None:
    scorer = Scorer(tiny.model("multiclass"))
    one, other = (scorer.score(tiny.columns(8)) for _ in range(2))
    other.raw[3, 1] = np.nextafter(other.raw[3, 1], np.inf)

    assert Rule(exact=True).differing(one, other).tolist() == [row == 3 for row in range(8)]
    assert not Rule(exact=False).differing(one, other).any()
    assert identical(one, other).sum() == 7


def test_bits_tell_zero_from_negative_zero() -> None:
    assert equal_bits(np.array([0.0, 0.0, np.nan]), np.array([0.0, -0.0, np.nan])).tolist() == [True, False, True]


def test_another_class_is_a_difference_however_near_the_scores() -> None:
    scorer = Scorer(tiny.model())
    one, other = (scorer.score(tiny.columns(8)) for _ in range(2))
    assert other.label is not None
    other.label[2] = 1 - other.label[2]

    assert Rule(exact=False).differing(one, other).tolist() == [row == 2 for row in range(8)]


def test_one_row_is_timed_alone() -> None:
    assert 0 < proving.row_microseconds(Scorer(tiny.model()), tiny.columns(30)) < 10_000


@pytest.mark.parametrize(("columns", "rows"), [(1, 300), (500, 300), (3000, 50), (10_000, 20), (0, 300)])
def test_of_wide_tables_fewer_rows_are_proved_one_by_one(columns: int, rows: int) -> None:
    assert proving.within(300, 150_000, columns) == rows
