"""Encryption on the way to the server: `sslmode` in the URL as PostgreSQL's own programs understand it."""

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.stages.data.databases.address import Address

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
OURS = ("sslmode", "sslrootcert")


def separated(address: Address, password: str) -> "tuple[URL, dict[str, Any]]":
    """The URL with its password, and what the driver is given instead of the options that it does not know."""
    from sqlalchemy.engine import make_url

    url = make_url(address.url)
    if password:
        url = url.set(password=password)
    if not address.url.startswith("postgresql+pg8000"):
        return url, {}
    told = {name: str(value) for name, value in url.query.items()}
    mode, roots = told.get("sslmode", ""), told.get("sslrootcert", "")
    if mode and mode not in MODES:
        raise InputError("data.database_bad_sslmode", found=mode, known=", ".join(MODES))
    return url.difference_update_query(OURS), _context(mode, roots)


def _context(mode: str, roots: str) -> dict[str, Any]:
    """pg8000 asks for encryption by itself and goes on without where the server has none, unless told otherwise."""
    if mode == "disable":
        return {"ssl_context": False}
    if mode in ("", "allow", "prefer") and not roots:
        return {}
    if roots and not Path(roots).is_file():
        raise InputError("data.no_file", file=roots)
    try:
        context = ssl.create_default_context(cafile=roots or None)
    except (ssl.SSLError, OSError) as reason:
        raise InputError("data.database_bad_certificates", file=roots, reason=str(reason)[:200]) from reason
    if mode != "verify-full":
        context.check_hostname = False
    if mode not in ("verify-ca", "verify-full") and not roots:
        context.verify_mode = ssl.CERT_NONE
    return {"ssl_context": context}


def is_encrypted(raw: Any) -> bool:
    """Whether the driver's socket is one of TLS, as far as it can be seen."""
    return isinstance(getattr(raw, "_usock", None) or getattr(raw, "_sock", None), ssl.SSLSocket)
