"""The broker in front of the program: starts it closed, opens nothing but what may be, and passes on how it ended."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from mlworkbench.base import closed
from mlworkbench.jobs import broker
from tests.integration.closing import linux
from tests.integration.processes import children, is_there, seccomp, until

ROOT = Path(__file__).parents[2]
pytestmark = linux


def started(tmp_path, *words, **variables):
    environment = {**os.environ, "MLWORKBENCH_HOME": str(tmp_path / "user"), "QT_QPA_PLATFORM": "offscreen", **variables}
    environment["PYTHONPATH"] = str(ROOT)
    line = [sys.executable, "-m", "mlworkbench", *map(str, words)]
    return subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path)


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ([], True),
        (["--lang", "ko"], True),
        (["--lang=ko"], True),
        (["open", "project"], True),
        (["."], True),
        (["import", "project", "--database", "postgresql://db/x"], True),
        (["--lang", "ko", "import", "project", "--database=postgresql://db/x"], True),
        (["import", "project", "data.csv"], False),
        (["profile", "--database"], False),
        (["--version"], False),
        (["train", "project"], False),
        (["--worker"], False),
    ],
)
def test_it_stands_in_front_of_the_window_and_of_the_import_of_a_database_alone(words, asks, monkeypatch):
    monkeypatch.delenv(closed.BROKER, raising=False)
    assert closed.wants_broker(words) is asks

    monkeypatch.setenv("MLWORKBENCH_IMPORT_DATABASE", "off")
    assert not closed.wants_broker(words)


def test_it_imports_the_standard_library_alone():
    code = "import sys; from mlworkbench.jobs import broker; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    ours = "import sys; import mlworkbench.jobs.broker; print(*(n for n in sys.modules if n.startswith('mlworkbench')))"
    modules = subprocess.run([sys.executable, "-c", ours], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)

    foreign = (
        set(done.stdout.split()) - set(sys.stdlib_module_names) - {"mlworkbench", "__main__", "sitecustomize", "_distutils_hack"}
    )
    assert not {name for name in foreign if not name.startswith("__editable__")}
    assert set(modules.stdout.split()) == {
        "mlworkbench",
        "mlworkbench.base",
        "mlworkbench.base.closed",
        "mlworkbench.jobs",
        "mlworkbench.jobs.broker",
        "mlworkbench.jobs.worker",
    }


@pytest.mark.parametrize("kind", ["train", "import", "look", "serve"])
def test_it_starts_no_other_kind_of_job(kind, tmp_path):
    (tmp_path / "job.json").write_text(json.dumps({"kind": kind, "module": "os", "function": "system"}), "utf-8")

    with pytest.raises(ValueError, match=kind):
        broker._start(str(tmp_path), 1, [0, 1, 2])


@pytest.mark.parametrize(
    "asked", [b"", b"{", b"[]", b'{"do": "exec"}', b'{"do": "start"}', b'{"do": "start", "folder": "/", "threads": 1}']
)
def test_what_it_does_not_understand_it_refuses_and_goes_on(asked):
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with near, far:
        if not asked:
            far.close()
            assert not broker._served(near)
            return
        far.send(asked)
        assert broker._served(near)
        assert "refused" in json.loads(far.recv(1 << 16))


def test_the_window_behind_it_is_closed_and_its_end_is_passed_on(tmp_path):
    with started(tmp_path) as front:
        (window,) = until(lambda: children(front.pid))
        until(lambda: seccomp(window) == ("program", True))
        assert seccomp(front.pid) == ("broker", False)
        front.send_signal(signal.SIGTERM)
        front.communicate(timeout=30)

    assert front.returncode == 128 + signal.SIGTERM
    assert not is_there(window)


def test_killed_it_takes_the_program_along(tmp_path):
    with started(tmp_path) as front:
        (window,) = until(lambda: children(front.pid))
        until(lambda: seccomp(window) == ("program", True))
        front.kill()
        front.communicate(timeout=30)

    until(lambda: not is_there(window))


def test_the_exit_code_and_the_words_of_a_command_come_through(tmp_path):
    with started(tmp_path, "import", tmp_path / "none", "--database", "sqlite:///x.db", "--json") as front:
        out, err = front.communicate(timeout=60)

    assert (front.returncode, out) == (2, "")
    assert json.loads(err)["error"]["key"] == "data.database_is_file"
