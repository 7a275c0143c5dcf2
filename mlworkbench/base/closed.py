"""Closes this process against every network, before anything else is imported.

On Linux the kernel refuses: a seccomp filter lets `socket` make nothing but AF_UNIX, for this process, all its threads and
all its children, and cannot be lifted. Elsewhere, or where the filter is forbidden, Python refuses through an audit hook,
which C code could get round. docs/decisions/0002-offline.md says what was decided and what stays possible.
"""

import ctypes
import errno
import os
import sys
from collections.abc import Collection, Sequence
from typing import Any, Literal

State = Literal["enforced", "hooked", "open"]
Instruction = tuple[int, int, int, int]

AF_UNIX = 1
MARK = 0x6D6C  # an address family nobody has: our filter alone answers it with MARKED, which proves it without a trial socket
MARKED = 117  # EUCLEAN, which no socket call gives
X32 = 0x40000000  # x86-64 system calls of the x32 ABI carry this bit
BROKER = "MLWORKBENCH_BROKER"  # the number of the descriptor that leads to the broker
DATABASE = "--database"
QUIET = {"ORT_DISABLE_TELEMETRY": "1"}  # read by libraries when they are first imported

# machine: (audit architecture, socket, socketpair, io_uring_setup, seccomp)
_SYSTEM_CALLS = {
    "x86_64": (0xC000003E, 41, 53, 425, 317),
    "aarch64": (0xC00000B7, 198, 199, 425, 277),
}
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data, little-endian
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_SET_DEATH_SIGNAL, _SET_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 1, 38, 22, 2
_ALL_THREADS, _KEEP_SPECULATION = 1, 4  # the second: kernels before 5.16 would otherwise slow every filtered process down
_SOL_SOCKET, _SO_DOMAIN = 1, 39


class _Hook:
    set = False


def close_network(keep: bool = False) -> None:
    """Refuse every network from now on. Calling it again, or in a child of a closed process, changes nothing.

    With `keep` the connections this process has made so far go on working; no further one can be made.
    """
    os.environ.update(QUIET)
    if _filter_answers() or _install():
        if not keep:
            cut_inherited()
        _look_up_in_files_only()
    else:
        close_by_hook()


def state() -> State:
    """What holds for the calling thread, asked of the system and not remembered."""
    if _filter_answers():
        return "enforced"
    return "hooked" if _Hook.set else "open"


def filter_program(machine: str) -> tuple[Instruction, ...]:
    """The filter for this machine as (code, jump if true, jump if false, operand); a jump counts instructions to skip.

    A foreign architecture (32-bit calls of a 64-bit process), the x32 ABI and io_uring, all of which could open sockets past
    the check, do not exist for a closed process: ENOSYS.
    """
    architecture, socket, socketpair, io_uring_setup, _ = _SYSTEM_CALLS[machine]
    return (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 0, 10, architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 8, 0, X32),
        (_EQUAL, 7, 0, io_uring_setup),
        (_EQUAL, 1, 0, socket),
        (_EQUAL, 0, 2, socketpair),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 0, 1, AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_EQUAL, 2, 0, MARK),
        (_RETURN, 0, 0, _REFUSE | errno.EACCES),
        (_RETURN, 0, 0, _REFUSE | errno.ENOSYS),
        (_RETURN, 0, 0, _REFUSE | MARKED),
    )


def wants_broker(arguments: Sequence[str]) -> bool:
    """Whether the broker (jobs/broker.py) is to stand in front of what was asked for: the window, or the import of a database.

    Decided from the arguments alone. Where no filter is inherited nobody needs it; where databases are forbidden nobody gets it.
    """
    if BROKER in os.environ or not _machine() or _filter_answers():
        return False
    words, skipped = [], False
    for word in arguments:
        if word != "--lang" and not skipped and not word.startswith("--lang="):
            words.append(word)
        skipped = word == "--lang"
    asks = any(word == DATABASE or word.startswith(f"{DATABASE}=") for word in words)
    if words and not (words[0] == "open" or os.path.exists(words[0]) or (words[0] == "import" and asks)):
        return False
    from mlworkbench.base.policy import policy

    return policy().allowed


def end_with_broker() -> None:
    """Where a broker stands in front of this process: should it be killed, the system ends this one too, in good order."""
    number = os.environ.get(BROKER, "")
    if sys.platform == "linux" and number.isdecimal() and os.path.exists(f"/proc/self/fd/{number}"):
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, ctypes.c_ulong(15), *(ctypes.c_ulong(0),) * 3)


def narrow_to(host: str, addresses: Collection[tuple[str, int]]) -> None:
    """For a process that is to make one connection before it closes itself: Python reaches these addresses and no others, and
    looks up no other name.
    """

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("socket.getaddrinfo", "socket.gethostbyname"):
            allowed = arguments[0] in (host, host.encode(), *(one for one, _ in addresses))
        elif event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
            family, address = arguments[0].family, arguments[1]
            allowed = family == AF_UNIX or (event == "socket.connect" and tuple(address[:2]) in addresses)
        else:
            return
        if not allowed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    sys.addaudithook(refuse)


def close_by_hook() -> None:
    """Python's own sockets and name look-ups raise PermissionError from now on; C code is not held."""
    if not _Hook.set:
        _Hook.set = True
        sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if not event.startswith("socket."):
        return
    word = event[7:]
    if word in ("getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo"):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    family = {"__new__": 1, "connect": 0, "bind": 0, "sendto": 0, "sendmsg": 0}.get(word)
    if family is None:
        return
    asked = arguments[1] if family else arguments[0].family
    # -1 comes with a descriptor that is open already; its connect, bind and sendto are asked about again
    if asked not in (AF_UNIX, -1):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _machine() -> str:
    """The key of `_SYSTEM_CALLS`, or "" where there is no filter for this Python."""
    if sys.platform != "linux" or sys.maxsize < 2**32 or sys.byteorder != "little":
        return ""
    machine = os.uname().machine
    return machine if machine in _SYSTEM_CALLS else ""


def _filter_answers() -> bool:
    if not _machine():
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    ctypes.set_errno(0)
    made = libc.socket(MARK, 1, 0)
    return made == -1 and ctypes.get_errno() == MARKED


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _install() -> bool:
    """True if the filter now holds for all threads."""
    machine = _machine()
    if not machine:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    rows = filter_program(machine)
    code = b"".join(
        kind.to_bytes(2, "little") + bytes((yes, no)) + operand.to_bytes(4, "little") for kind, yes, no, operand in rows
    )
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(rows), ctypes.addressof(buffer))
    one, none = ctypes.c_ulong(1), ctypes.c_ulong(0)
    return (
        libc.prctl(_SET_NO_NEW_PRIVS, one, none, none, none) == 0
        and _set_filter(libc, _SYSTEM_CALLS[machine][4], program)
        and _filter_answers()
    )


def _set_filter(libc: ctypes.CDLL, seccomp: int, program: _Program) -> bool:
    for flags in (_ALL_THREADS | _KEEP_SPECULATION, _ALL_THREADS):
        if libc.syscall(ctypes.c_long(seccomp), ctypes.c_ulong(1), ctypes.c_ulong(flags), ctypes.byref(program)) == 0:
            return True
    alone = len(os.listdir("/proc/self/task")) == 1
    return alone and libc.prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(program)) == 0


def cut_inherited() -> None:
    """A network socket handed down by whoever started us becomes /dev/null; pipes, files and AF_UNIX stay."""
    libc = ctypes.CDLL(None)
    for name in os.listdir("/proc/self/fd"):
        domain, size = ctypes.c_int(AF_UNIX), ctypes.c_uint(4)
        asked = libc.getsockopt(int(name), _SOL_SOCKET, _SO_DOMAIN, ctypes.byref(domain), ctypes.byref(size))
        if asked == 0 and domain.value != AF_UNIX:
            _replace(int(name))


def _replace(number: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, number, inheritable=os.get_inheritable(number))
    os.close(null)


def _look_up_in_files_only() -> None:
    """Host names from /etc/hosts alone: glibc would else ask nscd or systemd-resolved over AF_UNIX, and those ask the network."""
    configure = getattr(ctypes.CDLL(None), "__nss_configure_lookup", None)  # musl has no such thing and asks no daemon
    if configure is not None:
        configure(b"hosts", b"files")
