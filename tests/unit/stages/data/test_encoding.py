"""Encodings are recognised from all bytes, and what fits none is named by line and bytes."""

from pathlib import Path

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import open_source
from mlworkbench.stages.data.delimited import encoding

KOREAN = "지역,인구\n서울,9400000\n부산,3300000\n대구,2400000\n"
WESTERN = "Stadt,Fläche\nKöln,405\nMünchen,311\nDüsseldorf,217\n"


def decode(content: bytes, folder: Path) -> tuple[str, str]:
    path = folder / "file.csv"
    path.write_bytes(content)
    decoded = encoding.decode(path, folder, Silent())
    return decoded.encoding, decoded.path.read_bytes().decode("utf-8")


@pytest.mark.parametrize(
    ("text", "codec", "found"),
    [
        (KOREAN, "utf-8", "utf-8"),
        (KOREAN, "utf-8-sig", "utf-8"),
        (KOREAN, "utf-16", "utf-16-le"),
        (KOREAN, "utf-16-le", "utf-16-le"),
        (KOREAN, "utf-16-be", "utf-16-be"),
        (KOREAN, "cp949", "cp949"),
        (WESTERN, "cp1252", "cp1252"),
        (WESTERN, "utf-16-be", "utf-16-be"),
        ("온도(℃),값\n1,2\n", "cp949", "cp949"),
        ("Temperature(°C),n\n1,2\n", "cp1252", "cp1252"),
        ("price,€\n1,2\n", "cp1252", "cp1252"),
    ],
)
def test_it_finds_the_encoding_and_drops_the_mark(text: str, codec: str, found: str, tmp_path: Path) -> None:
    assert decode(text.encode(codec), tmp_path) == (found, text)


@pytest.mark.parametrize(
    "content",
    [
        "Город,Население\nМосква,12600000\nКазань,1300000\n".encode("cp1251"),
        "都市,人口\n東京都千代田区,66000\n大阪府大阪市,2750000\n".encode("shift_jis"),
        "城市,人口\n北京市朝阳区,3450000\n上海市浦东新区,5680000\n".encode("gbk"),
        KOREAN.encode("utf-8")[:-1] + b"\xff\n",
        bytes(range(1, 256)),
    ],
    ids=["cyrillic", "japanese", "chinese", "damaged UTF-8", "noise"],
)
def test_bytes_of_no_known_encoding_are_refused_by_line(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        decode(content, tmp_path)

    assert refused.value.key == "data.unknown_encoding"
    assert refused.value.facts["file"] == "file.csv"


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        decode(("이름,값\n" + "가나다,1\n" * 99).encode() + b"\xea\xb0,2\n" + "라마바,3\n".encode() * 5, tmp_path)

    assert refused.value.facts["line"] == 101
    assert refused.value.facts["bytes"] == "EA B0 2C 32"


def test_a_damaged_line_beyond_the_first_block_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "BLOCK", 7)

    with pytest.raises(InputError) as refused:
        decode(("이름\r\n" + "가나\r\n" * 20).encode() + b"\xff\xff\r\n", tmp_path)

    assert refused.value.facts["line"] == 22


@pytest.mark.parametrize("block", [1, 3, 1 << 20])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "cp949"])
def test_block_borders_do_not_matter(codec: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "BLOCK", block)

    assert decode(KOREAN.encode(codec), tmp_path)[1] == KOREAN


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_nul_is_refused_by_line(codec: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        decode("a,b\n1,2\n3,\0\n".encode(codec), tmp_path)

    assert (refused.value.key, refused.value.facts["line"]) == ("data.nul", 3)


def test_half_a_letter_at_the_end_of_utf16_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        decode("a,b\n1,2\n".encode("utf-16") + b"\x31", tmp_path)

    assert refused.value.key == "data.bad_bytes"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_broken_lines_of_wide_letters_are_set_aside_too(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    half = {"utf-16-le": b"\x00\xd8", "utf-16-be": b"\xd8\x00", "utf-32-le": b"\x00\x00\x11\x00"}[encoding]
    good = [f"{number},참새 {number}\n".encode(encoding) for number in range(9)]
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\0\0"}[encoding]
    path.write_bytes(mark + "n,t\n".encode(encoding) + b"".join(good) + half + good[0])

    source = open_source(path, tmp_path / "work", Silent(), {"bad_rows": "set_aside"})

    assert (source.rows, source.rejected, source.reading["encoding"]) == (9, 1, encoding)
