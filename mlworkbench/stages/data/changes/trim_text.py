"""Tidies texts: white space, letter case, and one way of writing each letter."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering
from mlworkbench.stages.data.change import ChangeKind, Ground, Made

if TYPE_CHECKING:
    import pyarrow as pa


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError where no column is named, or one that holds no text."""
    columns = {name: ground.column(name) for name in params["columns"]}
    if not columns:
        raise InputError("data.no_column_named")
    for column in columns.values():
        if column.type not in ("category", "text"):
            raise InputError("data.not_of_texts", column=column.name)

    def compute(batch: "pa.RecordBatch") -> "dict[str, pa.Array]":
        return {name: _tidied(batch.column(ground.place(name)), params) for name in columns}

    return altering.with_columns(ground, columns, compute)


def _tidied(values: "pa.Array", params: Mapping[str, Any]) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.utf8_trim_whitespace(values)
    if params["spaces"]:
        found = pc.replace_substring_regex(found, r"\s+", " ")
    if params["letters"]:
        found = pc.utf8_normalize(found, "NFC")
    if params["case"]:
        found = {"lower": pc.utf8_lower, "upper": pc.utf8_upper}[params["case"]](found)
    return pc.if_else(pc.equal(pc.binary_length(found), 0), pa.scalar(None, pa.string()), found)


CHANGE = ChangeKind(
    name="trim_text",
    title=Words("Tidy texts", "텍스트 정리"),
    help=Words(
        "White space at the ends goes; on request runs of it become one, letters get one case and one way of being written.",
        "앞뒤 공백을 없앱니다. 원하면 연속된 공백을 하나로, 대소문자와 글자 표기를 한 가지로 통일합니다.",
    ),
    params=(
        Param("columns", Words("Columns", "열"), ""),
        Param(
            "case",
            Words("Letter case", "대소문자"),
            "",
            choices=("", "lower", "upper"),
            choice_words=(Words("as it is", "그대로"), Words("small", "소문자"), Words("capital", "대문자")),
        ),
        Param("spaces", Words("One space for runs of white space", "연속된 공백을 하나로"), True),
        Param("letters", Words("One way of writing each letter (NFC)", "글자 표기 통일 (NFC)"), True),
    ),
    sorts={"columns": "columns"},
    takes={"columns": ("category", "text")},
    make=make,
    sample={"columns": ["도시"], "case": "lower"},
)
