"""How a worker is started, and what that costs the program that starts it."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from mlworkbench.jobs import TASKS, child, worker
from mlworkbench.jobs.worker import THREADS, environment


def test_from_source_this_python_runs_the_module():
    assert worker.command() == [sys.executable, "-P", "-m", "mlworkbench.jobs.worker"]


@pytest.mark.parametrize(("system", "name"), [("linux", "mlworkbench"), ("win32", "mlworkbench.exe")])
def test_built_it_is_the_console_program_beside_the_window(monkeypatch, system, name):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/mlworkbench/mlworkbench-window")
    monkeypatch.setattr(sys, "platform", system)

    assert worker.command() == [str(Path("/opt/mlworkbench") / name), "--worker"]


def test_threads_are_counted_and_telemetry_is_off(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "64")
    found = environment(2)

    assert {found[name] for name in THREADS} == {"2"}
    assert found["ORT_DISABLE_TELEMETRY"] == "1"


def test_every_task_names_a_stage_function():
    assert {"import", "preview", "train", "evaluate", "package", "score", "verify"} <= set(TASKS.names())
    assert all(callable(getattr(import_module(task.module), task.function)) for task in TASKS)


def test_the_network_is_closed_before_anything_is_imported():
    code = """
import sys
from mlworkbench.base import closed
needed = set(sys.modules)
def close_network():
    print(sorted(set(sys.modules) - needed))
    raise SystemExit
closed.close_network = close_network
from mlworkbench.jobs import worker
worker.main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "['mlworkbench.jobs', 'mlworkbench.jobs.worker']"


def test_runner_and_worker_come_without_heavy_libraries():
    code = """
import sys
import mlworkbench.jobs.runner, mlworkbench.jobs.child
heavy = {"numpy", "pandas", "pyarrow", "duckdb", "sklearn", "onnxruntime", "xgboost", "sqlalchemy", "pydantic", "PySide6"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_what_is_made_warm_exists():
    import importlib.util

    assert all(importlib.util.find_spec(name.partition(".")[0]) for name in child.HEAVY)
