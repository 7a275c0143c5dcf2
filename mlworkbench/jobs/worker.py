"""The worker's front door: how it is started, and its first act, which is to close itself against the network."""

import os
import sys

OPEN = frozenset({"import_database", "look_database"})  # the kinds of jobs that make one connection before they close themselves
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMEXPR_MAX_THREADS",
    "LOKY_MAX_CPU_COUNT",
)


def main() -> int:
    """Wait for one job on standard input, do it, end. One that is started open does the kinds in OPEN and nothing else."""
    from mlworkbench.base import closed

    is_open = "--open" in sys.argv
    if is_open:
        closed.cut_inherited()
    else:
        closed.close_network()
    from mlworkbench.jobs.child import work

    return work(warm="--warm" in sys.argv, is_open=is_open)


def command() -> list[str]:
    """Start a worker: this Python from source; in a built program the console program beside the window."""
    from pathlib import Path

    if getattr(sys, "frozen", False):
        name = "mlworkbench.exe" if sys.platform == "win32" else "mlworkbench"
        return [str(Path(sys.executable).with_name(name)), "--worker"]
    return [sys.executable, "-P", "-m", "mlworkbench.jobs.worker"]


def environment(threads: int) -> dict[str, str]:
    """What libraries read before Python starts: thread counts, no telemetry, one order of hashes, UTF-8."""
    from mlworkbench.base.closed import BROKER

    return {
        **{name: value for name, value in os.environ.items() if name != BROKER},
        **dict.fromkeys(THREADS, str(threads)),
        "ORT_DISABLE_TELEMETRY": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        **search_path(),
    }


def search_path() -> dict[str, str]:
    """Where Python finds this program."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return {"PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}


if __name__ == "__main__":
    sys.exit(main())
