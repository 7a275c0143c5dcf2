"""The program proves itself from source exactly as the built one does, and leaves no part out."""

import json
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_every_part_of_every_registry_is_tried_and_holds() -> None:
    from mlworkbench.jobs.tasks import TASKS
    from mlworkbench.stages.data import IMPORTERS
    from mlworkbench.stages.evaluate import METRICS
    from mlworkbench.stages.package import TARGETS
    from mlworkbench.stages.prepare import STEPS
    from mlworkbench.stages.train import ALGORITHMS

    ran = subprocess.run([sys.executable, "-m", "mlworkbench", "selftest", "--json"], capture_output=True, text=True, timeout=170)

    told = json.loads(ran.stdout)
    failed = [f"{check['name']}: {check['detail']}" for check in told["checks"] if not check["ok"]]
    assert not failed
    assert (ran.returncode, told["ok"], ran.stderr) == (0, True, "")
    names = {check["name"] for check in told["checks"]}
    assert {f"importer {one.name}" for one in IMPORTERS} <= names
    assert {f"step {one.name}" for one in STEPS} <= names
    assert {f"metric {one.name} {task}" for one in METRICS for task in one.tasks} <= names
    assert {f"algorithm {one.name} {task}" for one in ALGORITHMS for task in one.tasks} <= names
    assert {f"target {one.name}" for one in TARGETS} <= names
    assert {f"job {one.name}" for one in TASKS} <= names
    assert {"main job", "verify and score", "offline", "offline in C", "window en", "window ko"} <= names
    assert any(name.startswith("old project ") for name in names)
