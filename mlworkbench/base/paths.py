"""Where things lie: resources beside the program, settings and caches with the user."""

import os
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


def discard(path: Path) -> None:
    """Remove what was begun there, if anything; a place where nothing can be written has its own refusal told by then."""
    with suppress(OSError):
        path.unlink()
