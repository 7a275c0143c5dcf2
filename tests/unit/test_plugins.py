"""Plug-ins come in through the registries, by entry point, and cannot take a name in use."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PLUGIN = """
from dataclasses import replace

def register(registries):
    registries.metrics.add(replace(registries.metrics["accuracy"], name="{name}"))
"""
ASK = """
from mlworkbench import plugins
from mlworkbench.base.errors import InputError
try:
    print(plugins.load(), plugins.load() is plugins.load())
    from mlworkbench.stages.evaluate import METRICS
    print("my_accuracy" in METRICS)
except InputError as error:
    print(error)
"""


def asked(folder: Path, source: str) -> str:
    """What a program says in which this plug-in is installed."""
    (folder / "my_plugin.py").write_text(source)
    info = folder / "my_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[mlworkbench.plugins]\nmine = my_plugin:register\n")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(folder)))}
    ended = subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_a_plug_in_adds_its_parts_once(tmp_path):
    assert asked(tmp_path, PLUGIN.format(name="my_accuracy")) == "('mine',) True\nTrue\n"


def test_a_plug_in_may_not_take_a_name_in_use(tmp_path):
    assert "plugins.name_in_use" in asked(tmp_path, PLUGIN.format(name="accuracy"))


def test_a_plug_in_that_fails_is_named(tmp_path):
    told = asked(tmp_path, "def register(registries):\n    raise RuntimeError('no')\n")

    assert "plugins.failed" in told
    assert "mine" in told
