"""The profile job: a bare file is read, measured and inspected in one go."""

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import quality, read_profile


@pytest.fixture
def file(tmp_path):
    rows = ["level,depth,code,failed"]
    for row in range(400):
        failed = row % 20 == 0
        level, depth = (-200, -200) if row % 50 == 7 else (20 + row * 7 % 31, 40 + row * 11 % 37)
        rows.append(f"{level},{depth},{'E7' if failed and row % 40 == 0 else ''},{int(failed)}")
    path = tmp_path / "machines.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def profiled(file, tmp_path, **more):
    out = tmp_path / "out"
    out.mkdir()
    told = quality.profile({"path": str(file), "name": "machines", **more}, out, Silent())
    return told, quality.read_findings(out / told["files"]["findings"]), out


def test_every_finder_looks_at_a_bare_file(file, tmp_path):
    told, found, out = profiled(file, tmp_path)

    mark = next(one for one in found if one.kind == "sentinel")
    assert (mark.columns, mark.rows, mark.remedies[0].params["columns"]) == (("level", "depth"), 8, ["level", "depth"])
    assert not any(one.kind == "leak" for one in found)
    assert read_profile(out / told["files"]["profile"]).rows == told["rows"] == 400


def test_with_a_target_those_look_that_need_one(file, tmp_path):
    _, found, _ = profiled(file, tmp_path, target="failed")

    assert ("leak", ("code",)) in {(one.kind, one.columns) for one in found}
    assert any(one.kind == "imbalance" for one in found)


def test_a_target_that_is_not_there_is_refused_with_words(file, tmp_path):
    with pytest.raises(InputError) as refused:
        profiled(file, tmp_path, target="nothing")

    assert (refused.value.key, refused.value.facts["column"]) == ("problem.no_such_column", "nothing")
