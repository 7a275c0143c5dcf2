"""Folders of images and texts: a row for each file, labels from its folder, and nothing followed out of it."""

import hashlib
import struct
from pathlib import Path

import pyarrow as pa
import pytest
from PIL import Image

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import Source, images, open_source, run


def table(source: Source) -> dict[str, list[object]]:
    return pa.Table.from_batches(list(source.batches())).to_pydict()


def picture(path: Path, size: tuple[int, int] = (7, 5), **options: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise(size, 90).convert("RGB").save(path, **options)
    return path


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.bmp", "a.gif", "a.webp", "a.tif"])
def test_format_and_size_are_what_another_program_says(name: str, tmp_path: Path) -> None:
    path = picture(tmp_path / name, (123, 45))

    found = images.measure(path)

    with Image.open(path) as known:
        assert found == images.Picture(str(known.format).lower(), *known.size)


@pytest.mark.parametrize("options", [{"lossless": True}, {"exif": b"Exif\0\0" + bytes(200)}])
def test_all_forms_of_webp_are_measured(options: dict[str, object], tmp_path: Path) -> None:
    assert images.measure(picture(tmp_path / "a.webp", (123, 45), **options)) == images.Picture("webp", 123, 45)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.bmp", "a.webp", "a.tif"])
def test_a_picture_cut_short_is_damaged(name: str, tmp_path: Path) -> None:
    path = picture(tmp_path / name, (300, 300))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3] if name == "a.tif" else whole[: len(whole) * 2 // 3])

    assert images.measure(path) is None or name == "a.tif"


def test_labels_and_parts_come_from_the_folders(tmp_path: Path) -> None:
    for part, label in (("train", "cat"), ("train", "dog"), ("test", "cat")):
        picture(tmp_path / "pets" / part / label / "a.png")

    cells = table(open_source(tmp_path / "pets", tmp_path / "work", Silent()))

    assert cells["path"] == ["test/cat/a.png", "train/cat/a.png", "train/dog/a.png"]
    assert cells["label"] == ["cat", "cat", "dog"]
    assert cells["part"] == ["test", "train", "train"]
    assert (cells["width"], cells["height"]) == ([7] * 3, [5] * 3)


def test_damaged_pictures_keep_their_row_and_are_named(tmp_path: Path) -> None:
    picture(tmp_path / "a" / "good.png")
    (tmp_path / "a" / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13))

    source = open_source(tmp_path, tmp_path / "work", Silent())

    assert table(source)["width"] == [None, 7]
    (note,) = [note for note in source.notes if note.kind == "damaged_images"]
    assert (note.rows, [one.value for one in note.evidence]) == (1, ["a/bad.png"])


def test_links_are_not_followed(tmp_path: Path) -> None:
    picture(tmp_path / "secret" / "x.png")
    picture(tmp_path / "mine" / "a" / "y.png")
    (tmp_path / "mine" / "a" / "z.png").symlink_to(tmp_path / "secret" / "x.png")
    (tmp_path / "mine" / "b").symlink_to(tmp_path / "secret")
    (tmp_path / "mine" / "loop").symlink_to(tmp_path / "mine")

    source = open_source(tmp_path / "mine", tmp_path / "work", Silent())

    assert table(source)["path"] == ["a/y.png"]
    assert [note.reason.facts["files"] for note in source.notes if note.kind == "links"] == [3]


def test_the_fingerprint_of_a_folder_is_that_of_its_files_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("a/x.txt", "a-b/x.txt", "a.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(name, "utf-8")

    origin = run({"path": str(tmp_path / "in"), "name": "x"}, tmp_path, Silent())["origin"]

    lines = "".join(
        f"{name}\0{hashlib.sha256(name.encode()).hexdigest()}\n" for name in sorted(("a/x.txt", "a-b/x.txt", "a.txt"))
    )
    assert origin["sha256"] == hashlib.sha256(lines.encode()).hexdigest()
    assert (origin["size"], origin["file_name"], origin["importer"]) == (21, "in", "text_folder")


def test_texts_are_read_in_their_own_encodings(tmp_path: Path) -> None:
    texts = {"a.txt": ("참새가 난다", "utf-8"), "b.txt": ("까마귀가 운다. 모두가 본다", "cp949"),
             "c.txt": ("café crème, bitte", "cp1252"), "d.txt": ("wide", "utf-16")}  # fmt: skip
    (tmp_path / "in").mkdir()
    for name, (text, encoding) in texts.items():
        (tmp_path / "in" / name).write_bytes(text.encode(encoding))
    (tmp_path / "in" / "e.txt").write_bytes(b"\xff\x00\x81 no text \x00")

    source = open_source(tmp_path / "in", tmp_path / "work", Silent())

    assert table(source)["text"] == [text for text, _ in texts.values()] + [None]
    assert source.names == ("path", "text", "sha256", "bytes")
    assert {note.kind for note in source.notes} == {"unread_texts", "encodings"}


def test_a_folder_nobody_claims_is_refused_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF")

    with pytest.raises(InputError) as refused:
        open_source(tmp_path, tmp_path / "work", Silent())

    assert refused.value.key == "data.is_folder"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("a")

    with pytest.raises(InputError) as refused:
        open_source(tmp_path / "x.txt", tmp_path / "work", Silent(), {"importer": "text_folder"})

    assert refused.value.key == "data.not_a_folder"
