"""Fits beside each other in one process, as the search runs them."""

import subprocess
import sys

# Where the library sets its number of threads by itself, such calls end the process once in some thousands.
BESIDE = """
import ctypes
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from mlworkbench.base.params import check
from mlworkbench.stages.train.algorithms import ALGORITHMS
from mlworkbench.stages.train.part import Lesson, Watched

draw = np.random.default_rng(1)
features = draw.normal(size=(300, 5)).astype(np.float32)
target = (features[:, 0] > 0).astype(np.int64)
lightgbm = ALGORITHMS["lightgbm"]
lesson = Lesson("binary", features[:200], target[:200], 2, 1, watched=Watched(features[200:], target[200:]))
params = check(lightgbm.params, {"rounds": 20})


def answer(_):
    return lightgbm.raw(lightgbm.fit(lesson, params), lesson, features[200:]).tobytes()


answer(0)
from lightgbm.basic import _LIB

most = ctypes.c_int()
_LIB.LGBM_GetMaxThreads(ctypes.byref(most))
with ThreadPoolExecutor(8) as pool:
    print(most.value, len(set(pool.map(answer, range(200)))))
"""


def test_fits_of_one_library_side_by_side_keep_to_one_thread_and_one_answer():
    said = subprocess.run([sys.executable, "-c", BESIDE], capture_output=True, text=True, timeout=120)

    assert said.returncode == 0, said.stderr
    assert said.stdout == "1 1\n"
