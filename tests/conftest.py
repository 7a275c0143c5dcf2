"""What every test stands on: no display, no network telemetry, a home of its own, English."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")  # tests run side by side; what needs more threads says so
if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from hypothesis import settings

from mlworkbench.base import words

settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, recent projects and loose jobs of one test, seen by its child processes too."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("MLWORKBENCH_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANG", "C.UTF-8")
    for variable in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    words.set_language("en")
    yield
    words.set_language("en")


@pytest.fixture
def tool() -> Callable[[str], str]:
    """`tool("strace")` is the path of a system tool. Without it the test fails in CI and is skipped elsewhere."""

    def find(name: str) -> str:
        if path := shutil.which(name):
            return path
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not installed: run `make setup`")
        pytest.skip(f"{name} is not installed")

    return find


@pytest.fixture
def data() -> Path:
    """The small real files that tests read."""
    return Path(__file__).parent / "data"
