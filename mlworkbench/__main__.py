"""Where every process of ours begins: closed against the network before anything else is imported, then sent on its way.

One is not: the broker, which starts this program again, closed, and stays in front of it (docs/decisions/0014).
"""

import os
import sys

from mlworkbench.base.closed import close_network, cut_inherited, end_with_broker, wants_broker

IS_BROKER = wants_broker(sys.argv[1:])
IS_OPEN = sys.argv[1:2] == ["--worker"] and "--open" in sys.argv  # a worker that makes one connection, then closes itself
if IS_OPEN:
    cut_inherited()
elif not IS_BROKER:
    close_network()
    end_with_broker()

os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def _fill_streams() -> None:
    """Whoever starts us may have closed the standard streams (a window program on Windows never has any).

    Then the next file opened, such as the database, would take their number, and what a library prints would land in it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            stream = open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)


def main() -> int:
    """A worker, or a command, or the window: the exit code."""
    _fill_streams()
    arguments = sys.argv[1:]
    if IS_BROKER:
        from mlworkbench.jobs.broker import run

        return run(arguments)
    if arguments[:1] == ["--worker"]:
        from mlworkbench.jobs.worker import main as work

        return work()
    from mlworkbench.cli import main as command

    return command(arguments)


if __name__ == "__main__":
    sys.exit(main())
