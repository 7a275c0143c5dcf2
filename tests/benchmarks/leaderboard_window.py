"""How quickly the leaderboard of the window shows, sorts and filters 10,000 models.

QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.benchmarks.leaderboard_window [--models N]
"""

import argparse
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mlworkbench.ui import start
from mlworkbench.ui.widgets.leaderboard import NAME, SCORE, TIME, Leaderboard
from tests.benchmarks.leaderboard import model

TIMES = 5
PROMISE = 0.2


def timed(act: Callable[[], None]) -> float:
    """Seconds until it is painted."""
    begun = perf_counter()
    act()
    QApplication.processEvents()
    return perf_counter() - begun


def main(models: int) -> int:
    start.application()
    table = Leaderboard()
    table.resize(1140, 420)
    table.show()
    made = sorted((model(number, "f" * 64) for number in range(models)), key=lambda one: -one.cv.mean)
    acts: dict[str, Callable[[], None]] = {
        "shown": lambda: table.show_models(made, made[0].id, "binary", "roc_auc"),
        "sorted by time": lambda: table.horizontalHeader().setSortIndicator(TIME, Qt.SortOrder.AscendingOrder),
        "sorted by score": lambda: table.horizontalHeader().setSortIndicator(SCORE, Qt.SortOrder.AscendingOrder),
        "sorted by name": lambda: table.horizontalHeader().setSortIndicator(NAME, Qt.SortOrder.DescendingOrder),
        "filtered": lambda: table.seek("rate=0.05 depth=7"),
        "not filtered": lambda: table.seek(""),
    }
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(TIMES):
        for name, act in acts.items():
            times[name].append(timed(act))
        table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    for name, found in times.items():
        sys.stdout.write(f"{name:18} first {found[0] * 1e3:7.1f} ms  median {median(found) * 1e3:7.1f} ms\n")
    return int(any(median(found) > PROMISE for name, found in times.items() if name != "shown"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=int, default=10_000)
    sys.exit(main(parser.parse_args().models))
