"""While a database is read nothing else can be reached: by the worker, by the program, by its other workers."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from mlworkbench.workbench import Workbench
from tests.integration.closing import linux
from tests.integration.postgresql import BOSS, PASSWORD, places_with
from tests.integration.processes import children, seccomp, until

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "mlworkbench")

ONE_WAY = """
import json, socket, sys
from mlworkbench.base import closed, secret
from mlworkbench.stages.data.databases import address, server
place, word = address(sys.argv[1])
other = int(sys.argv[2])
found = {}
def attempt(name, port):
    try:
        socket.create_connection(("127.0.0.1", port), 2).close()
        found[name] = "open"
    except OSError as error:
        found[name] = error.errno
attempt("other before", other)
narrow = server._narrow
def narrowed(place):
    narrow(place)
    attempt("other while connecting", other)
server._narrow = narrowed
with server.connected(place, word) as here:
    found["state"] = closed.state()
    attempt("other after", other)
    attempt("same server again", place.port)
    found["answer"] = here.ask("SELECT 41 + 1")[0][0]
print(json.dumps(found))
"""


@linux
def test_from_the_moment_it_is_connected_nothing_else_can_be_reached(postgres):
    url = postgres.url().replace(BOSS, f"{BOSS}:{quote(PASSWORD)}")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = [sys.executable, "-c", ONE_WAY, url, str(listener.getsockname()[1])]
        done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "other before": "open",
        "other while connecting": 13,
        "state": "enforced",
        "other after": 13,
        "same server again": 13,
        "answer": 42,
    }


@linux
def test_the_program_and_its_other_workers_stay_closed_while_a_broker_opens_one(postgres, own_home, tmp_path):
    """The command itself: the broker in front, the program closed, one worker that connected and closed itself behind it."""
    bench = Workbench(own_home)
    bench.home.create(tmp_path / "project", "P")
    bench.close()
    slow = "SELECT n, pg_sleep(0.4)::text AS slow FROM numbers WHERE n < 5"
    line = [*PROGRAM, "import", tmp_path / "project", "--database", postgres.url(), "--query", slow, "--password-env", "WORD"]
    with subprocess.Popen(
        [*map(str, line), "--json"],
        env={**os.environ, "WORD": PASSWORD, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as broker:
        running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY%pg_sleep(0.4)%'"
        until(lambda: postgres.run(running) == [[1]], 60)
        seen = dict(map(seccomp, [broker.pid, *children(broker.pid)]))
        out, err = broker.communicate(timeout=60)

    assert broker.returncode == 0, err
    assert json.loads(out)["rows"] == 4
    assert seen == {"broker": False, "program": True, "open worker": True}
    assert not places_with(PASSWORD, tmp_path, own_home)


@linux
def test_a_closed_program_without_a_broker_says_so(postgres, own_home, tmp_path):
    code = f"""
from pathlib import Path
from mlworkbench.base.closed import close_network
close_network()
from mlworkbench.base.errors import InputError
from mlworkbench.workbench import Workbench
bench = Workbench()
bench.home.create(Path({str(tmp_path / "project")!r}), "P")
try:
    bench.data.look_database(bench.data.database({postgres.url()!r})[0])
except InputError as error:
    print(error.key)
bench.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)

    assert done.stdout.split() == ["data.database_no_broker"], done.stderr


def test_a_job_of_another_kind_cannot_be_run_open(bench, tmp_path):
    """job.json is written by the closed program: what it says about the function counts for nothing in an open worker."""
    folder = tmp_path / "job"
    folder.mkdir()
    told = {"kind": "look", "module": "os", "function": "getcwd", "spec": {"paths": []}, "context": {}, "started": ""}
    (folder / "job.json").write_text(json.dumps(told), "utf-8")
    line = [sys.executable, "-P", "-m", "mlworkbench.jobs.worker", "--open"]
    words = json.dumps({"folder": str(folder)}) + "\n"
    with subprocess.Popen(
        line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as worker:
        worker.stdin.write(words.encode())
        worker.stdin.flush()
        last = json.loads(worker.stdout.readline())
        worker.stdin.close()

    assert last["word"] == "failed"
    assert "PermissionError" in last["facts"]["error"]


def test_without_a_table_the_command_lists_them_and_imports_nothing(postgres, own_home, tmp_path):
    line = [*PROGRAM, "import", tmp_path / "project", "--database", postgres.url(), "--password-env", "WORD"]
    done = subprocess.run(
        [*map(str, line)],
        env={**os.environ, "WORD": PASSWORD, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert "public.numbers (about 20,000 rows)" in done.stderr
    assert "public.few (rows not counted)" in done.stderr
    assert not places_with(PASSWORD, tmp_path, own_home)
