"""What an importer is, and the source it opens: named columns in batches, with a record of how the bytes were read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.params import Param
from mlworkbench.base.records import Finding, Origin, Question
from mlworkbench.base.report import Report
from mlworkbench.base.words import Words

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Source:
    """A table that can be read again and again, in the same order.

    `text` says that every cell is a string as written in the file, blank where nothing stood; otherwise cells are string, int64,
    double, bool or timestamp[us] and null where missing. `notes` are findings about the file itself. `read` makes the batches.
    `reading` holds every choice as it was decided; given as choices it opens the file the same way. `rejects` is a CSV of the
    rows set aside (line, reason, the raw piece), where that was asked for. `written` makes the same batches with numbers spelled
    as in the file, where `read` spells them plainly. `descriptions` are what the file says of its columns.
    `sha256` and `size` are those of a folder, all its files together; those of a file are measured elsewhere.
    `others` are files whose rows follow those of the first.
    """

    names: tuple[str, ...]
    rows: int
    text: bool
    read: Callable[[], "Iterator[pa.RecordBatch]"]
    reading: dict[str, str] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    rejects: Path | None = None
    rejected: int = 0
    descriptions: dict[str, str] = field(default_factory=dict)
    sha256: str = ""
    size: int = 0
    others: tuple[Origin, ...] = ()
    written: "Callable[[], Iterator[pa.RecordBatch]] | None" = None

    def batches(self) -> "Iterator[pa.RecordBatch]":
        """Columns in the order of `names`; together exactly `rows` rows."""
        return self.read()


Choices = Mapping[str, str]

# What can be chosen for a file of any kind: carried out when its columns are typed, `member` when it is unpacked.
COMMON = (
    Param(
        "missing",
        Words("Missing values", "결측 표시"),
        "",
        help=Words("Further marks for a missing value, such as ? NA -200.", "값이 없음을 나타내는 표시입니다. 예: ? NA -200"),
    ),
    Param(
        "dates",
        Words("Dates such as 03/04/2026", "03/04/2026과 같은 날짜"),
        "",
        choices=("", "day_first", "month_first", "year_first"),
        choice_words=(
            Words("find out", "자동 판단"),
            Words("day first", "일이 먼저"),
            Words("month first", "월이 먼저"),
            Words("year first", "연도가 먼저"),
        ),
    ),
    Param("member", Words("File in the archive", "압축 파일 안의 파일"), ""),
)


@dataclass(frozen=True)
class Importer:
    """`claims` sees the path and the first bytes (none of a folder); `open` checks the whole file; `sample` writes a small one.

    `params` are its reading choices: texts, empty where the importer is to find out by itself. `open` gets only those.
    `folder` says that it opens folders, and nothing else.
    """

    name: str
    title: Words
    suffixes: tuple[str, ...]
    claims: Callable[[Path, bytes], bool]
    open: Callable[[Path, Path, Report, Choices], Source]
    sample: Callable[[Path], Path]
    params: tuple[Param, ...] = ()
    folder: bool = False
