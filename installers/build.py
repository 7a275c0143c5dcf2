"""Builds the program as one folder in dist/mlworkbench, with the licences of all it contains, and tells its size."""

import re
import shutil
import sys
import time
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
BUILT = DIST / "mlworkbench"
PROGRAMS = ("mlworkbench", "mlworkbench-window")


def main() -> int:
    started = time.monotonic()
    build()
    count = licences()
    missing = [name for name in PROGRAMS if not program(name).is_file()]
    if missing:
        print(f"These programs were not made: {', '.join(missing)}")
        return 1
    for size, name in largest()[:8]:
        print(f"{size / 1e6:8.0f} MB  {name}")
    print(f"{BUILT.relative_to(ROOT)}: {total(BUILT) / 1e6:.0f} MB, {count} licences, {time.monotonic() - started:.0f} s")
    print(f"Try it: {program('mlworkbench').relative_to(ROOT)} selftest")
    return 0


def build() -> None:
    from PyInstaller.__main__ import run

    shutil.rmtree(BUILT, ignore_errors=True)
    work = ROOT / "build" / "pyinstaller"
    run([
        str(ROOT / "installers" / "mlworkbench.spec"), "--noconfirm", "--log-level", "WARN",
        "--distpath", str(DIST), "--workpath", str(work),
    ])  # fmt: skip


def program(name: str) -> Path:
    return BUILT / (f"{name}.exe" if sys.platform == "win32" else name)


def licences() -> int:
    """Copy the licence texts of the installed libraries into the folder; how many libraries have one."""
    count = 0
    tools = tools_of_developers()
    for found in metadata.distributions():
        if found.metadata["Name"].lower() in tools:
            continue
        texts = [
            file
            for file in found.files or ()
            if "licen" in file.name.lower() or file.name.upper().startswith(("COPYING", "NOTICE"))
        ]
        place = BUILT / "licences" / f"{found.metadata['Name']}-{found.version}"
        for file in texts:
            source = Path(str(found.locate_file(file)))
            if source.is_file():
                place.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, place / "-".join(file.parts[-2:] if len(file.parts) > 2 else file.parts[-1:]))
        count += place.is_dir()
    return count


def tools_of_developers() -> set[str]:
    """What is needed to make the program and does not come along (PyInstaller does: its boot loader)."""
    needed = (line for line in metadata.requires("mlworkbench") or () if 'extra == "dev"' in line.replace("'", '"'))
    return {re.split(r"[^A-Za-z0-9_-]", line)[0].lower() for line in needed} - {"pyinstaller"}


def total(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def largest() -> list[tuple[int, str]]:
    return sorted(((total(path), path.name) for path in (BUILT / "internal").iterdir() if path.is_dir()), reverse=True)


if __name__ == "__main__":
    sys.exit(main())
