"""Packages taken apart and put together again by hand: what an attacker can do."""

import io
import json
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mlworkbench.base import words
from mlworkbench.base.digest import canonical, digest
from mlworkbench.base.errors import InputError, ProjectError, WorkbenchError
from mlworkbench.scoring.package import MANIFEST, MODEL, open_package

Files = dict[str, bytes]


def unzipped(package: Path) -> Files:
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info


def zipped(entries: list[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for info, content in entries:
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, 6)
    return held.getvalue()


def plain(files: Files) -> bytes:
    return zipped([(entry(name), content) for name, content in files.items()])


def resealed(files: Files, **changes: Any) -> Files:
    """The same package with fields of its manifest changed and all sizes and hashes made right again."""
    found = json.loads(files[MANIFEST]) | changes
    found["files"] = [
        one | {"size": len(files[one["path"]]), "sha256": digest(files[one["path"]])}
        for one in found["files"]
        if one["path"] in files
    ]
    found["lineage"] = found["lineage"] | {"model": digest(files[MODEL])}
    return files | {MANIFEST: canonical(found)}


def refusal(folder: Path, content: bytes) -> WorkbenchError:
    path = folder / "bad.mlpkg"
    path.write_bytes(content)
    with pytest.raises((InputError, ProjectError)) as caught:
        open_package(path)
    error: WorkbenchError = caught.value
    told = words.told(error)
    assert "bad.mlpkg" in told
    words.set_language("ko")
    assert "bad.mlpkg" in words.told(error)
    words.set_language("en")
    return error


def changed_in_both(content: bytes, at_local: int, at_directory: int, form: str, value: int) -> bytes:
    """A field of the first file changed in both of its headers."""
    found = bytearray(content)
    struct.pack_into(form, found, at_local, value)
    struct.pack_into(form, found, found.index(b"PK\x01\x02") + at_directory, value)
    return bytes(found)
