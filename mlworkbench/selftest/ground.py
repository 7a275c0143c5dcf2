"""Checks of what everything stands on: resources, both languages, the closed network."""

import ctypes
import errno
import socket
import tomllib
from collections.abc import Iterator
from functools import partial
from string import Formatter

from mlworkbench.base import closed, paths
from mlworkbench.base.words import LANGUAGES, catalogue
from mlworkbench.selftest.part import Broken, Check, hold

KINDS = ("text", "theme", "icons", "fonts", "documents", "holidays", "samples")
LOOPBACK = b"\x7f\x00\x00\x01"
TEST_NET = b"\xc0\x00\x02\x01"


def checks() -> Iterator[Check]:
    for kind in KINDS:
        yield Check(f"resources {kind}", partial(resources, kind))
    for language in LANGUAGES:
        yield Check(f"language {language}", partial(texts, language))
    yield Check("offline", offline)
    yield Check("offline in C", offline_in_c)


def resources(kind: str) -> str:
    """Every file of one kind can be read; TOML can be parsed."""
    files = [path for path in paths.resource(kind).rglob("*") if path.is_file()]
    hold(bool(files), f"no files in {paths.resource(kind)}")
    for path in files:
        content = path.read_bytes()
        hold(bool(content), f"{path.name} is empty")
        if path.suffix == ".toml":
            tomllib.loads(content.decode("utf-8"))
    return f"{len(files)} files"


def texts(language: str) -> str:
    """Every sentence has the blanks of its English fellow, and they can be filled."""
    english, found = catalogue("en"), catalogue(language)
    hold(set(english) == set(found), f"keys differ: {sorted(set(english) ^ set(found))[:5]}")
    for key, sentence in found.items():
        hold(blanks(sentence) == blanks(english[key]), f"blanks of {key} differ")
    return f"{len(found)} sentences"


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def offline() -> str:
    """Python gets no connection: not to this machine, not to the network kept for documentation (RFC 5737)."""
    for address in (LOOPBACK, TEST_NET):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            _refused(address, kind)
    return closed.state()


def _refused(address: bytes, kind: int) -> None:
    host = socket.inet_ntoa(address)
    try:
        with socket.socket(socket.AF_INET, kind) as opened:
            opened.settimeout(2)
            opened.connect((host, 9))
    except PermissionError as reason:
        hold(reason.errno == errno.EACCES, f"{host}: {reason}")
        return
    except OSError as reason:
        raise Broken(f"{host} was tried: {reason}") from reason
    raise Broken(f"{host} was reached")


def offline_in_c() -> str:
    """C code gets no socket either, where the system can enforce that."""
    if closed.state() != "enforced":
        return "not enforced by the system here"
    libc = ctypes.CDLL(None, use_errno=True)
    for family in (socket.AF_INET, socket.AF_INET6):
        ctypes.set_errno(0)
        made = libc.socket(int(family), 1, 0)
        hold(made == -1 and ctypes.get_errno() == errno.EACCES, f"C got a socket of family {int(family)}")
    return "EACCES"
