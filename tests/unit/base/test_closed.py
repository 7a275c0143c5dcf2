"""The filter, instruction by instruction, and the hook that stands in for it."""

import errno
import os
import socket
import struct
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base import closed

ALLOW = 0x7FFF0000
ERRNO = 0x00050000
X86_64, AARCH64, I386, ARM = 0xC000003E, 0xC00000B7, 0x40000003, 0x40000028
ARCHITECTURE = {"x86_64": X86_64, "aarch64": AARCH64}
SOCKET = {"x86_64": 41, "aarch64": 198}
SOCKETPAIR = {"x86_64": 53, "aarch64": 199}
IO_URING_SETUP = 425
machines = pytest.mark.parametrize("machine", ["x86_64", "aarch64"])


def answer(machine: str, architecture: int, number: int, first: int = 0) -> int:
    """What the kernel would do: the four instructions we use of classic BPF, over struct seccomp_data."""
    seen = struct.pack("<iIQ6Q", number, architecture, 0, first & (2**64 - 1), 0, 0, 0, 0, 0)
    program = closed.filter_program(machine)
    at, accumulator = 0, 0
    while True:
        code, yes, no, operand = program[at]
        if code == 0x06:
            return operand
        if code == 0x20:
            accumulator, jump = struct.unpack_from("<I", seen, operand)[0], 0
        else:
            jump = yes if {0x15: accumulator == operand, 0x35: accumulator >= operand}[code] else no
        at += 1 + jump


@machines
def test_a_unix_socket_is_allowed(machine):
    assert answer(machine, ARCHITECTURE[machine], SOCKET[machine], socket.AF_UNIX) == ALLOW
    assert answer(machine, ARCHITECTURE[machine], SOCKETPAIR[machine], socket.AF_UNIX) == ALLOW


@machines
@given(family=st.integers(-(2**31), 2**31 - 1).filter(lambda family: family not in (closed.AF_UNIX, closed.MARK)))
def test_every_other_family_is_refused(machine, family):
    assert answer(machine, ARCHITECTURE[machine], SOCKET[machine], family) == ERRNO | errno.EACCES
    assert answer(machine, ARCHITECTURE[machine], SOCKETPAIR[machine], family) == ERRNO | errno.EACCES


@machines
def test_the_upper_half_of_the_argument_hides_nothing(machine):
    hidden = (7 << 32) | socket.AF_INET

    assert answer(machine, ARCHITECTURE[machine], SOCKET[machine], hidden) == ERRNO | errno.EACCES


@machines
def test_only_our_filter_knows_the_mark(machine):
    assert answer(machine, ARCHITECTURE[machine], SOCKET[machine], closed.MARK) == ERRNO | closed.MARKED


@machines
def test_io_uring_does_not_exist(machine):
    assert answer(machine, ARCHITECTURE[machine], IO_URING_SETUP) == ERRNO | errno.ENOSYS


@given(number=st.integers(0, 0x3FFFFFFF))
def test_the_x32_calls_do_not_exist(number):
    assert answer("x86_64", X86_64, number | closed.X32) == ERRNO | errno.ENOSYS


@machines
@given(architecture=st.integers(0, 2**32 - 1), number=st.integers(-(2**31), 2**31 - 1), first=st.integers(0, 2**64 - 1))
def test_a_foreign_architecture_may_call_nothing(machine, architecture, number, first):
    if architecture != ARCHITECTURE[machine]:
        assert answer(machine, architecture, number, first) == ERRNO | errno.ENOSYS


@machines
@pytest.mark.parametrize("architecture", [I386, ARM])
def test_the_32_bit_sockets_do_not_exist(machine, architecture):
    for number in (102, 281, 359):
        assert answer(machine, architecture, number, socket.AF_INET) == ERRNO | errno.ENOSYS


@machines
@given(number=st.integers(0, 1000), first=st.integers(0, 2**64 - 1))
def test_every_other_call_is_allowed(machine, number, first):
    if number not in (SOCKET[machine], SOCKETPAIR[machine], IO_URING_SETUP):
        assert answer(machine, ARCHITECTURE[machine], number, first) == ALLOW


@machines
def test_no_jump_leaves_the_program(machine):
    program = closed.filter_program(machine)

    for at, (code, yes, no, _) in enumerate(program):
        if code in (0x15, 0x35):
            assert at + 1 + max(yes, no) < len(program)
    assert program[-1][0] == 0x06


def python(code: str) -> str:
    """What a fresh Python prints after running this."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


HOOKED = """
import socket
from mlworkbench.base import closed
closed.close_by_hook()
def tried(work):
    try:
        work()
    except PermissionError:
        return "refused"
    return "done"
"""


def test_the_hook_says_what_it_is():
    assert python(HOOKED + "print(closed.state())") == "hooked"


@pytest.mark.parametrize(
    "work",
    [
        "socket.socket(socket.AF_INET)",
        "socket.socket()",
        "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.create_server(('127.0.0.1', 0))",
        "socket.getaddrinfo('localhost', 80)",
        "socket.gethostbyname('localhost')",
        "socket.gethostbyname_ex('localhost')",
        "socket.gethostbyaddr('127.0.0.1')",
        "socket.getnameinfo(('127.0.0.1', 80), 0)",
        "__import__('urllib.request').request.urlopen('http://127.0.0.1:9/')",
    ],
)
def test_the_hook_refuses(work):
    if "urlopen" in work:  # urllib wraps the refusal in an error of its own
        work = f"unwrapped({work!r})"
    code = """
def unwrapped(work):
    try:
        eval(work)
    except OSError as error:
        raise error.reason
"""
    assert python(HOOKED + code + f"print(tried(lambda: {work}))") == "refused"


def test_the_hook_refuses_a_socket_that_was_open_before():
    code = """
import socket
early = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
import _socket
bare = _socket.socket()
"""
    tries = """
print(tried(lambda: early.connect(("127.0.0.1", 9))), tried(lambda: early.sendto(b"x", ("127.0.0.1", 9))),
      tried(lambda: early.sendmsg([b"x"], [], 0, ("127.0.0.1", 9))), tried(lambda: early.bind(("127.0.0.1", 0))),
      tried(lambda: bare.connect(("127.0.0.1", 9))))
"""
    assert python(code + HOOKED + tries) == " ".join(["refused"] * 5)


def test_the_hook_leaves_unix_sockets_alone(tmp_path):
    code = f"""
import os
os.chdir({str(tmp_path)!r})
near, far = socket.socketpair()
near.send(b"hello")
print(far.recv(5).decode())
door = socket.socket(socket.AF_UNIX)
door.bind("door")
door.listen()
caller = socket.socket(socket.AF_UNIX)
caller.connect("door")
print(socket.socket(fileno=os.dup(caller.fileno())).family.name)
"""
    assert python(HOOKED + code).split() == ["hello", "AF_UNIX"]


def test_closing_twice_by_hook_asks_once():
    code = "calls = []\nimport sys\nsys.addaudithook = lambda hook: calls.append(hook)\n"
    tries = "from mlworkbench.base import closed\nclosed.close_by_hook()\nclosed.close_by_hook()\nprint(len(calls))"

    assert python(code + tries) == "1"


def test_where_there_is_no_filter_the_hook_stands_in():
    code = """
import sys
from mlworkbench.base import closed
closed._SYSTEM_CALLS.clear()
closed.close_network()
print(closed.state())
"""
    assert python(code) == "hooked"


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_get_the_hook_and_ask_no_libc(platform):
    code = f"""
import sys
sys.platform = {platform!r}
import ctypes
from mlworkbench.base import closed
ctypes.CDLL = None
closed.close_network()
print(closed.state())
"""
    assert python(code) == "hooked"


def test_a_process_that_was_not_closed_says_so():
    assert python("from mlworkbench.base import closed; print(closed.state())") == "open"


def test_closing_keeps_the_libraries_quiet(monkeypatch):
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    code = "import os; from mlworkbench.base import closed; closed.close_network(); print(os.environ['ORT_DISABLE_TELEMETRY'])"

    assert python(code) == "1"


def test_it_imports_nothing_heavy():
    code = "import sys; from mlworkbench.base import closed; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    brought = set(python(code).split())

    assert not brought & {"socket", "asyncio", "subprocess", "threading", "platform", "json", "numpy", "PySide6", "logging"}
    assert os.path.basename(closed.__file__) == "closed.py"
