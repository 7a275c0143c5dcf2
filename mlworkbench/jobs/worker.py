"""The worker's front door: how it is started, and its first act, which is to close itself against the network."""

import sys


def main() -> int:
    """Wait for one job on standard input, do it, end."""
    from mlworkbench.base.closed import close_network

    close_network()
    from mlworkbench.jobs.child import work

    return work(warm="--warm" in sys.argv)


def command() -> list[str]:
    """Start a worker: this Python from source; in a built program the console program beside the window."""
    from pathlib import Path

    if getattr(sys, "frozen", False):
        name = "mlworkbench.exe" if sys.platform == "win32" else "mlworkbench"
        return [str(Path(sys.executable).with_name(name)), "--worker"]
    return [sys.executable, "-P", "-m", "mlworkbench.jobs.worker"]


if __name__ == "__main__":
    sys.exit(main())
