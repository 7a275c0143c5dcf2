"""Names made from content: canonical JSON and SHA-256."""

import hashlib
import json
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

BLOCK = 1 << 20


def canonical(value: Any) -> bytes:
    """One byte string for one value: sorted keys, no spaces, UTF-8, shortest exact numbers, no NaN.

    Raises ValueError for NaN or infinity, TypeError for what JSON cannot hold.
    """
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digest_of(value: Any) -> str:
    return digest(canonical(value))


def digest_file(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            total.update(block)
    return total.hexdigest()
