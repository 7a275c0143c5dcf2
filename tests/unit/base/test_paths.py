"""Where things lie on each system."""

import sys
from pathlib import Path

import pytest

from mlworkbench.base import paths


def test_resources_are_beside_the_package_in_a_checkout():
    assert paths.resource("text", "en.toml").is_file()
    assert paths.resources().parent == Path(paths.__file__).parents[2]


def test_resources_are_inside_the_bundle_of_a_built_program(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)

    assert paths.resource("text") == tmp_path / "resources" / "text"


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "me/.local/share/mlworkbench"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/mlworkbench"),
        ("linux", {"XDG_DATA_HOME": ""}, "me/.local/share/mlworkbench"),
        ("darwin", {}, "me/Library/Application Support/mlworkbench"),
        ("win32", {"APPDATA": "/roaming"}, "/roaming/mlworkbench"),
        ("win32", {}, "me/mlworkbench"),
        ("linux", {"MLWORKBENCH_HOME": "/elsewhere"}, "/elsewhere"),
        ("win32", {"MLWORKBENCH_HOME": "/elsewhere", "APPDATA": "/roaming"}, "/elsewhere"),
    ],
)
def test_the_home_of_the_user(monkeypatch, platform, environment, expected):
    for variable in ("MLWORKBENCH_HOME", "XDG_DATA_HOME", "APPDATA"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", staticmethod(lambda: Path("me")))

    assert paths.home().as_posix() == expected


def test_what_was_begun_is_removed_where_that_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = tmp_path / "begun.part"
    begun.write_bytes(b"half")

    paths.discard(begun)
    paths.discard(begun)
    assert not begun.exists()

    def refused(self: Path) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", refused)
    paths.discard(begun)


def test_a_taken_name_is_numbered_and_what_no_system_allows_is_replaced(tmp_path):
    (tmp_path / "churn.mlpkg").touch()
    (tmp_path / "churn-2.mlpkg").touch()

    assert paths.free(tmp_path, "churn", ".mlpkg") == tmp_path / "churn-3.mlpkg"
    assert paths.free(tmp_path, '고객: a/b "c"?') == tmp_path / "고객- a-b -c"
    assert paths.free(tmp_path, " . ") == tmp_path / "model"
