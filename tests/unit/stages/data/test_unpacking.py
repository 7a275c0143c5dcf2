"""Compressed files: the data file inside is read as it would be by itself; what is hostile or damaged is refused."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from pathlib import Path

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import Source, open_source, run, unpacking

TABLE = b"name,n\n" + b"".join(b"row %d,%d\n" % (number, number) for number in range(200))


def opened(path: Path, **choices: str) -> Source:
    return open_source(path, path.parent / "work", Silent(), choices)


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "pack"),
    [("t.csv.gz", gzip.compress), ("t.gz", gzip.compress), ("t.csv.bz2", bz2.compress), ("t.csv.xz", lzma.compress)],
)
def test_one_packed_file_is_the_same_version_as_the_file_itself(name: str, pack: object, tmp_path: Path) -> None:
    assert callable(pack)
    (tmp_path / "t.csv").write_bytes(TABLE)
    (tmp_path / name).write_bytes(pack(TABLE))

    made = [run({"path": str(tmp_path / one), "name": "t"}, _folder(tmp_path, one), Silent()) for one in ("t.csv", name)]

    assert made[0]["data_file"] == made[1]["data_file"]
    assert made[1]["origin"]["importer"] == "csv"


def _folder(folder: Path, name: str) -> Path:
    made = folder / f"out-{name}"
    made.mkdir()
    return made


def test_the_only_data_file_of_a_zip_is_taken_and_its_name_recorded(tmp_path: Path) -> None:
    path = zipped(tmp_path / "t.zip", {"folder/t.csv": TABLE, "README.txt": b"hello\n", "__MACOSX/._t.csv": b"x"})

    source = opened(path)

    assert (source.rows, source.reading["member"], source.questions) == (200, "folder/t.csv", ())
    assert opened(path, **source.reading).reading == source.reading


def test_several_data_files_are_asked_about_and_one_can_be_chosen(tmp_path: Path) -> None:
    path = zipped(tmp_path / "t.zip", {"big.csv": TABLE, "small.json": b'[{"a": 1}]'})

    source, chosen = opened(path), opened(path, member="small.json")

    assert [(one.choice, one.options) for one in source.questions] == [("member", ("big.csv", "small.json"))]
    assert (chosen.reading["importer"], chosen.names) == ("json", ("a",))


def test_a_workbook_in_a_zip_is_read(data: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "t.zip", {"w.xlsx": (data / "files" / "test_skip_lines.xlsx").read_bytes()})

    assert opened(path).reading["importer"] == "excel"


def test_korean_names_in_an_old_zip_are_readable(tmp_path: Path) -> None:
    path = zipped(tmp_path / "t.zip", {"XXXX.csv": TABLE})
    path.write_bytes(path.read_bytes().replace(b"XXXX.csv", "공원".encode("cp949") + b".csv"))

    assert opened(path).reading["member"] == "공원.csv"


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("t.csv.gz", gzip.compress(TABLE)[:200], "data.archive_damaged"),
        ("t.csv.bz2", bz2.compress(TABLE)[:80], "data.archive_damaged"),
        ("t.csv.xz", lzma.compress(TABLE)[:200], "data.archive_damaged"),
        ("t.csv.gz", gzip.compress(b"", mtime=0), "data.archive_empty"),
        ("t.csv.gz", gzip.compress(gzip.compress(TABLE), mtime=0), "data.archive_nested"),
        ("t.csv", gzip.compress(TABLE, mtime=0), "data.other_kind"),
    ],
)
def test_damaged_empty_nested_and_lying_files_have_words(name: str, content: bytes, key: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(InputError) as refused:
        opened(tmp_path / name)

    assert refused.value.key == key


@pytest.mark.parametrize(
    ("files", "key"),
    [
        ({}, "data.archive_empty"),
        ({"../../out.csv": TABLE}, "data.archive_names"),
        ({"C:\\out.csv": TABLE}, "data.archive_names"),
        ({"inner.zip": b"PK\x03\x04" + bytes(50)}, "data.archive_nested"),
        ({"zeros.csv": bytes(4 << 20)}, "data.bomb"),
    ],
)
def test_hostile_zips_are_refused_and_write_nothing_outside(
    files: dict[str, bytes], key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "SUSPECT", 2 << 20)
    (tmp_path / "in").mkdir()
    path = zipped(tmp_path / "in" / "t.zip", files)

    with pytest.raises(InputError) as refused:
        opened(path)

    assert refused.value.key == key
    assert [one.name for one in tmp_path.iterdir()] == ["in"]


def test_a_locked_zip_and_a_tar_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "t.zip", {"t.csv": TABLE})
    content = bytearray(path.read_bytes())
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + place] |= 1
    path.write_bytes(content)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        tar.addfile(tarfile.TarInfo("t.csv"), io.BytesIO())
    (tmp_path / "t.tar.gz").write_bytes(packed.getvalue())

    for name, key in (("t.zip", "data.archive_locked"), ("t.tar.gz", "data.archive_nested")):
        with pytest.raises(InputError) as refused:
            opened(tmp_path / name)
        assert refused.value.key == key


def test_any_damage_is_answered_with_words(tmp_path: Path) -> None:
    chance = random.Random(7)
    whole = {"t.csv.gz": gzip.compress(TABLE), "t.zip": zipped(tmp_path / "t.zip", {"t.csv": TABLE}).read_bytes()}
    for _ in range(100):
        for name, content in whole.items():
            place = chance.randrange(len(content))
            (tmp_path / name).write_bytes(content[:place] + chance.randbytes(8) + content[place + chance.randrange(12) :])
            try:
                assert opened(tmp_path / name).rows
            except InputError as refused:
                assert tr(refused.key, **refused.facts)
