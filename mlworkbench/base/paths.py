"""Where things lie: resources beside the program, settings and caches with the user."""

import os
import re
import sys
from contextlib import suppress
from pathlib import Path


def resources() -> Path:
    """The resources folder: beside the package in a checkout, inside the bundle in a built program."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) / "resources" if bundle else Path(__file__).parents[2] / "resources"


def resource(*parts: str) -> Path:
    return resources().joinpath(*parts)


def home() -> Path:
    """The user's folder for settings, recent projects, logs and loose jobs; `MLWORKBENCH_HOME` moves it."""
    if chosen := os.environ.get("MLWORKBENCH_HOME"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", str(Path.home()))) / "mlworkbench"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "mlworkbench"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "mlworkbench"


def file_name(text: str) -> str:
    """A text as a file name that every system allows; Hangul stays."""
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]+', "-", text).strip(" .-")[:80] or "model"


def free(place: Path, name: str, suffix: str = "") -> Path:
    """A path of this name in a folder, numbered where the name is taken, at which there is nothing yet."""
    stem = file_name(name)
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, 10_000))
    return next(path for one in names if not (path := place / f"{one}{suffix}").exists())


def discard(path: Path) -> None:
    """Remove what was begun there, if anything; a place where nothing can be written has its own refusal told by then."""
    with suppress(OSError):
        path.unlink()
