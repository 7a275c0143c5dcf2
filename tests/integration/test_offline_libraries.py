"""What works without a network goes on working in a closed process, and what is built in has no way out."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import mlworkbench
from tests.integration.closing import linux, run

LIBRARIES = """
closed.close_network()
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(400, 5)); y = (X[:, 0] + X[:, 1] > 0).astype(int)

import duckdb
with duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}) as db:
    counted = db.execute("select count(*) from range(1000)").fetchone()[0]

from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
linear = LogisticRegression().fit(X, y).score(X, y)
trees = HistGradientBoostingClassifier(max_iter=5).fit(X, y).score(X, y)

import xgboost
boosted = xgboost.XGBClassifier(n_estimators=5, n_jobs=2).fit(X, y).score(X, y)

import lightgbm
light = lightgbm.train({"objective": "binary", "num_threads": 2, "verbosity": -1}, lightgbm.Dataset(X, y), 20)
boosted = min(boosted, float(((light.predict(X) > 0.5) == y).mean()))

import onnx
from onnx import TensorProto, helper
x, out = (helper.make_tensor_value_info(name, TensorProto.DOUBLE, [None]) for name in ("x", "y"))
graph = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "g", [x], [out])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
import onnxruntime
options = onnxruntime.SessionOptions(); options.intra_op_num_threads = 2
session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
scored = session.run(None, {"x": np.ones(3)})[0].tolist()

import io
import pyarrow as pa, pyarrow.parquet as pq
sink = io.BytesIO(); pq.write_table(pa.table({"a": [1, 2]}), sink); sink.seek(0)
read = pq.read_table(sink).num_rows

from PySide6.QtWidgets import QApplication, QPushButton
app = QApplication(["closed"])
button = QPushButton("closed"); button.show(); app.processEvents()
painted = button.grab().width() > 0

say(state=closed.state(), counted=counted, linear=linear > 0.8, trees=trees > 0.8, boosted=boosted > 0.8, scored=scored,
    read=read, painted=painted)
"""


def test_the_libraries_work_closed():
    got = run(LIBRARIES, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})

    assert got.pop("state") == ("enforced" if sys.platform == "linux" else "hooked")
    assert got == {
        "counted": 1000,
        "linear": True,
        "trees": True,
        "boosted": True,
        "scored": [2.0, 2.0, 2.0],
        "read": 2,
        "painted": True,
    }


@linux
def test_an_x_window_opens_closed(tool, tmp_path):
    """X11 and its abstract socket are AF_UNIX."""
    shown, number = os.pipe()
    with subprocess.Popen([tool("Xvfb"), "-displayfd", str(number), "-nolisten", "tcp"], pass_fds=(number,), stderr=-3) as server:
        try:
            os.close(number)
            display = os.read(shown, 16).decode().strip()
            code = """
closed.close_network()
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication(["closed"])
label = QLabel("closed"); label.show(); app.processEvents()
say(platform=app.platformName(), state=closed.state())
"""
            got = run(code, env={**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb", "HOME": str(tmp_path)})
        finally:
            server.terminate()
            os.close(shown)

    assert got == {"platform": "xcb", "state": "enforced"}


def test_onnxruntime_has_no_way_out():
    """The wheel that is locked names no telemetry host and imports no call that could reach one (from 1.29 on it does both)."""
    import onnxruntime

    for file in Path(onnxruntime.__file__).parent.rglob("*.so*"):
        content = file.read_bytes()
        for word in (b"events.data.microsoft", b"applicationinsights", b"\0getaddrinfo\0", b"\0connect\0", b"\0sendto\0"):
            assert word not in content, (file.name, word)
    assert tuple(map(int, onnxruntime.__version__.split(".")[:2])) < (1, 29)


def test_duckdb_fetches_no_extensions(tmp_path):
    from mlworkbench.stages.data import duck

    names = ("autoinstall_known_extensions", "autoload_known_extensions", "allow_community_extensions")
    with duck.connect(tmp_path) as database:
        settings = [database.execute("select current_setting(?)", [name]).fetchone()[0] for name in names]

    assert settings == [False, False, False]


def test_duckdb_is_asked_in_one_place_alone():
    """So that no connection is made with the settings it comes with."""
    root = Path(mlworkbench.__file__).parent
    calls = [
        f"{path.relative_to(root).as_posix()}: {ast.unparse(node.func)}"
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("duckdb.")
    ]

    assert calls and {call for call in calls if not call.endswith(".Error")} == {"stages/data/duck.py: duckdb.connect"}


@linux
def test_duckdb_asks_for_nothing_even_when_told_to():
    code = """
closed.close_network()
from mlworkbench.stages.data import duck
import duckdb
found = []
with duck.connect() as database:
    for query in ("install httpfs", "select * from 'https://mlworkbench.example/a.csv'", "load httpfs"):
        try:
            database.execute(query)
            found.append("done")
        except duckdb.Error as error:
            found.append("refused")
say(found=found)
"""
    assert run(code) == {"found": ["refused"] * 3}


@pytest.mark.parametrize("entry", ["__main__.py", "jobs/worker.py"])
def test_a_program_closes_itself_before_it_imports_anything_of_ours(entry):
    tree = ast.parse((Path(mlworkbench.__file__).parent / entry).read_text("utf-8"))
    ours = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mlworkbench")]
    first = min(ours, key=lambda node: node.lineno)
    closing = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("close_network")]

    assert first.module in ("mlworkbench.base.closed", "mlworkbench.base")
    assert closing
    assert all(node.lineno > closing[0].lineno for node in ours if node is not first)
