"""What a file lay on is told from the table of mounts."""

from pathlib import Path

import pytest

from mlworkbench.stages.data import medium

MOUNTS = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 0:50 / /mnt/share rw - cifs //server/data rw
41 22 0:51 / /mnt/share/nfs\040here rw shared:7 master:2 - nfs4 server:/x rw
42 22 8:17 / /media/stick rw - vfat /dev/sdb1 rw
43 22 0:52 / /run rw - tmpfs tmpfs rw"""


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two disks as Linux shows them: one built in, one on USB."""
    blocks = tmp_path / "class"
    blocks.mkdir()
    for disk, name, removable in (("pci/vda", "vda", "0"), ("usb1/sdb", "sdb", "1")):
        (tmp_path / disk / "device").mkdir(parents=True)
        (tmp_path / disk / "removable").write_text(removable + "\n")
        (tmp_path / disk / "device" / "model").write_text("Flash Voyager   \n")
        (blocks / name).symlink_to(tmp_path / disk)
    part = tmp_path / "usb1/sdb/sdb1"
    part.mkdir()
    (part / "partition").write_text("1\n")
    (blocks / "sdb1").symlink_to(part)
    monkeypatch.setattr(medium, "BLOCKS", blocks)
    monkeypatch.setattr(medium, "_device", lambda source, number: Path(source).name if source.startswith("/dev") else None)


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/home/kim/x.csv", "local disk"),
        ("/mnt/share/x.csv", "network share (cifs)"),
        ("/mnt/share/nfs here/x.csv", "network share (nfs4)"),
        ("/mnt/shared/x.csv", "local disk"),
        ("/media/stick/x.csv", "removable (Flash Voyager)"),
        ("/run/x.csv", ""),
    ],
)
def test_each_kind_of_medium_is_told(path: str, told: str) -> None:
    assert medium._linux(Path(path), MOUNTS) == told


def test_a_real_file_is_told_without_trouble(tmp_path: Path) -> None:
    assert medium.under(tmp_path) in ("", "local disk") or medium.under(tmp_path).startswith(("removable", "network"))


def test_a_broken_table_of_mounts_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mountinfo").write_text("nonsense\n")
    monkeypatch.setattr(medium, "MOUNTS", tmp_path / "mountinfo")

    assert medium.under(tmp_path) == ""
