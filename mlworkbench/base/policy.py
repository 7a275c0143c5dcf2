"""What whoever administers this machine allows: a file that users can't write. It can only forbid, never widen a promise.

    [import_database]
    allowed = true
    hosts = ["db.site.example", "10.20.0.0/16"]

Without `hosts` every address is allowed that is not one of the public internet; with it those alone, public or not.
"""

import ipaddress
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SWITCH = "MLWORKBENCH_IMPORT_DATABASE"  # "off" forbids; no other value allows what the file forbids
NAME = "policy.toml"
SECTION = "import_database"


@dataclass(frozen=True)
class Policy:
    """`where` is the file that said so, "" where there is none. A file that cannot be understood forbids."""

    allowed: bool = True
    hosts: tuple[str, ...] = ()
    where: str = ""

    def allows(self, host: str, addresses: Iterable[str]) -> bool:
        """Whether this host, which has these numeric addresses, may be connected to."""
        found = [ipaddress.ip_address(one.partition("%")[0]) for one in addresses]
        if not self.allowed or not found:
            return False
        if not self.hosts:
            return not any(one.is_global for one in found)
        if host.lower() in {one.lower() for one in self.hosts}:
            return True
        networks = [network for one in self.hosts if (network := _network(one)) is not None]
        return all(any(one in network for network in networks) for one in found)


def policy() -> Policy:
    """The first file there is, and the switch in the environment."""
    found = next((_read(place) for place in places() if place.is_file()), Policy())
    if os.environ.get(SWITCH, "").strip().lower() in ("off", "0", "false", "no"):
        return Policy(False, found.hosts, found.where or SWITCH)
    return found


def places() -> tuple[Path, ...]:
    """Where the file may lie: with the system, else beside the built program."""
    if sys.platform == "win32":
        system = Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "mlworkbench"
    elif sys.platform == "darwin":
        system = Path("/Library/Application Support/mlworkbench")
    else:
        system = Path("/etc/mlworkbench")
    beside = (Path(sys.executable).parent / NAME,) if getattr(sys, "frozen", False) else ()
    return (system / NAME, *beside)


def _read(path: Path) -> Policy:
    import tomllib

    try:
        told: dict[str, Any] = tomllib.loads(path.read_text("utf-8")).get(SECTION, {})
        allowed, hosts = told.get("allowed", True), told.get("hosts", [])
        understood = isinstance(allowed, bool) and isinstance(hosts, list) and all(isinstance(one, str) for one in hosts)
    except (OSError, ValueError, AttributeError):
        return Policy(False, (), str(path))
    return Policy(allowed, tuple(hosts), str(path)) if understood else Policy(False, (), str(path))


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
