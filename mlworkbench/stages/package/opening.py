"""Opens a file for a model: as files of its kind were read when the model was made, and otherwise only with words said.

Everything that reads a file for a model opens it here. Marks of missing values and date formats are those of the model's inputs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Reason
from mlworkbench.base.report import Report
from mlworkbench.scoring.manifest import Manifest
from mlworkbench.stages.data import Source, open_source


@dataclass(frozen=True)
class Read:
    """`told` says, in this order, how the file was read and, where it could not be read as those before it, why."""

    source: Source
    told: tuple[Reason, ...]


def open_for(manifest: Manifest, file: Path, work: Path, report: Report, choices: Mapping[str, str] | None = None) -> Read:
    """The file with all the model's inputs. `choices` come before the model's own; without both it is found out how to read it.

    Raises InputError where the file cannot be read, or lacks a column.
    """
    asked = {name: value for name, value in (choices or {}).items() if value != ""}
    reading = _fitting(manifest.reading, asked)
    if not reading:
        return Read(_whole(manifest, file, work / "found", report, asked), (Reason("package.read_found"),))
    try:
        source = _whole(manifest, file, work / "known", report, {**reading, **asked})
    except InputError as wrong:
        source = _whole(manifest, file, work / "found", report, asked)
        return Read(source, (Reason("package.read_otherwise", {"file": file.name}), Reason(wrong.key, dict(wrong.facts))))
    return Read(source, (Reason("package.read_asked" if asked else "package.read_known"),))


def _fitting(reading: Mapping[str, str], asked: Mapping[str, str]) -> dict[str, str]:
    """What was known of the kind of file; nothing of it where another kind is asked for."""
    return dict(reading) if asked.get("importer", reading.get("importer")) == reading.get("importer") else {}


def _whole(manifest: Manifest, file: Path, work: Path, report: Report, choices: Mapping[str, str]) -> Source:
    source = open_source(file, work, report, choices)
    lacking = [one.name for one in manifest.inputs if one.name not in source.names]
    if lacking:
        raise InputError("package.columns_lacking", file=file.name, columns=", ".join(lacking))
    return source
