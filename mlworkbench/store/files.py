"""Files named by the hash of their content: written under a temporary name, synced, renamed, never altered."""

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from mlworkbench.base import clock
from mlworkbench.base.digest import BLOCK
from mlworkbench.base.errors import ProjectError
from mlworkbench.store.disk import sealed, sync_folder
from mlworkbench.store.trouble import translated

TEMPORARY = ".tmp-"


class Files:
    def __init__(self, folder: Path, work: Path) -> None:
        self.folder = folder
        self.work = work

    def keep(self, source: Path) -> str:
        """The sha256 of the file, which is now kept under that name. Keeping it again changes nothing.

        What a worker sealed is linked, at once whatever its size; anything else, or where links are unknown, is copied.
        """
        with translated(self.folder.parent):
            fresh = self.folder / f"{TEMPORARY}{clock.new_name()}"
            try:
                name = self._link(source, fresh) or _copy(source, fresh)
                if not self._has(name, fresh.stat().st_size):
                    os.replace(fresh, self.folder / name)
                    sync_folder(self.folder)
            finally:
                fresh.unlink(missing_ok=True)
        return name

    def path(self, name: str) -> Path:
        """Raises ProjectError where it is gone."""
        path = self.folder / name
        if not path.is_file():
            raise ProjectError("store.no_file", name=name, folder=str(self.folder.parent))
        return path

    def strays(self, named: Collection[str]) -> tuple[Path, ...]:
        """What lies here and no record names, and what an interrupted write left."""
        return tuple(sorted(path for path in self.folder.iterdir() if path.is_file() and path.name not in named))

    def _link(self, source: Path, fresh: Path) -> str | None:
        name = sealed(source) if source.is_relative_to(self.work) else None
        if name is not None:
            try:
                os.link(source, fresh)
            except OSError:
                return None
        return name

    def _has(self, name: str, size: int) -> bool:
        path = self.folder / name
        return path.is_file() and path.stat().st_size == size


def _copy(source: Path, fresh: Path) -> str:
    total = hashlib.sha256()
    with source.open("rb") as old, fresh.open("xb") as new:
        while block := old.read(BLOCK):
            total.update(block)
            new.write(block)
        new.flush()
        os.fsync(new.fileno())
    return total.hexdigest()
