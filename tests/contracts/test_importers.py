"""Every importer: it claims its own sample, loses no row, and answers any damage with words."""

import random
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mlworkbench.base.errors import InputError, WorkbenchError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import IMPORTERS, Importer, open_source, run
from mlworkbench.stages.data.opening import choices_of

EVERY = pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.name)
OF_FILES = pytest.mark.parametrize("importer", [one for one in IMPORTERS if not one.folder], ids=lambda importer: importer.name)
PIECES = (
    b"\0",
    b'"',
    b"'",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\r\n",
    b"\\",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"PAR1",
)


def cells(path: Path, work: Path) -> list[tuple[object, ...]]:
    source = open_source(path, work, Silent())
    table = pa.Table.from_batches(list(source.batches()))
    assert tuple(table.column_names) == source.names
    assert table.num_rows == source.rows
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


@EVERY
def test_it_claims_its_sample_and_nobody_before_it_does(importer: Importer, tmp_path: Path) -> None:
    sample = importer.sample(tmp_path)

    head = b"" if sample.is_dir() else sample.read_bytes()[:4096]
    claiming = [one.name for one in IMPORTERS if one.folder == sample.is_dir() and one.claims(sample, head)]

    assert claiming[0] == importer.name
    assert sample.is_dir() == importer.folder
    assert importer.folder or sample.suffix in importer.suffixes


@EVERY
def test_no_row_of_the_sample_is_lost_and_reading_twice_gives_the_same(importer: Importer, tmp_path: Path) -> None:
    sample = importer.sample(tmp_path)

    first = cells(sample, tmp_path / "one")
    second = cells(sample, tmp_path / "two")

    assert first == second
    assert len(first) == 3


@EVERY
def test_what_was_decided_given_as_choices_reads_the_sample_the_same_way(importer: Importer, tmp_path: Path) -> None:
    sample = importer.sample(tmp_path)
    first = open_source(sample, tmp_path / "one", Silent())
    held = {one.name: first.reading[one.name] for one in choices_of(importer)}

    second = open_source(sample, tmp_path / "two", Silent(), held)

    assert (second.names, second.rows, second.reading) == (first.names, first.rows, first.reading)
    assert [batch.to_pylist() for batch in second.batches()] == [batch.to_pylist() for batch in first.batches()]


@EVERY
def test_the_same_sample_gives_the_same_version(importer: Importer, tmp_path: Path) -> None:
    made = []
    for number in ("one", "two"):
        folder = tmp_path / number
        folder.mkdir()
        made.append(run({"path": str(importer.sample(folder)), "name": "sample"}, folder, Silent()))

    assert made[0]["data_file"] == made[1]["data_file"]
    assert made[0]["profile_file"] == made[1]["profile_file"]
    assert made[0]["rows"] == 3


@EVERY
def test_half_a_sample_is_refused_or_read_but_never_a_crash(importer: Importer, tmp_path: Path) -> None:
    sample = importer.sample(tmp_path)
    file = file_of(sample)
    whole = file.read_bytes()

    for length in range(0, len(whole), max(1, len(whole) // 20)):
        file.write_bytes(whole[:length])
        survives(sample, tmp_path)


@EVERY
@settings(max_examples=40)
@given(seed=some.integers(0, 2**32), count=some.integers(1, 6))
def test_any_damage_is_answered_with_words(
    importer: Importer, tmp_path_factory: pytest.TempPathFactory, seed: int, count: int
) -> None:
    folder = tmp_path_factory.mktemp("damage")
    sample = importer.sample(folder)
    chance = random.Random(seed)
    damaged = file_of(sample).read_bytes()
    for _ in range(count):
        damaged = spoil(damaged, chance)
    file_of(sample).write_bytes(damaged)

    survives(sample, folder)


@OF_FILES
def test_a_file_named_like_one_of_its_own_but_of_another_kind_is_refused(importer: Importer, tmp_path: Path) -> None:
    for magic in (b"PK\x03\x04", b"\x1f\x8b\x08\0", b"SQLite format 3\0", b"%PDF-1.7"):
        path = tmp_path / f"wrong{importer.suffixes[0]}"
        path.write_bytes(magic + bytes(range(256)) * 4)

        with pytest.raises(InputError) as refused:
            open_source(path, tmp_path / "work", Silent())

        assert refused.value.facts["file"] == path.name
        assert tr(refused.value.key, **refused.value.facts)


def file_of(sample: Path) -> Path:
    """The file itself, or the first one of a folder."""
    return sample if sample.is_file() else min(file for file in sample.rglob("*") if file.is_file())


def spoil(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return chance.choice(PIECES)
    here, there = chance.randrange(len(content)), chance.randrange(len(content))
    end = here + chance.randrange(1, 40)
    return chance.choice(
        (
            content[:here],
            content[here:],
            content[:here] + bytes([content[here] ^ 1 << chance.randrange(8)]) + content[here + 1 :],
            content[:here] + content[end:],
            content[:here] + chance.choice(PIECES) * chance.randrange(1, 4) + content[here:],
            content[:here] + content[there : there + 50] + content[here:],
            content[:here] + chance.randbytes(end - here) + content[end:],
        )
    )


def survives(path: Path, folder: Path) -> None:
    """Import succeeds, or says in words why not and leaves nothing behind."""
    out = folder / "out"
    out.mkdir(exist_ok=True)
    try:
        made = run({"path": str(path), "name": "damaged"}, out, Silent())
    except WorkbenchError as refused:
        assert isinstance(refused, InputError)
        assert tr(refused.key, **refused.facts)
        return
    assert made["rows"] > 0
