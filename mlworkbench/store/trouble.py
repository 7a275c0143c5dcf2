"""The disk's and the database's complaints, translated into errors with a next step."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from mlworkbench.base.errors import ProjectError

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}
NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
TIGHT = 4 << 20  # with less room than this a failed write is put down to the full disk


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Raises ProjectError for what a disk or SQLite can do to the project in this folder; our own mistakes pass untouched."""
    try:
        yield
    except DBAPIError as reason:
        if not isinstance(reason.orig, sqlite3.Error) or isinstance(reason.orig, sqlite3.IntegrityError):
            raise
        raise _of_database(reason.orig, folder) from reason
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as reason:
        raise _of_database(reason, folder) from reason
    except OSError as reason:
        raise _of_disk(reason, folder) from reason


def _of_database(reason: sqlite3.Error, folder: Path) -> Exception:
    code = getattr(reason, "sqlite_errorcode", 0) & 0xFF
    if str(reason).startswith(("no such table", "no such column")):  # someone else wrote into it
        return ProjectError("store.damaged", folder=str(folder))
    if code == sqlite3.SQLITE_FULL:
        return ProjectError("store.full", folder=str(folder))
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return ProjectError("store.damaged", folder=str(folder))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return ProjectError("store.not_writable", folder=str(folder))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ProjectError("store.locked", folder=str(folder), who=None, since=None)
    if code == sqlite3.SQLITE_IOERR:
        return ProjectError("store.full" if _is_tight(folder) else "store.disk", folder=str(folder))
    return reason


def _of_disk(reason: OSError, folder: Path) -> ProjectError:
    if reason.errno in NO_ROOM:
        return ProjectError("store.full", folder=str(folder))
    if reason.errno in NOT_ALLOWED:
        return ProjectError("store.not_writable", folder=str(folder))
    return ProjectError("store.disk", folder=str(folder))


def _is_tight(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < TIGHT
