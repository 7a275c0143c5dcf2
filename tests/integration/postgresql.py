"""A real PostgreSQL for tests: Debian's own server in a folder of its own, on the loopback, with passwords and encryption."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.processes import until

BOSS, PASSWORD = "boss", "gehe!m/wort 비밀"
EVERYTHING = f"""
CREATE SCHEMA "Sales dept";
CREATE TABLE "Sales dept"."all.kinds" (
  id int PRIMARY KEY, big bigint, exact numeric(12,2), digits numeric, ratio double precision, ok boolean, day date, at timestamp,
  zoned timestamptz, words text, short varchar(9), list int[], tree jsonb, raw bytea, length interval, clock time);
INSERT INTO "Sales dept"."all.kinds" VALUES
 (2, 9007199254740993, 12.50, 12345678901234567890, 'NaN', true, '2026-01-31', '2026-01-31 10:11:12.5', '2026-01-31 10:11:12+02',
  'a "quoted", line' || chr(10) || 'two', 'x;y', '{{1,2,NULL}}', '{{"ü": [1]}}', '\\xdead', '1 day 02:00', '10:11'),
 (1, NULL, NULL, NULL, 'Infinity', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (3, -5, 0.10, 1, 2.25, false, 'infinity', '-infinity', '9999-12-31', '참새', '', '{{}}', 'null', NULL, NULL, NULL);
CREATE TABLE numbers AS SELECT g AS n, g % 7 AS k, (g * 0.5)::numeric(10,1) AS half FROM generate_series(1, 20000) g;
CREATE VIEW few AS SELECT n FROM numbers WHERE n < 4;
CREATE TABLE nothing (a int);
CREATE TABLE gaps (lonely text); INSERT INTO gaps VALUES (NULL), (''), ('x'), (NULL);
CREATE TABLE hidden (a int); REVOKE ALL ON hidden FROM PUBLIC;
CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'; GRANT SELECT ON numbers TO reader;
ANALYZE;
"""


@dataclass(frozen=True)
class Postgres:
    port: int
    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "server.crt"

    def url(self, database="postgres", user=BOSS, options=""):
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}{options}"

    def run(self, *statements):
        import pg8000.native

        with closing(pg8000.native.Connection(BOSS, "127.0.0.1", "postgres", self.port, PASSWORD)) as connection:
            return [connection.run(one) for one in statements][-1]


@contextmanager
def started():
    """Running until the end. Where the server is not installed the test fails in CI and is skipped elsewhere."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="mlworkbench-postgresql-"))
    try:
        _own(folder)
        port = _free_port()
        _made(programs, folder)
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off -c ssl=on"
        options += f" -c ssl_cert_file={folder}/server.crt -c ssl_key_file={folder}/server.key"
        line = [*_apart("--pdeathsig", "QUIT"), programs / "postgres", "-D", folder / "data", *options.split()]
        with (folder / "log").open("wb") as log, subprocess.Popen([*map(str, line)], stdout=log, stderr=log) as server:
            try:
                until(lambda: _answers(Postgres(port, folder)))
                yield Postgres(port, folder)
            finally:
                server.send_signal(signal.SIGQUIT)  # at once; were the tests killed, the system would send it
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[4]))
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed: run `make setup`")
        pytest.skip("PostgreSQL is not installed")
    return found[-1].parent


def _made(programs: Path, folder: Path) -> None:
    word = folder / "word"
    word.write_text(PASSWORD, "utf-8")
    word.chmod(0o644)
    _run([programs / "initdb", "-D", folder / "data", "-U", BOSS, f"--pwfile={word}", "-A", "scram-sha-256",
          "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])  # fmt: skip
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", folder / "server.key", "-out", folder / "server.crt"]
    _run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *named, *files])
    (folder / "server.crt").chmod(0o644)


def _own(folder: Path) -> None:
    """The server refuses to run as root: then it is the account that its package made."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    folder.chmod(0o755)


def _apart(*options):
    """In front of a command of the server's, which refuses to be root's."""
    account = ["--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *account, *options] if account or options else []


def _answers(server) -> bool:
    import pg8000.native

    try:
        return server.run("SELECT 1") == [[1]]
    except (pg8000.native.InterfaceError, pg8000.native.DatabaseError):  # not there, or still starting up
        return False


def _run(line) -> None:
    done = subprocess.run(
        [*_apart(), *map(str, line)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def added(bench, postgres, options="", password=PASSWORD, database="postgres", user=BOSS, **what):
    address, _ = bench.data.database(postgres.url(database, user, options))
    bench.wait(bench.data.add_database(address, password, **what))
    return bench.data.present()


def places_with(word, *folders):
    """The files under these folders in which the word stands, spelled in whatever way."""
    spellings = {word.encode(), json.dumps(word)[1:-1].encode(), word.encode("utf-16-le"), b"gehe%21m", b"gehe!m"}
    files = (path for folder in folders for path in Path(folder).rglob("*") if path.is_file())
    return [path for path in files if any(one in path.read_bytes() for one in spellings)]
