"""What may help when a file cannot be read: reading choices that are tried before they are offered."""

import codecs
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.stages.data.importers import IMPORTERS
from mlworkbench.stages.data.source import Importer

ENCODINGS: Final = ("utf-8", "cp949", "cp1252", "shift_jis", "gb18030", "utf-16-le", "utf-16-be")
ENCODED: Final = frozenset({"data.bad_bytes", "data.unknown_encoding", "data.nul"})
RAGGED: Final = frozenset({"data.ragged", "data.stray_quote", "data.open_quote", "data.bad_bytes"})
BLOCK, MOST = 1 << 20, 64 << 20
Step = dict[str, str]


def next_steps(path: Path, importer: Importer | None, wrong: InputError, choices: Mapping[str, str]) -> list[Step]:
    """Choices by name and value, the likeliest first; none of them was taken already."""
    if importer is None:
        return []
    params = {param.name: param for param in importer.params}
    steps: list[Step] = []
    if wrong.key in ENCODED and "encoding" in params:
        steps += [_step("encoding", name) for name in _encodings(path, params["encoding"])]
    if wrong.key in RAGGED and "bad_rows" in params:
        steps.append(_step("bad_rows", "set_aside"))
    if wrong.key in RAGGED and "quote" in params and (none := _no_quote(params["quote"])):
        steps.append(_step("quote", none))
    for name in ("sheet", "table", "member"):
        listed = wrong.facts.get(f"{name}s") or wrong.facts.get("known")
        if name in params and isinstance(listed, str) and wrong.key.startswith("data."):
            steps += [_step(name, one.strip()) for one in listed.split(",")[:8]]
    if wrong.key == "data.other_kind":
        steps += [_step("importer", one.name) for one in IMPORTERS if one.title.en == wrong.facts.get("kind")]
    return [step for step in steps if choices.get(step["choice"]) != step["value"]]


def _step(choice: str, value: str) -> Step:
    return {"choice": choice, "value": value}


def _no_quote(param: Param) -> str | None:
    return "none" if "none" in param.choices else None


def _encodings(path: Path, param: Param) -> list[str]:
    """Those the importer knows in which the whole file (its beginning, if it is very large) is sound."""
    known = [name for name in (param.choices or ENCODINGS) if name]
    return [name for name in known if _sound(path, name)][:4]


def _sound(path: Path, encoding: str) -> bool:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        return False
    done = 0
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                if "\0" in decoder.decode(block):
                    return False
                done += len(block)
                if done >= MOST:
                    return True
        decoder.decode(b"", True)
    except (UnicodeError, OSError):
        return False
    return True
