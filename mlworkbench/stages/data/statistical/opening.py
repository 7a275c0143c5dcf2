"""A statistics program's file as a source: labels or codes, what is missing and why, what the variables are called in full."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from mlworkbench.base.errors import Fact
from mlworkbench.base.params import Param
from mlworkbench.base.records import Finding, Reason
from mlworkbench.base.report import Report
from mlworkbench.base.words import Words, formatted
from mlworkbench.stages.data.cells import spelled_number
from mlworkbench.stages.data.source import Choices, Source
from mlworkbench.stages.data.statistical import reader
from mlworkbench.stages.data.statistical.reader import Kind, Read, Variable

SHOWN = 8
LABELS = Param(
    "labels",
    Words("Value labels", "값 레이블"),
    "",
    choices=("", "codes", "labels"),
    choice_words=(
        Words("find out", "자동 판단"),
        Words("keep the codes", "코드 유지"),
        Words("text of the labels", "레이블 텍스트"),
    ),
    help=Words(
        "Text of the labels is used for columns in which every value has one.",
        "모든 값에 레이블이 있는 열에만 레이블 텍스트를 씁니다.",
    ),
)
ENCODING = Param(
    "encoding",
    Words("Encoding", "인코딩"),
    "",
    help=Words(
        "Only where the file names none or a wrong one, such as cp949.",
        "파일에 적힌 인코딩이 없거나 틀렸을 때만 지정합니다. 예: cp949",
    ),
)


def open_statistical(
    path: Path, work: Path, report: Report, choices: Choices, kind: Kind, catalog: reader.Catalog = reader.NO_CATALOG
) -> Source:
    found = reader.read_all(path, work, report, kind, choices.get("encoding", ""), catalog)
    whole = frozenset(place for place, variable in enumerate(found.variables) if variable.labelled and not variable.unlabelled)
    wanted = choices.get("labels", "") or ("labels" if whole else "codes")
    used = whole if wanted == "labels" else frozenset()
    reading = {"labels": wanted, "encoding": found.encoding if kind.encodes else ""}
    notes = (*found.notes, *_notes(found, wanted, used))
    source = Source(found.names, found.rows, False, partial(reader.batches, found, used), reading, notes)
    return replace(source, descriptions=dict(found.descriptions))


def _notes(found: Read, wanted: str, used: frozenset[int]) -> list[Finding]:
    notes = []
    for place, (name, variable) in enumerate(zip(found.names, found.variables, strict=True)):
        if variable.codes:
            cells = sum(variable.codes.values())
            facts: dict[str, Fact] = {"column": name, "codes": _codes(variable), "cells": cells}
            notes.append(Finding("missing_codes", (name,), "info", cells, Reason("data.missing_codes", facts)))
        if variable.lost:
            reason = Reason("data.date_range", {"column": name, "cells": variable.lost})
            notes.append(Finding("date_range", (name,), "warning", variable.lost, reason))
        if variable.labels and variable.labelled and place not in used and wanted == "labels":
            shown = ", ".join(_spelled(code) for code in list(variable.unlabelled)[:SHOWN])
            reason = Reason("data.labels_partial", {"column": name, "values": shown})
            notes.append(Finding("labels_partial", (name,), "info", 0, reason))
    return notes


def _codes(variable: Variable) -> str:
    """99 (refused) × 12, .a × 3"""
    told = []
    for code, count in variable.codes.most_common(SHOWN):
        label = variable.labels.get(code)
        told.append(f"{_spelled(code)}{f' ({label})' if label else ''} × {formatted(count)}")
    return ", ".join(told) + (", …" if len(variable.codes) > SHOWN else "")


def _spelled(code: object) -> str:
    return spelled_number(code) if isinstance(code, int | float) else str(code)
