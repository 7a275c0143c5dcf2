"""What servers and drivers complain about, in words of ours: what was wrong and what to do, never a password."""

import contextlib
import ssl
from collections.abc import Iterator
from typing import Any

from mlworkbench.base import secret
from mlworkbench.base.errors import InputError
from mlworkbench.stages.data.databases.address import Address

LONGEST = 300
# SQLSTATE, or its first letters: the words
STATES = {
    "28": "data.database_login",
    "3D": "data.database_unknown",
    "57014": "data.database_too_slow",
    "57P": "data.database_dropped",
    "08": "data.database_dropped",
    "25006": "data.database_read_only",
    "42501": "data.database_no_right",
    "42": "data.database_query_wrong",
    "22": "data.database_query_wrong",
    "0A": "data.database_query_wrong",
    "53300": "data.database_full",
}
MYSQL = {1044: "28", 1045: "28", 1049: "3D", 1142: "42501", 1064: "42", 1054: "42", 1146: "42", 2013: "08", 3024: "57014"}
GONE = ("network error", "connection is closed", "server closed the connection", "lost connection")
silent = contextlib.suppress


@contextlib.contextmanager
def told(address: Address, own: type[Exception] = OSError) -> Iterator[None]:
    """Whatever a driver raises inside comes out as InputError; `own` is what it raises where we ask it without SQLAlchemy."""
    from sqlalchemy import exc

    try:
        yield
    except exc.DBAPIError as reason:
        raise of(address, reason.orig or reason) from None  # the cause may hold the statement's own words, which are in ours
    except exc.SQLAlchemyError as reason:
        raise InputError("data.database_failed", address=address.place, reason=_short(reason)) from None
    except ssl.SSLError as reason:
        raise InputError("data.database_tls", address=address.place, reason=_short(reason)) from None
    except (OSError, own) as reason:
        raise of(address, reason) from None


def of(address: Address, reason: BaseException) -> InputError:
    """The words for a driver's own exception."""
    state, message = _state(reason)
    facts = {"address": address.place, "user": address.user or "–", "database": address.database or "–", "reason": message}
    for known in sorted(STATES, key=len, reverse=True):
        if state.startswith(known):
            return InputError(STATES[known], **facts)
    chain = _chain(reason)
    if any(isinstance(one, ssl.SSLError) for one in chain) or "SSL" in message:
        return InputError("data.database_tls", **facts | {"reason": _short(chain[-1])})
    if any(words in message.lower() for words in GONE) or isinstance(reason, ConnectionError | EOFError):
        return InputError("data.database_dropped", **facts)
    if any(isinstance(one, OSError) for one in chain):
        return InputError("data.database_not_reached", **facts | {"reason": _short(chain[-1])})
    return InputError("data.database_failed", **facts)


def _state(reason: BaseException) -> tuple[str, str]:
    """SQLSTATE ("" where the driver tells none) and message: each driver has its own place for them."""
    first: Any = reason.args[0] if reason.args else ""
    if isinstance(first, dict):  # pg8000
        where = f" ({first['P']})" if first.get("P") else ""
        return str(first.get("C", "")), secret.hidden(f"{first.get('M', '')}{where}"[:LONGEST])
    if isinstance(first, int) and len(reason.args) > 1:  # PyMySQL, mysqlclient
        return MYSQL.get(first, ""), secret.hidden(str(reason.args[1])[:LONGEST])
    state = getattr(reason, "sqlstate", None) or getattr(reason, "pgcode", None) or ""  # psycopg, psycopg2
    return str(state), _short(reason)


def _chain(reason: BaseException) -> list[BaseException]:
    """The exception and what it came from."""
    found: list[BaseException] = [reason]
    while (before := found[-1].__cause__ or found[-1].__context__) is not None and before not in found:
        found.append(before)
    return found


def _short(reason: BaseException) -> str:
    words = getattr(reason, "strerror", None) or str(reason)
    return secret.hidden(str(words).split("\n")[0][:LONGEST])
