"""Opens a package: everything in it is checked, in bounded time and memory, before anything of it is used."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from mlworkbench.base.digest import canonical, digest
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.scoring import archive
from mlworkbench.scoring.archive import Member
from mlworkbench.scoring.manifest import Interface, Manifest, Wire, outputs_of, parsed
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.scorer import Scorer, interface_in, session
from mlworkbench.scoring.texts import check_texts
from mlworkbench.scoring.trees import check_trees

MANIFEST, MODEL, CARD, GOLDEN, LICENSES = "manifest.json", "model.onnx", "card.md", "golden.jsonl", "LICENSES"
NAMES = frozenset({MODEL, CARD, GOLDEN, LICENSES})
MOST_BYTES = {MANIFEST: 4 << 20, MODEL: 512 << 20, CARD: 1 << 20, GOLDEN: 64 << 20, LICENSES: 4 << 20}
MOST_GOLDEN = 10_000
WIRE_TYPES: dict[Wire, str] = {"numbers": "tensor(double)", "texts": "tensor(string)", "dates": "tensor(int64)"}

Cell = str | float | int | None


@dataclass(frozen=True)
class Golden:
    """One row with the outputs it must give. Numbers are floats, texts strings, dates microseconds, None is missing."""

    inputs: dict[str, Cell]
    raw: tuple[float, ...]
    label: int | None = None
    probability: tuple[float, ...] = ()
    value: float | None = None

    def to_line(self) -> bytes:
        return canonical(self) + b"\n"


@dataclass(frozen=True)
class Opened:
    """A package that passed every check. `size` is that of the file in bytes."""

    path: Path
    size: int
    identifier: str
    manifest: Manifest
    model: bytes
    card: str
    golden: tuple[Golden, ...]
    licences: str

    def scorer(self, threads: int = 1) -> Scorer:
        return Scorer(self.model, threads)


def open_package(path: Path) -> Opened:
    """Read and check a package; nothing is written to disk, no code of it is run.

    Raises InputError naming file and reason for whatever is not exactly a package of a known format, ProjectError where the
    operating system refuses to read it.
    """
    try:
        if not path.is_file():
            raise InputError("package.missing")
        with path.open("rb") as file:
            return _opened(path, file)
    except OSError as reason:
        raise ProjectError("package.unreadable", file=path.name, reason=reason.strerror or str(reason)) from reason
    except InputError as refusal:
        raise InputError(refusal.key, **{"file": path.name, **refusal.facts}) from refusal


def _opened(path: Path, file: BinaryIO) -> Opened:
    members = {member.name: member for member in archive.members(file)}
    for member in members.values():
        if member.size > MOST_BYTES.get(member.name, member.size):
            raise InputError("package.member_too_large", member=member.name, size=member.size, limit=MOST_BYTES[member.name])
    if MANIFEST not in members:
        raise InputError("package.file_lacking", member=MANIFEST)
    written = archive.content(file, members.pop(MANIFEST))
    manifest = Manifest.from_bytes(written)
    contents = _contents(file, members, manifest)
    _check_model(contents[MODEL], manifest.interface)
    return Opened(
        path=path,
        size=file.seek(0, 2),
        identifier=digest(written),
        manifest=manifest,
        model=contents[MODEL],
        card=_text(contents[CARD], CARD),
        golden=golden_rows(contents[GOLDEN], manifest.interface),
        licences=_text(contents[LICENSES], LICENSES),
    )


def _contents(file: BinaryIO, members: dict[str, Member], manifest: Manifest) -> dict[str, bytes]:
    """The files by name, each with the size and hash that the manifest names; none missing, none beyond."""
    named = {one.path: one for one in manifest.files}
    for name in sorted(NAMES | set(named)):
        if name not in members:
            raise InputError("package.file_lacking", member=archive.shown(name))
    for name, member in members.items():
        if name not in named or name not in NAMES:
            raise InputError("package.file_unnamed", member=name)
        if member.size != named[name].size:
            raise InputError("package.wrong_size", member=name)
    contents = {name: archive.content(file, member) for name, member in members.items()}
    for name, content in contents.items():
        if digest(content) != named[name].sha256:
            raise InputError("package.wrong_hash", member=name)
    if manifest.lineage.model != named[MODEL].sha256:
        raise InputError("package.bad_manifest", field="lineage.model")
    return contents


def _check_model(model: bytes, interface: Interface) -> None:
    try:
        check_model(model)
        check_trees(model)
        check_texts(model)
        opened = session(model)
        inside = interface_in(opened)
    except InputError as reason:
        if reason.key == "scoring.operator":
            raise InputError("package.operator", operator=reason.facts["operator"]) from reason
        part = next((str(fact) for fact in reason.facts.values()), reason.key)
        raise InputError("package.bad_model", part=part) from reason
    inputs = {one.name: (one.type, one.shape[1:]) for one in opened.get_inputs()}
    outputs = {one.name: one.type for one in opened.get_outputs()}
    if inside != interface or inputs != _inputs_of(interface) or outputs != _outputs_of(interface):
        raise InputError("package.interface_differs")


def _inputs_of(interface: Interface) -> dict[str, tuple[str, list[int]]]:
    widths = {wire: len(interface.wired(wire)) for wire in WIRE_TYPES}
    return {wire: (WIRE_TYPES[wire], [width]) for wire, width in widths.items() if width}


def _outputs_of(interface: Interface) -> dict[str, str]:
    return {one.name: f"tensor({one.type})" for one in outputs_of(interface.task, len(interface.classes))}


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as reason:
        raise InputError("package.damaged", member=name) from reason


def golden_rows(content: bytes, interface: Interface) -> tuple[Golden, ...]:
    """The golden rows out of JSON lines, every cell checked against the interface. Raises InputError naming the line."""
    lines = content.split(b"\n", MOST_GOLDEN + 1)
    if lines[-1] or len(lines) > MOST_GOLDEN + 1:
        raise InputError("package.bad_golden", line=len(lines))
    return tuple(_golden(line, number, interface) for number, line in enumerate(lines[:-1], start=1))


def _golden(line: bytes, number: int, interface: Interface) -> Golden:
    try:
        found = parsed(line.decode("utf-8"))
        row = Golden(**{**found, "raw": tuple(found["raw"]), "probability": tuple(found["probability"])})
        sound = _is_sound(row, interface) and canonical(row) == line
    except (InputError, ValueError, TypeError, KeyError) as reason:
        raise InputError("package.bad_golden", line=number) from reason
    if not sound:
        raise InputError("package.bad_golden", line=number)
    return row


def _is_sound(row: Golden, interface: Interface) -> bool:
    known = {one.name: one.wire for one in interface.inputs}
    kinds = {"numbers": float, "texts": str, "dates": int}
    if not isinstance(row.inputs, dict) or set(row.inputs) != set(known):
        return False
    cells = all(cell is None or type(cell) is kinds[known[name]] for name, cell in row.inputs.items())
    return cells and all(type(one) is float for one in row.raw + row.probability) and _is_whole(row, interface)


def _is_whole(row: Golden, interface: Interface) -> bool:
    """Each task has its own outputs, and no others."""
    classes = len(interface.classes)
    if interface.task == "regression":
        return type(row.value) is float and row.label is None and not row.probability and len(row.raw) == 1
    right: Any = row.value is None and type(row.label) is int and 0 <= row.label < classes
    return bool(right) and len(row.probability) == classes and len(row.raw) == (1 if interface.task == "binary" else classes)
