"""On a terminal there are bars on stderr; what is asked for stays alone on stdout."""

import json
import os
import pty
import subprocess

from tests.journeys.conftest import TELCO


def test_bars_on_the_terminal_leave_the_answer_alone(command):
    ours, theirs = pty.openpty()
    line = command.line("profile", TELCO, "--json")
    env = command.environment() | {"TERM": "xterm"}
    running = subprocess.Popen(line, env=env, stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)

    shown = heard(ours)
    out, _ = running.communicate(timeout=60)

    assert running.returncode == 0
    assert json.loads(out)["rows"] == 7043
    assert "Profile" in shown
    assert "100%" in shown


def heard(terminal):
    """All that is written to the terminal until nobody can write any more."""
    shown = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:  # how Linux says that the last writer has gone
            return shown.decode()
        if not block:
            return shown.decode()
        shown += block
