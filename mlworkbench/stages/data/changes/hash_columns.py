"""Values become keyed hashes: equal values stay equal, and nobody without the project's key can tell or guess which they were.

HMAC-SHA256 of the value's text (RFC 2104), its first 128 bits in hexadecimal. The key never leaves the project's folder
(see store/secret.py); a column hashed in another version or file of the same project can still be joined.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Column
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering
from mlworkbench.stages.data.change import ChangeKind, Ground, Made

if TYPE_CHECKING:
    import pyarrow as pa

LETTERS = 32


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError where no column is named, or there is no key."""
    if not params["columns"]:
        raise InputError("data.no_column_named")
    if ground.secret is None:
        raise InputError("data.no_hash_key")
    key = ground.secret.read_bytes()
    columns = {name: Column(name, "text") for name in params["columns"]}

    def compute(batch: "pa.RecordBatch") -> "dict[str, pa.Array]":
        return {name: _hashed(batch.column(ground.place(name)), key) for name in columns}

    return altering.with_columns(ground, columns, compute)


def _hashed(values: "pa.Array", key: bytes) -> "pa.Array":
    """Each different value is hashed once."""
    import pyarrow as pa

    texts = altering.spelled(values).dictionary_encode()
    found = [
        hmac.new(key, str(one).encode("utf-8"), hashlib.sha256).hexdigest()[:LETTERS] for one in texts.dictionary.to_pylist()
    ]
    return pa.array(found, pa.string()).take(texts.indices)


CHANGE = ChangeKind(
    name="hash_columns",
    title=Words("Hide values behind a keyed hash", "키 해시로 값 가리기"),
    help=Words(
        "Equal values stay equal, so that joining and counting still work. The key stays in this project and is in no export.",
        "같은 값은 같은 해시가 되므로 결합과 집계는 그대로 됩니다. 키는 이 프로젝트에만 있고 내보내지 않습니다.",
    ),
    params=(Param("columns", Words("Columns", "열"), ""),),
    sorts={"columns": "columns"},
    make=make,
    sample={"columns": ["도시", "키"]},
)
