"""What is given as a file is often none: pipes, loops, names that no system or library takes. All get an answer in words."""

import os
import sys
from pathlib import Path

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import look, open_source

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names and kinds of files as Linux has them")


def strange(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.csv"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "dangling":
        path.symlink_to(folder / "nothing")
    elif kind == "bytes":
        path = Path(os.fsdecode(bytes(folder) + b"/bad\xff.csv"))
        path.write_text("a,b\n1,2\n")
    return {"nul": Path("a\0b.csv"), "long": folder / ("x" * 300), "device": Path("/dev/null")}.get(kind, path)


KINDS = {
    "pipe": "data.not_a_plain_file",
    "device": "data.not_a_plain_file",
    "loop": "data.no_file",
    "dangling": "data.no_file",
    "absent": "data.no_file",
    "nul": "data.no_file",
    "long": "data.cannot_open",
    "bytes": "data.name_not_text",
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_refused_in_words_by_import_and_look(kind: str, tmp_path: Path) -> None:
    path = strange(tmp_path, kind)

    with pytest.raises(InputError) as refused:
        open_source(path, tmp_path / "work", Silent())
    told = look({"paths": [str(path)]}, tmp_path / "out", Silent())["told"]["files"][0]["error"]

    assert refused.value.key == told["key"] == KINDS[kind]
    assert tr(refused.value.key, **refused.value.facts).encode()
