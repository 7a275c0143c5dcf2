"""Opens a file with the importer that claims it; what nobody claims is refused by name."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mlworkbench.base import params
from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import spelled_dates, unpacking
from mlworkbench.stages.data.importers import IMPORTERS
from mlworkbench.stages.data.kinds import kind_of
from mlworkbench.stages.data.source import COMMON, Importer, Source

BAD_ROWS = "bad_rows"
HEAD = 4096
LONGEST_NAME = 300


def open_source(path: Path, work: Path, report: Report, choices: Mapping[str, str] | None = None) -> Source:
    """The table in this file, checked over the whole file. `work` receives what must be written on the way.

    `choices` say how to read it, where that is not to be guessed; `importer` among them names who is to read it.
    A compressed file stands for the data file in it, whose importer is asked; `member` among the choices names that file.
    Raises InputError with the line and the reason when the file can't be read, and for a choice its importer does not have.
    """
    if kind := _compressed(path):
        return _open_inside(path, kind, work, report, choices or {})
    asked = {name: choice for name, choice in (choices or {}).items() if choice != ""}
    named = asked.pop("importer", None)
    importer = IMPORTERS[named] if named else _claiming(path, _head(path))
    if named:
        _check_form(path, importer)
    if all(param.name != BAD_ROWS for param in importer.params):
        asked.pop(BAD_ROWS, None)  # it never has lines that it cannot read
    checked = {name: str(choice) for name, choice in params.check(choices_of(importer), asked).items()}
    work.mkdir(parents=True, exist_ok=True)
    source = importer.open(path, work, report, {one.name: checked[one.name] for one in importer.params})
    common = {one.name: checked[one.name] for one in COMMON} | {"member": ""}
    open_ends = tuple(one for one in source.questions if not (named and one.choice == "importer"))
    source = replace(source, reading={"importer": importer.name, **common, **source.reading}, questions=open_ends)
    return spelled_dates.applied(source)


def _open_inside(path: Path, kind: str, work: Path, report: Report, choices: Mapping[str, str]) -> Source:
    inside = unpacking.unpack(path, kind, work / "unpacked", Part(report, 0, 0.3), choices.get("member", ""), _is_known)
    rest = {name: choice for name, choice in choices.items() if name != "member"}
    source = open_source(inside.path, work, Part(report, 0.3, 1), rest)
    return replace(source, reading={**source.reading, "member": inside.member}, questions=(*inside.questions, *source.questions))


def _is_known(suffix: str) -> bool:
    return any(suffix in importer.suffixes for importer in IMPORTERS)


def suffixes() -> tuple[str, ...]:
    """Of all files that can be opened, in the importers' order, compressed ones last."""
    own = dict.fromkeys(suffix for importer in IMPORTERS for suffix in importer.suffixes)
    return (*own, *(one for one in unpacking.SUFFIXES if one not in own))


def _compressed(path: Path) -> str | None:
    """How the file is packed, where no importer opens it as it is. Raises InputError when its name says that it is a table."""
    head = _head(path)
    kind = unpacking.kind_of(head)
    if kind is None or any(importer.claims(path, head) for importer in IMPORTERS):
        return None
    if _is_known(path.suffix.lower()):
        raise InputError("data.other_kind", file=path.name, kind=kind, suffix=unpacking.fitting(kind)[0])
    return kind


def choices_of(importer: Importer) -> tuple[params.Param, ...]:
    """All that can be chosen for a file which this importer opens."""
    own = {one.name for one in importer.params}
    return (*importer.params, *(one for one in COMMON if one.name not in own))


def supported() -> str:
    return ", ".join(sorted(importer.title.en for importer in IMPORTERS if not importer.folder))


def _check_form(path: Path, importer: Importer) -> None:
    """Raises InputError for a folder given to an importer of files, and the other way round."""
    _head(path)
    if path.is_dir() != importer.folder:
        raise InputError("data.not_a_folder" if importer.folder else "data.is_folder", file=path.name)


def _claiming(path: Path, head: bytes) -> Importer:
    """Raises InputError when nobody claims the file, or when its content is one importer's and its name another's."""
    fitting_form = [importer for importer in IMPORTERS if importer.folder == path.is_dir()]
    importer = next((importer for importer in fitting_form if importer.claims(path, head)), None)
    suffix = path.suffix.lower()
    if path.is_dir():
        if importer is None:
            raise InputError("data.is_folder", file=path.name)
        return importer
    if importer is None:
        kind = kind_of(path, head) or suffix or "?"
        raise InputError("data.not_supported", file=path.name, kind=kind, supported=supported())
    if suffix not in importer.suffixes and any(suffix in other.suffixes for other in IMPORTERS):
        fitting = importer.suffixes[0]
        raise InputError("data.other_kind", file=path.name, kind=importer.title.en, suffix=fitting)
    return importer


def _head(path: Path) -> bytes:
    """The first bytes, none of a folder. Raises InputError for what is no file, cannot be read or is empty."""
    try:
        if path.is_dir():
            return b""
        if not path.is_file():
            raise InputError("data.not_a_plain_file" if path.exists() else "data.no_file", file=_shown(path))
        _check_name(path)
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError) as reason:  # a name beyond the system's limits, or with a NUL in it
        raise InputError("data.cannot_open", file=_shown(path), reason=getattr(reason, "strerror", "") or str(reason)) from reason
    if not head:
        raise InputError("data.empty_file", file=path.name)
    return head


def _shown(path: Path) -> str:
    """Long names cut off, and no bytes that are no text."""
    text = str(path).encode("utf-8", "replace").decode()
    return text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME] + "…"


def _check_name(path: Path) -> None:
    """Raises InputError for a name that the libraries which read files cannot take."""
    try:
        str(path).encode()
    except UnicodeEncodeError as reason:
        raise InputError("data.name_not_text", file=_shown(path)) from reason
