"""Where a file came from: its place, its fingerprint, how it was read, what it lay on."""

from pathlib import Path

from mlworkbench.base.digest import digest_file
from mlworkbench.base.records import Origin
from mlworkbench.stages.data import medium
from mlworkbench.stages.data.source import Source


def origin_of(path: Path, source: Source, digest: str = "") -> Origin:
    """`digest` is the file's, where it is known already; a folder's stands in its source."""
    reading = {name: fact for name, fact in source.reading.items() if name != "importer"}
    if path.is_dir():
        size, digest = source.size, source.sha256
    else:
        size, digest = path.stat().st_size, digest or digest_file(path)
    whole = path.resolve()
    return Origin(
        path.name or whole.name, str(whole.parent), size, digest, source.reading["importer"], reading, medium.under(whole)
    )
