"""Where every process of ours begins: closed against the network before anything else is imported, then sent on its way."""

from mlworkbench.base.closed import close_network

close_network()

import os  # noqa: E402
import sys  # noqa: E402

os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def main() -> int:
    """A worker, or a command, or the window: the exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--worker"]:
        from mlworkbench.jobs.worker import main as work

        return work()
    from mlworkbench.cli import main as command

    return command(arguments)


if __name__ == "__main__":
    sys.exit(main())
