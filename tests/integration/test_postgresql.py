"""Import from a real PostgreSQL: what its types become, what is recorded, and what it refuses in words."""

import json
import socket
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import JobEnd
from mlworkbench.base.words import told
from mlworkbench.stages.data.databases import looked_database
from tests.integration import postgresql
from tests.integration.postgresql import BOSS, PASSWORD, added, places_with
from tests.integration.processes import until

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "mlworkbench")
# What becomes of a table --------------------------------------------------------------------------------------------------


def test_every_type_has_its_own_and_rows_come_in_the_order_of_the_key(bench, postgres):
    version = added(bench, postgres, table='"Sales dept"."all.kinds"')

    rows = dict(zip((one.name for one in version.columns), zip(*bench.data.page(0, 3), strict=True), strict=True))
    kinds = {one.name: one.type for one in version.columns}
    assert rows["id"] == (1, 2, 3)
    assert rows["big"] == (None, "9007199254740993", "-5")  # as from a file: what a double cannot hold exactly is text
    assert rows["exact"] == (None, 12.5, 0.1)
    assert rows["digits"] == (None, "12345678901234567890", "1")
    assert rows["ratio"] == (None, None, 2.25)
    assert rows["day"] == (None, datetime(2026, 1, 31), None)
    assert rows["at"] == (None, datetime(2026, 1, 31, 10, 11, 12, 500_000), None)
    assert rows["zoned"] == (None, datetime(2026, 1, 31, 8, 11, 12), datetime(9999, 12, 31))
    assert rows["words"] == (None, 'a "quoted", line\ntwo', "참새")
    assert (rows["list"], rows["tree"]) == ((None, "{1,2,NULL}", "{}"), (None, '{"ü": [1]}', "null"))
    assert kinds["ok"] == "flag" and kinds["day"] == "date" and kinds["exact"] == "number"
    assert "raw" not in kinds
    notes = {(one.kind, one.columns) for one in bench.data.profile(version).findings}
    assert ("date_range", ("day",)) in notes and ("date_range", ("at",)) in notes
    assert any(kind == "binary_columns" for kind, _ in notes)


def test_where_it_came_from_is_recorded_and_the_password_nowhere(bench, postgres, own_home, tmp_path):
    """With the server's certificate proved, as its address asks for."""
    secured = f"?sslmode=verify-full&sslrootcert={postgres.certificate}"
    address, _ = bench.data.database(postgres.url(options=secured).replace("127.0.0.1", "localhost"))
    bench.wait(bench.data.add_database(address, PASSWORD, "numbers"))
    version, end = bench.data.present(), bench.project.last(JobEnd)

    assert (version.rows, version.origin.importer) == (20_000, "database")
    assert version.origin.file_name == "public.numbers"
    assert version.origin.folder == f"localhost:{postgres.port}"
    assert version.origin.reading["table"] == "public.numbers"
    assert version.origin.reading["user"] == BOSS
    assert version.origin.reading["server"].startswith("PostgreSQL ")
    assert version.origin.reading["encrypted"] == "yes"
    assert version.who and version.when
    assert (end.kind, end.state) == ("import_database", "finished")
    log = bench.project.file(end.log_file).read_text("utf-8")
    assert f"connected to localhost:{postgres.port} as {BOSS}" in log
    assert "network: enforced" in log or sys.platform != "linux"
    assert not places_with(PASSWORD, tmp_path, own_home)


def test_a_select_is_imported_and_an_earlier_contract_held_against_it(bench, postgres):
    query = "SELECT n, half FROM numbers WHERE k = 3 ORDER BY n;"
    first = added(bench, postgres, query=query)
    contract = bench.data.contract(first)
    again = added(bench, postgres, query=query, contract=contract)

    assert (first.rows, [one.name for one in first.columns]) == (2857, ["n", "half"])
    assert again.data_file == first.data_file


@pytest.mark.slow
def test_an_empty_text_is_missing_as_in_a_file_and_every_row_is_there(bench, postgres):
    assert added(bench, postgres, table="gaps").rows == 4


BOTH_WAYS = """
import json, os, sys
from pathlib import Path
from mlworkbench.base.report import Silent
from mlworkbench.stages.data.databases import address, reading, server
place, word = address(sys.argv[1])
for way in ("copied", "fetched"):
    if not os.fork():
        server.Server.is_pg8000 = property(lambda self: way == "copied")
        with server.connected(place, word) as found:
            asked = reading.asked(found, "", "SELECT * FROM numbers ORDER BY n")
            read = reading.read(found, asked, Path(sys.argv[2]) / way, Silent())
        rows = [row for batch in read.kept.read() for row in batch.to_pylist()]
        print(json.dumps([read.kept.columns(), len(rows), rows[0], rows[-1]]), flush=True)
        os._exit(0)
    os.wait()
"""


@pytest.mark.slow
def test_another_driver_gets_the_same_rows_through_a_cursor_at_the_server(postgres, tmp_path):
    url = postgres.url().replace(BOSS, f"{BOSS}:{quote(PASSWORD)}")
    line = [sys.executable, "-c", BOTH_WAYS, url, str(tmp_path)]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)

    copied, fetched = map(json.loads, done.stdout.splitlines())
    assert fetched == copied, done.stderr
    assert copied[1:] == [20_000, {"n": 1, "k": 1, "half": 0.5}, {"n": 20_000, "k": 1, "half": 10_000.0}]


# What it has --------------------------------------------------------------------------------------------------------------


def test_a_look_lists_what_can_be_read_with_the_servers_estimates(bench, postgres):
    address, _ = bench.data.database(postgres.url(user="reader"))
    job = bench.data.look_database(address, PASSWORD)
    bench.wait(job)
    found = looked_database(job.result)

    assert [(one.name, one.kind, one.rows) for one in found.tables] == [("public.numbers", "table", 20_000)]
    assert found.encrypted


def test_the_first_rows_are_shown_before_anything_is_imported(bench, postgres):
    address, _ = bench.data.database(postgres.url())
    job = bench.data.look_database(address, PASSWORD, table="few")
    bench.wait(job)
    found = bench.data.looked_database(job)

    assert (found.names, found.kinds, found.rows) == (("n",), ("whole",), ((1,), (2,), (3,)))
    assert bench.data.current() is None


# What goes wrong ----------------------------------------------------------------------------------------------------------

WRONG = {
    "table": ({"table": "nowhere"}, "data.database_no_table"),
    "column": ({"query": "SELECT nowhere FROM numbers"}, "data.database_query_wrong"),
    "writing": ({"query": "SELECT n FROM numbers FOR UPDATE"}, "data.database_read_only"),
    "deleting": ({"query": "WITH gone AS (DELETE FROM numbers RETURNING n) SELECT n FROM gone"}, "data.database_query_wrong"),
    "right": ({"user": "reader", "query": "SELECT * FROM hidden"}, "data.database_no_right"),
    "rows": ({"table": "nothing"}, "data.no_rows"),
    "certificate": ({"options": "?sslmode=verify-full", "table": "numbers"}, "data.database_tls"),
    "unknown mode": ({"options": "?sslmode=never", "table": "numbers"}, "data.database_bad_sslmode"),
    "divided by zero": ({"query": "SELECT 1/0 AS n"}, "data.database_query_wrong"),
    "two statements": ({"query": "SELECT 1 AS n; DROP TABLE numbers"}, "data.query_one_statement"),
}
TRIED = """
import json, os, sys
from pathlib import Path
import pyarrow.csv, pyarrow.parquet, pg8000, duckdb
from mlworkbench.base import secret
from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import told
from mlworkbench.stages.data import databases
secret.hold(sys.argv[1])
for name, spec in json.loads(sys.argv[2]).items():
    if not os.fork():  # a process for each, since it closes itself
        out = Path(sys.argv[3]) / name
        out.mkdir()
        try:
            databases.run({"name": name, **spec}, out, Silent())
        except InputError as error:
            left = [one.name for one in out.iterdir()]
            os.write(1, (json.dumps([name, error.key, told(error), left]) + chr(10)).encode())
        os._exit(0)
    os.wait()
"""


def test_what_the_server_refuses_is_told_in_words_and_leaves_nothing(postgres, tmp_path):
    specs = {}
    for name, (what, _) in WRONG.items():
        rest = {one: value for one, value in what.items() if one in ("table", "query")}
        specs[name] = {"url": postgres.url(user=what.get("user", BOSS), options=what.get("options", "")), **rest}
    line = [sys.executable, "-c", TRIED, PASSWORD, json.dumps(specs), str(tmp_path)]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)

    said = {name: rest for name, *rest in map(json.loads, done.stdout.splitlines())}
    assert {name: key for name, (key, _, _) in said.items()} == {name: key for name, (_, key) in WRONG.items()}, done.stderr
    assert all(PASSWORD not in words and "{" not in words for _, words, _ in said.values())
    assert all(left == [] for _, _, left in said.values())
    assert postgres.run("SELECT count(*) FROM numbers") == [[20_000]]


@pytest.mark.parametrize(
    ("what", "key"),
    [({"password": "falsch#7"}, "data.database_login"), ({"database": "nowhere"}, "data.database_unknown")],
    ids=["password", "database"],
)
def test_a_refused_login_is_told_and_no_password_is_written_anywhere(bench, postgres, own_home, tmp_path, what, key):
    with pytest.raises(InputError) as refused:
        added(bench, postgres, table="numbers", **what)

    assert refused.value.key == key
    assert f"127.0.0.1:{postgres.port}" in told(refused.value)
    assert bench.data.current() is None
    assert bench.project.last(JobEnd).state == "failed"
    for word in (PASSWORD, "falsch#7"):
        assert word not in told(refused.value)
        assert not places_with(word, tmp_path, own_home)


@pytest.mark.slow
def test_a_server_that_is_not_there(bench):
    with pytest.raises(InputError) as refused:
        added(bench, postgresql.Postgres(9, Path()), table="numbers")

    assert refused.value.key == "data.database_not_reached"
    assert refused.value.facts["reason"] == "Connection refused"


def test_a_connection_that_breaks_off_half_way_leaves_nothing(bench, postgres):
    with Cut(postgres.port, 40_000) as cut, pytest.raises(InputError) as refused:
        added(bench, postgresql.Postgres(cut.port, Path()), "?sslmode=disable", table="numbers")

    assert refused.value.key == "data.database_dropped"
    assert bench.data.current() is None


def test_an_import_is_stopped_within_seconds_and_the_server_stops_too(bench, postgres):
    address, _ = bench.data.database(postgres.url())
    job = bench.data.add_database(
        address, PASSWORD, query="SELECT n, repeat('x', 2000) || pg_sleep(0.05)::text AS slow FROM numbers"
    )
    until(lambda: bench.pump() or job.key == "data.database_reading")

    since = clock.seconds()
    bench.cancel(job.id)
    bench.runner.wait(job.id, 20)

    assert job.state == "cancelled"
    assert clock.seconds() - since < 7
    running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(0.05)%' AND pid <> pg_backend_pid()"
    until(lambda: postgres.run(running) == [[0]], 10)
    assert bench.data.current() is None


class Cut:
    """A way to the server that breaks off after so many bytes of answer."""

    def __init__(self, port, most):
        self._port, self._most = port, most
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._door.close()

    def _serve(self):
        here, _ = self._door.accept()
        there = socket.create_connection(("127.0.0.1", self._port))
        threading.Thread(target=self._forward, args=(here, there, 1 << 40), daemon=True).start()
        self._forward(there, here, self._most)
        for one in (here, there):
            one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _forward(self, source, goal, most):
        try:
            while most > 0 and (block := source.recv(4096)):
                goal.sendall(block[:most])
                most -= len(block)
        except OSError:
            return


@pytest.mark.slow
def test_ten_million_rows_stream_within_a_bounded_memory(postgres, tmp_path):
    code = """
import json, resource, sys
from pathlib import Path
from mlworkbench.base import secret
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import databases
secret.hold(sys.argv[2])
query = "SELECT g AS n, g * 0.25 AS x, 'city ' || g % 100 AS city, now() - g * interval '1 s' AS at"
query += " FROM generate_series(1, 10000000) g"
made = databases.run({"url": sys.argv[1], "query": query, "name": "big"}, Path(sys.argv[3]), Silent())
print(json.dumps([made["rows"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6]))
"""
    line = [sys.executable, "-c", code, postgres.url(), PASSWORD, str(tmp_path)]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, timeout=170, check=False)

    assert done.returncode == 0, done.stderr
    rows, gigabytes = json.loads(done.stdout)
    assert rows == 10_000_000
    assert gigabytes < 1.5
