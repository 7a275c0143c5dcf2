"""The way from exec to the first paint: short, and without heavy libraries."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mlworkbench.ui import start
from mlworkbench.ui.live import Live

ROOT = Path(__file__).parents[2]
HEAVY = "numpy pandas matplotlib sklearn duckdb pyarrow onnxruntime onnx xgboost scipy sqlalchemy alembic pydantic"

PAINTED = f"""
import sys
from mlworkbench.ui import start
code = start.run()
found = sorted(set(sys.modules) & set("{HEAVY}".split()))
print("heavy:", *found)
sys.exit(code)
"""


def painted(tmp_path, *arguments):
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "MLWORKBENCH_HOME": str(tmp_path / "user"),
        "MLWORKBENCH_EXIT_AFTER_PAINT": "1",
    }
    return subprocess.run([sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_the_first_paint_needs_nothing_heavy(tmp_path):
    ended = painted(tmp_path, "-c", PAINTED)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == "heavy:"


def test_measured_it_prints_the_seconds_from_exec_and_leaves(tmp_path):
    ended = painted(tmp_path, "-m", "mlworkbench")

    assert ended.returncode == 0, ended.stderr
    assert 0 < float(ended.stdout) < 60


def test_it_starts_where_the_settings_are_damaged_and_says_so(tmp_path):
    home = tmp_path / "user"
    home.mkdir()
    (home / "settings.json").write_text("{]", "utf-8")

    ended = painted(tmp_path, "-m", "mlworkbench")

    assert ended.returncode == 0, ended.stderr
    assert (home / "settings.damaged.json").is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's note of when a process began")
def test_seconds_since_exec_grow():
    first = start.seconds_since_exec()

    assert 0 < first <= start.seconds_since_exec()


def test_a_job_that_has_said_nothing_yet_is_news_all_the_same(qtbot, opened):
    live = Live(opened)
    heard = []
    live.news.connect(heard.append)

    job = opened.start("import", {})

    qtbot.waitUntil(lambda: job.id in [getattr(event, "job", None) for event in heard])
    live.close()
