"""Where a database is: a SQLAlchemy URL without its password."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlworkbench.base.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

BUILT_IN = {"postgresql": "pg8000"}  # backend: the driver that comes along
PORTS = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306, "mssql": 1433, "oracle": 1521}
TITLES = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "mssql": "SQL Server",
    "oracle": "Oracle",
}
FILES = frozenset({"sqlite", "duckdb", "access"})
CONFIDING = re.compile(r"pass|pwd|secret|token|credential", re.IGNORECASE)  # names of choices that hold what must not be kept


@dataclass(frozen=True)
class Address:
    """`url` names driver, user, place and options, never a password. `port` 0: the driver's own."""

    url: str
    backend: str
    host: str
    port: int
    database: str
    user: str

    @property
    def place(self) -> str:
        """Host and port, as the user is asked about it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" if self.port else host

    @property
    def title(self) -> str:
        return TITLES.get(self.backend, self.backend)


def address(url: str) -> tuple[Address, str]:
    """The address and the password that stood in it ("" for none). Raises InputError, without quoting the password."""
    from sqlalchemy import exc
    from sqlalchemy.engine import make_url

    try:
        found = make_url(url.strip())
        port = found.port or 0
    except (exc.ArgumentError, ValueError) as reason:
        raise InputError("data.database_bad_url") from reason
    backend = found.get_backend_name()
    if backend == "postgres":
        found, backend = found.set(drivername=found.drivername.replace("postgres", "postgresql", 1)), "postgresql"
    if backend in FILES:
        raise InputError("data.database_is_file", kind=backend, file=found.database or "–")
    for name in found.query:
        if CONFIDING.search(name):
            raise InputError("data.database_secret_option", option=name)
    if not found.host:
        raise InputError("data.database_no_host")
    password = str(found.password or "")
    plain = _with_driver(found)._replace(password=None)  # `set` takes None for "as it is"
    port = port or PORTS.get(backend, 0)
    shown = plain.render_as_string(hide_password=False)
    return Address(shown, backend, str(found.host), port, found.database or "", found.username or ""), password


def _with_driver(url: "URL") -> "URL":
    """The built-in driver where none is named. Raises InputError for one that is not there."""
    from sqlalchemy import exc

    backend = url.get_backend_name()
    if "+" not in url.drivername and backend in BUILT_IN:
        url = url.set(drivername=f"{backend}+{BUILT_IN[backend]}")
    try:
        url.get_dialect().import_dbapi()
    except (exc.NoSuchModuleError, ImportError, AttributeError) as reason:
        known = ", ".join(f"{name}+{driver}" for name, driver in BUILT_IN.items())
        raise InputError("data.database_no_driver", driver=url.drivername, known=known) from reason
    return url


def made(backend: str, host: str, port: int, database: str, user: str, sslmode: str = "") -> Address:
    """An address from the fields of a form. Raises InputError."""
    from sqlalchemy.engine import URL

    driver = f"{backend}+{BUILT_IN[backend]}" if backend in BUILT_IN else backend
    if not host.strip():
        raise InputError("data.database_no_host")
    query = {"sslmode": sslmode} if sslmode else {}
    url = URL.create(driver, user.strip() or None, None, host.strip(), port or None, database.strip() or None, query)
    found, _ = address(url.render_as_string(hide_password=False))
    return replace(found, port=port or found.port)
