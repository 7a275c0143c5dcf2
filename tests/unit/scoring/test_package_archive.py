"""A zip that is not exactly what our writer makes is refused before a byte is unpacked; every attack by name."""

import io
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mlworkbench.base.clock import seconds
from mlworkbench.base.errors import InputError
from mlworkbench.scoring.package import MANIFEST, MODEL, open_package
from tests import tiny
from tests.unit.scoring.packages import Files, changed_in_both, entry, plain, refusal, unzipped, zipped


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.packed(tmp_path_factory.mktemp("good"))


@pytest.fixture
def files(good: Path) -> Files:
    return unzipped(good)


NAMES = {
    "leads outside": "../evil.txt",
    "leads outside in the middle": "a/../../evil.txt",
    "absolute": "/etc/passwd",
    "drive letter": "C:\\evil.txt",
    "drive letter and slash": "C:/evil.txt",
    "backslash": "..\\evil.txt",
    "home": "~/evil",
    "dot": "./card.md",
    "empty part": "a//b",
    "folder": "folder/",
    "control sign": "a\x01b",
    "not ascii": "카드.md",
    "very long": "a" * 300,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_that_could_lead_elsewhere_is_refused(name: str, files: Files, tmp_path: Path) -> None:
    error = refusal(tmp_path, plain(files | {name: b"x"}))

    assert error.key in ("package.unsafe_name", "package.link")
    assert list(tmp_path.iterdir()) == [tmp_path / "bad.mlpkg"]


def test_a_nul_in_a_name_is_refused(files: Files, tmp_path: Path) -> None:
    content = plain(files | {"abcdef": b"x"}).replace(b"abcdef", b"abc\0ef")

    assert refusal(tmp_path, content).key == "package.unsafe_name"


def test_a_bomb_is_refused_quickly_and_in_little_memory(files: Files, tmp_path: Path) -> None:
    content = plain(files | {MODEL: bytes(100 << 20)})
    tracemalloc.start()
    started = seconds()

    error = refusal(tmp_path, content)

    assert error.key == "package.bomb"
    assert seconds() - started < 2
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_a_bomb_that_lies_about_its_size_is_refused(files: Files, tmp_path: Path) -> None:
    """Both headers promise 100 bytes; the stream holds 50 MB."""
    content = bytearray(plain({MANIFEST: bytes(50 << 20)}))
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, 22, 100)
    struct.pack_into("<I", content, directory + 24, 100)
    tracemalloc.start()

    error = refusal(tmp_path, bytes(content))

    assert error.key == "package.bomb"
    assert tracemalloc.get_traced_memory()[1] < 5 << 20
    tracemalloc.stop()


def test_many_files_are_refused(files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, plain(files | {f"f{number}": b"" for number in range(5000)})).key == "package.too_many_files"


def test_files_that_lie_over_each_other_are_refused(files: Files, tmp_path: Path) -> None:
    content = bytearray(plain({"aa": b"x" * 50, "bb": b"x" * 50}))
    second = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, second + 42, 0)

    assert refusal(tmp_path, bytes(content)).key == "package.foreign_zip"


def test_two_files_of_one_name_are_refused(files: Files, tmp_path: Path) -> None:
    twice = [(entry(name), content) for name, content in files.items()] + [(entry("Card.md"), b"other")]

    assert refusal(tmp_path, zipped(twice)).key == "package.duplicate"


def test_a_link_is_refused(files: Files, tmp_path: Path) -> None:
    link = entry("LINK")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert refusal(tmp_path, zipped([(link, b"/etc/passwd")])).key == "package.link"


def test_encryption_is_refused(files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, changed_in_both(plain(files), 6, 8, "<H", 1)).key == "package.encrypted"


def test_another_compression_is_refused(files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, changed_in_both(plain(files), 8, 10, "<H", 14)).key == "package.foreign_zip"


def test_64_bit_sizes_are_refused(files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, changed_in_both(plain(files), 22, 24, "<I", 0xFFFFFFFF)).key in (
        "package.foreign_zip",
        "package.bomb",
    )


@pytest.mark.parametrize("at", [14, 18, 22], ids=["checksum", "packed size", "size"])
def test_two_headers_that_say_different_things_are_refused(at: int, files: Files, tmp_path: Path) -> None:
    content = bytearray(plain(files))
    content[at] ^= 1

    assert refusal(tmp_path, bytes(content)).key == "package.two_contents"


def test_another_name_in_the_second_header_is_refused(files: Files, tmp_path: Path) -> None:
    content = plain(files).replace(b"manifest.json", b"manifest.jsom", 1)

    assert refusal(tmp_path, content).key == "package.two_contents"


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: b"#!/bin/sh\n" + whole,
        lambda whole: whole + b"tail",
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-1],
        lambda whole: b"",
        lambda whole: b"PK\x05\x06" + bytes(18),
        lambda whole: b"not a zip at all" * 100,
    ],
    ids=["prefix", "tail", "half", "last byte", "empty", "empty zip", "text"],
)
def test_what_is_no_whole_zip_is_refused(change: Callable[[bytes], bytes], files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, change(plain(files))).key in ("package.not_zip", "package.foreign_zip", "package.file_lacking")


def test_a_comment_is_refused(files: Files, tmp_path: Path) -> None:
    held = io.BytesIO(plain(files))
    with zipfile.ZipFile(held, "a") as archive:
        archive.comment = b"hello"

    assert refusal(tmp_path, held.getvalue()).key in ("package.not_zip", "package.foreign_zip")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"package\.missing"):
        open_package(tmp_path / "none.mlpkg")
    with pytest.raises(InputError, match=r"package\.missing"):
        open_package(tmp_path)
