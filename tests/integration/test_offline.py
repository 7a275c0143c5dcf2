"""A closed process, its threads and its children reach no network, in Python or in C."""

import platform
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.closing import linux, run

EACCES, ENOSYS, ECONNREFUSED = 13, 38, 111


@pytest.fixture(scope="session")
def plants(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plants")


@pytest.fixture
def library(tool, plants) -> Path:
    """Networking planted in C, as a shared library."""
    return built(tool("gcc"), plants / "plant.so", "-shared", "-fPIC")


@pytest.fixture
def program(tool, plants) -> Path:
    """The same as a program; its exit code is the error."""
    return built(tool("gcc"), plants / "plant")


def built(gcc: str, path: Path, *options: str) -> Path:
    if not path.exists():
        subprocess.run(
            [gcc, *options, "-o", path, Path(__file__).parent / "plant.c"], check=True, capture_output=True, timeout=60
        )
    return path


@linux
def test_without_closing_the_plants_would_get_through(library, program):
    code = f"""
plant = ctypes.CDLL({str(library)!r})
say(state=closed.state(), python=python(), c=plant.plant_connect(), raw=plant.plant_socket(socket.AF_INET, 1),
    child=os.spawnv(os.P_WAIT, {str(program)!r}, ["plant"]))
"""
    got = run(code)

    assert got == {"state": "open", "python": ECONNREFUSED, "c": ECONNREFUSED, "raw": 0, "child": ECONNREFUSED}


@linux
def test_a_connect_planted_in_python_or_in_c_is_refused(library):
    code = f"""
closed.close_network()
plant = ctypes.CDLL({str(library)!r})
say(state=closed.state(), python=python(), c=plant.plant_connect())
"""
    assert run(code) == {"state": "enforced", "python": EACCES, "c": EACCES}


@linux
@pytest.mark.parametrize("family", [f for f in socket.AddressFamily if f not in (socket.AF_UNIX, socket.AF_UNSPEC)], ids=str)
def test_no_other_family_opens(library, family):
    code = f"""
closed.close_network()
plant = ctypes.CDLL({str(library)!r})
say(kinds=[plant.plant_socket({int(family)}, kind) for kind in (1, 2, 3, 5)])
"""
    assert run(code) == {"kinds": [EACCES] * 4}


@linux
def test_children_and_grandchildren_are_refused_too(library, program):
    grandchild = "import os, sys; sys.exit(os.spawnv(os.P_WAIT, sys.argv[1], ['plant']))"
    code = f"""
import subprocess
closed.close_network()
program = {str(program)!r}
fresh = TRY = "import ctypes, sys; sys.exit(ctypes.CDLL(sys.argv[1]).plant_connect())"
say(c=subprocess.run([program]).returncode,
    python=subprocess.run([sys.executable, "-c", fresh, {str(library)!r}]).returncode,
    grandchild=subprocess.run([sys.executable, "-c", {grandchild!r}, program]).returncode)
"""
    assert run(code) == {"c": EACCES, "python": EACCES, "grandchild": EACCES}


@linux
def test_a_child_knows_that_it_is_closed_and_adds_no_second_filter():
    code = """
import subprocess
closed.close_network()
closed.close_network()
filters = '[line for line in open("/proc/self/status") if line.startswith("Seccomp_filters")]'
child = f"from mlworkbench.base import closed; print(closed.state()); closed.close_network(); print(closed.state(), {filters})"
say(child=subprocess.run([sys.executable, "-c", child], capture_output=True, text=True).stdout, filters=str(eval(filters)))
"""
    got = run(code)

    assert got["child"] == f"enforced\nenforced {got['filters']}\n"


@linux
def test_threads_that_were_there_before_are_closed_too(library):
    code = f"""
import threading
plant = ctypes.CDLL({str(library)!r})
go, found = threading.Event(), []
def wait_and_try():
    go.wait()
    found.append([python(), plant.plant_connect(), closed.state()])
waiting = [threading.Thread(target=wait_and_try) for _ in range(3)]
for thread in waiting: thread.start()
closed.close_network()
go.set()
for thread in waiting: thread.join()
say(found=found)
"""
    assert run(code)["found"] == [[EACCES, EACCES, "enforced"]] * 3


@linux
def test_io_uring_is_refused(library):
    code = f"""
plant = ctypes.CDLL({str(library)!r})
closed.close_network()
say(io_uring=plant.plant_io_uring())
"""
    assert run(code) == {"io_uring": ENOSYS}


@linux
@pytest.mark.skipif(platform.machine() != "x86_64", reason="32-bit calls of a 64-bit process exist on x86-64 only")
def test_the_32_bit_door_is_shut(library):
    code = f"""
closed.close_network()
say(answer=ctypes.CDLL({str(library)!r}).plant_32_bit())
"""
    assert run(code) == {"answer": ENOSYS}


@linux
def test_names_are_looked_up_in_files_alone(library, tool, tmp_path):
    """Not even a daemon behind a UNIX socket is asked, which would ask the network for us."""
    trace = tmp_path / "trace"
    code = f"""
from mlworkbench.base import closed
closed.close_network()
import ctypes, socket
print(ctypes.CDLL({str(library)!r}).plant_lookup(b"mlworkbench.example"))
try:
    socket.gethostbyname("mlworkbench.example")
except socket.gaierror as error:
    print(error.errno)
print(socket.gethostbyname("localhost"))
"""
    done = subprocess.run(
        [tool("strace"), "-f", "-qq", "-e", "trace=%network", "-o", trace, sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.stdout.split() == ["-2", "-2", "127.0.0.1"], done.stderr
    assert "connect(" not in trace.read_text()


@linux
def test_a_network_socket_handed_down_is_cut(tmp_path):
    near, far = socket.socketpair()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as inherited, near as kept, far:
        code = f"""
import stat
closed.close_network()
inherited, kept = {inherited.fileno()}, {kept.fileno()}
say(inherited=stat.S_ISSOCK(os.fstat(inherited).st_mode), kept=stat.S_ISSOCK(os.fstat(kept).st_mode))
"""
        got = run(code, pass_fds=(inherited.fileno(), kept.fileno()))

    assert got == {"inherited": False, "kept": True}


@linux
def test_unix_sockets_pipes_and_pairs_go_on(tmp_path):
    code = """
import multiprocessing.connection
closed.close_network()
near, far = socket.socketpair()
near.send(b"pair")
listener = socket.socket(socket.AF_UNIX); listener.bind("door"); listener.listen()
caller = socket.socket(socket.AF_UNIX); caller.connect("door")
hidden = socket.socket(socket.AF_UNIX); hidden.bind("\\0mlworkbench-%d" % os.getpid()); hidden.listen()
guest = socket.socket(socket.AF_UNIX); guest.connect("\\0mlworkbench-%d" % os.getpid())
one, two = multiprocessing.connection.Pipe()
one.send("pipe")
say(pair=far.recv(4).decode(), pipe=two.recv())
"""
    assert run(code, cwd=tmp_path) == {"pair": "pair", "pipe": "pipe"}


FORBID = """
def forbid(*rows):
    # as a container does that knows no seccomp: an outer filter answers EPERM
    code = b"".join(c.to_bytes(2, "little") + bytes((t, f)) + k.to_bytes(4, "little") for c, t, f, k in rows)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = closed._Program(len(rows), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None)
    assert libc.prctl(38, *map(ctypes.c_ulong, (1, 0, 0, 0))) == 0
    assert libc.prctl(22, ctypes.c_ulong(2), ctypes.byref(program)) == 0
seccomp = closed._SYSTEM_CALLS[os.uname().machine][4]
prctl = {"x86_64": 157, "aarch64": 167}[os.uname().machine]
EPERM = 0x00050000 | 1
ALLOW = 0x7FFF0000
no_seccomp = ((0x20, 0, 0, 0), (0x15, 0, 1, seccomp), (6, 0, 0, EPERM), (6, 0, 0, ALLOW))
neither = ((0x20, 0, 0, 0), (0x15, 3, 0, seccomp), (0x15, 0, 3, prctl),
           (0x20, 0, 0, 16), (0x15, 0, 1, 22), (6, 0, 0, EPERM), (6, 0, 0, ALLOW))
"""


@linux
def test_where_the_filter_is_forbidden_the_hook_stands_in(library):
    code = f"""
forbid(*neither)
closed.close_network()
say(state=closed.state(), python=python(), c=ctypes.CDLL({str(library)!r}).plant_connect())
"""
    got = run(FORBID + code)

    assert got == {"state": "hooked", "python": EACCES, "c": ECONNREFUSED}  # and the badge says so


@linux
def test_an_older_kernel_closes_a_process_of_one_thread():
    code = """
forbid(*no_seccomp)
closed.close_network()
say(state=closed.state(), python=python())
"""
    assert run(FORBID + code) == {"state": "enforced", "python": EACCES}


@linux
def test_an_older_kernel_does_not_claim_what_it_cannot_do_for_all_threads():
    code = """
import threading
done = threading.Event()
other = threading.Thread(target=done.wait)
other.start()
forbid(*no_seccomp)
closed.close_network()
say(state=closed.state(), python=python())
done.set()
other.join()
"""
    assert run(FORBID + code) == {"state": "hooked", "python": EACCES}
