"""Arrow files and streams: all forms hold the same table, and what is cut or lies is told."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import feather, ipc

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import open_source

TABLE = pa.table({"n": [1, None, 3], "t": ["a", "참새", None], "d": pa.array([0, None, 1], pa.timestamp("s"))})


def written(folder: Path, form: str) -> Path:
    path = folder / f"{form}.arrow"
    if form.startswith("feather"):
        feather.write_feather(TABLE, str(path), version=int(form[-1]), compression=None if form[-1] == "1" else "zstd")
        return path
    make = ipc.new_file if form == "file" else ipc.new_stream
    with make(str(path), TABLE.schema) as writer:
        writer.write_table(TABLE)
    return path


@pytest.mark.parametrize("form", ["file", "stream", "feather2"])
def test_every_form_gives_the_same_rows(form: str, tmp_path: Path) -> None:
    source = open_source(written(tmp_path, form), tmp_path / "work", Silent())

    assert source.reading["importer"] == "feather"
    assert pa.Table.from_batches(list(source.batches())).to_pylist() == [
        {"n": 1, "t": "a", "d": datetime(1970, 1, 1)},
        {"n": None, "t": "참새", "d": None},
        {"n": 3, "t": None, "d": datetime(1970, 1, 1, 0, 0, 1)},
    ]


def test_a_large_batch_is_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "x.feather"
    feather.write_feather(pa.table({"n": range(200_000)}), str(path), chunksize=200_000)

    source = open_source(path, tmp_path / "work", Silent())

    assert source.rows == 200_000
    assert max(batch.num_rows for batch in source.batches()) == 65_536


@pytest.mark.parametrize("form", ["file", "stream"])
def test_a_file_cut_short_is_refused(form: str, tmp_path: Path) -> None:
    path = written(tmp_path, form)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(InputError) as refused:
        open_source(path, tmp_path / "work", Silent())

    assert refused.value.key == "data.not_whole"
