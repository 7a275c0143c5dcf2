"""What a file lay on: a local disk, a stick, a share."""

import re
import sys
from pathlib import Path

NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "glusterfs", "lustre", "davfs", "fuse.sshfs", "fuse.davfs",
     "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.gvfsd-fuse", "ncpfs", "coda", "beegfs", "gpfs", "pvfs2")
)  # fmt: skip
OPTICAL = frozenset(("iso9660", "udf"))
WINDOWS = {2: "removable", 3: "local disk", 4: "network share", 5: "removable"}
MOUNTS, BLOCKS = Path("/proc/self/mountinfo"), Path("/sys/class/block")
ESCAPED = re.compile(r"\\([0-7]{3})")


def under(path: Path) -> str:
    """ "local disk", "removable (name)", "network share (kind)"; nothing where it cannot be told."""
    try:
        if sys.platform == "win32":
            return _windows(path)
        return _linux(path, MOUNTS.read_text("utf-8", "surrogateescape")) if MOUNTS.exists() else ""
    except (OSError, ValueError, IndexError):
        return ""


def _linux(path: Path, mounts: str) -> str:
    mount = _mount(path, mounts)
    if mount is None:
        return ""
    kind, source, device = mount
    if kind in NETWORK:
        return f"network share ({kind})"
    if kind in OPTICAL:
        return f"removable ({kind})"
    name = _device(source, device)
    if name is None:
        return ""
    removable = _removable(name)
    return "local disk" if removable is None else f"removable ({removable})"


def _mount(path: Path, mounts: str) -> tuple[str, str, str] | None:
    """File system, source and device number of the deepest mount above the path; the last one counts where several lie."""
    best, found = -1, None
    for line in mounts.splitlines():
        fields = line.split(" ")
        place = Path(_plain(fields[4]))
        rest = fields[fields.index("-") + 1 :]
        if len(place.parts) >= best and path.is_relative_to(place):
            best, found = len(place.parts), (rest[0], _plain(rest[1]), fields[2])
    return found


def _plain(name: str) -> str:
    return ESCAPED.sub(lambda one: chr(int(one.group(1), 8)), name)


def _device(source: str, number: str) -> str | None:
    """The block device's name in /sys; None for file systems without one."""
    by_number = Path("/sys/dev/block") / number
    if by_number.exists():
        return by_number.resolve().name
    name = Path(source).resolve().name if source.startswith("/dev/") else ""
    return name if name and (BLOCKS / name).exists() else None


def _removable(name: str) -> str | None:
    """What the drive is called if it can be unplugged; None if it cannot."""
    place = (BLOCKS / name).resolve()
    disk = place.parent if (place / "partition").exists() else place
    for below in (disk / "slaves").glob("*"):  # an encrypted disk lies on another one
        return _removable(below.name)
    flag = disk / "removable"
    if "/usb" not in str(disk) and not (flag.exists() and flag.read_text().strip() == "1"):
        return None
    model = disk / "device" / "model"
    return (model.read_text("utf-8", "replace").strip() if model.exists() else "") or disk.name


def _windows(path: Path) -> str:
    import ctypes

    root = path.anchor
    if root.startswith("\\\\"):
        return "network share (SMB)"
    system = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    kind = WINDOWS.get(int(system.GetDriveTypeW(root)), "")
    if kind != "removable":
        return kind
    label = ctypes.create_unicode_buffer(261)
    system.GetVolumeInformationW(root, label, 261, None, None, None, None, 0)
    return f"removable ({label.value or root.rstrip(chr(92))})"
