"""Nothing a user presses in whatever order breaks the window: no traceback, no warning of Qt, nothing slower than a second."""

import gc
import os
import shutil

import pytest

from mlworkbench.ui.shell import Shell
from mlworkbench.ui.widgets.chart import Chart, Picture
from tests.ui.pages import playing
from tests.ui.walking import Walk

STEPS = 200
SEEDS = range(50)
USUAL = range(3)  # those of every run; all of them take a quarter of an hour
STAGES = ("trained", "data", "packaged", "trained", "")
SEED = "MLWORKBENCH_WALK"  # set: walk only this seed, to repeat what was found, or "all"


def seeds():
    asked = os.environ.get(SEED)
    wanted = USUAL if asked is None else SEEDS if asked == "all" else [int(asked)]
    marks = [pytest.mark.slow] if asked is None else []
    return [pytest.param(seed, id=str(seed), marks=marks if place else []) for place, seed in enumerate(wanted)]


@pytest.fixture(scope="session")
def libraries(qapp):
    """The first picture imports matplotlib, the first package the scoring library: that is not what a walk measures."""
    from matplotlib.backends import backend_agg  # noqa: F401

    import mlworkbench.charts
    import mlworkbench.scoring.package
    from mlworkbench.ui import theme

    chart = Chart("warm", "warm")
    chart.resize(300, 200)
    chart.show_picture(Picture(lambda *room: mlworkbench.charts.bars((("a", 1),), *room), ("a",), ()))
    chart._draw()
    assert theme.palette()


@pytest.fixture
def files(made, tmp_path):
    """What there is to be chosen: good files, odd ones, and some that are gone."""
    odd = tmp_path / "odd.csv"
    odd.write_bytes(b"\xff\xfe\x00\x01,a\n")
    good = playing.churn(tmp_path, rows=160, name="more.csv")
    package = shutil.copy(made / "churn.mlpkg", tmp_path / "churn.mlpkg")
    other = tmp_path / "another project"
    shutil.copytree(made / "trained", other)
    gone = tmp_path / "gone"
    out = tmp_path / "out"
    out.mkdir()
    return {
        "open_file": [good, good, package, odd, gone / "gone.csv"],
        "save_file": [out / "saved.csv", out / "saved.png", out / "saved.mlpkg", gone / "nowhere.svg"],
        "folder": [other, out, gone],
    }


@pytest.fixture
def tidy():
    """To go through all objects that earlier tests left behind takes most of a second: that is not what a walk measures."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", seeds())
def test_a_walk_breaks_nothing(seed, libraries, tidy, qtbot, qtlog, bench, runner, made, files, tmp_path, monkeypatch):
    stage = STAGES[seed % len(STAGES)]
    if stage:
        shutil.copytree(made / stage, tmp_path / stage)
        bench.home.open(tmp_path / stage)
    shell = Shell(bench)
    qtbot.addWidget(shell, before_close_func=lambda window: window.live.close())
    shell.show()
    walk = Walk(shell, runner, seed, files, qtlog, monkeypatch)

    walk.go(STEPS)

    assert walk.acted > STEPS / 2
