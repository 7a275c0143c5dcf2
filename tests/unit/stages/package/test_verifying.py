"""Verify says what holds and what does not, and never stops half way."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlworkbench.base.digest import digest_file
from mlworkbench.base.report import Silent
from mlworkbench.scoring import scorer
from mlworkbench.scoring.scorer import Scores
from mlworkbench.stages import package
from tests import tiny


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.packed(tmp_path_factory.mktemp("packed"))


def verify(*packages: Path, files: tuple[tuple[Path, str], ...] = ()) -> dict[str, Any]:
    spec = {"packages": [str(path) for path in packages], "files": [[str(path), name] for path, name in files]}
    return package.verify(spec, Path(), Silent())


def keys(told: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(check["key"], check["ok"]) for check in told["checks"]]


def test_a_package_as_it_was_built_holds(packed: Path) -> None:
    told = verify(packed)

    assert told["ok"]
    assert keys(told) == [("package.check_opens", True), ("package.check_golden_exact", True)]
    assert all("model.mlpkg" in check["detail"] for check in told["checks"])


def test_a_damaged_package_is_told_and_the_others_are_checked(packed: Path, tmp_path: Path) -> None:
    content = bytearray(packed.read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "bad.mlpkg").write_bytes(bytes(content))

    told = verify(tmp_path / "bad.mlpkg", tmp_path / "none.mlpkg", packed)

    assert not told["ok"]
    assert [ok for _, ok in keys(told)] == [False, False, True, True]
    assert told["checks"][1]["key"] == "package.missing"


def shifted(monkeypatch: pytest.MonkeyPatch, shift: Any) -> None:
    """A machine whose arithmetic gives other scores."""
    real = scorer.Scorer.score

    def score(self: Any, columns: Any) -> Scores:
        found = real(self, columns)
        shift(found)
        return found

    monkeypatch.setattr(scorer.Scorer, "score", score)


def test_another_machine_is_judged_within_the_bounds_and_it_says_so(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shifted(monkeypatch, lambda found: np.nextafter(found.probability, 2, out=found.probability))

    told = verify(packed)

    assert told["ok"] and keys(told)[1] == ("package.check_golden_near", True)
    assert told["checks"][1]["facts"]["near"] == 200


def test_raw_scores_of_trees_have_no_bounds(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shifted(monkeypatch, lambda found: np.nextafter(found.raw, 9, out=found.raw))

    told = verify(packed)

    assert not told["ok"] and keys(told)[1] == ("package.check_golden_differs", False)


def test_linear_raw_scores_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tiny.packed(tmp_path, linear=True)
    shifted(monkeypatch, lambda found: np.nextafter(found.raw, 9, out=found.raw))

    assert verify(path)["ok"]


def test_another_class_is_never_within_the_bounds(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shifted(monkeypatch, lambda found: found.label.__setitem__(0, 1 - found.label[0]))

    assert not verify(packed)["ok"]


def test_files_are_compared_with_their_hashes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"b")
    right = digest_file(tmp_path / "a")

    told = verify(files=((tmp_path / "a", right), (tmp_path / "b", right), (tmp_path / "c", right)))

    assert keys(told) == [
        ("package.check_file", True),
        ("package.check_file_differs", False),
        ("package.check_file_missing", False),
    ]
