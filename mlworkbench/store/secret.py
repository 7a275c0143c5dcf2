"""The project's key for keyed hashes: random, in a file of its own that only its owner may read.

It stands beside project.db and not in it: no record names it, no package, report or table holds it, and it is not copied when a
file of the project is exported. Who loses it can still read all versions, but not make the same hashes again.
"""

import os
import secrets
from pathlib import Path

NAME = "hash.key"
BYTES = 32


def hash_key(folder: Path) -> Path:
    """The file of the project in this folder, made at the first call."""
    place = folder / NAME
    if not place.exists():
        fresh = place.with_name(f".{NAME}.{os.getpid()}.tmp")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, place)
    return place
