"""What the import panel holds: the files, every choice, and what the jobs have told so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mlworkbench.base.errors import WorkbenchError
from mlworkbench.base.words import bytes_, told, tr

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Looked

REPLACE, APPEND, JOIN = MODES = ("replace", "append", "join")
GO: Final = {REPLACE: "data.import", APPEND: "data.append", JOIN: "data.join"}


@dataclass(frozen=True)
class Wanted:
    """`contract` is the id of the version whose contract is kept, `trial` the job that counts what an append or a join would do
    and `plan` what it told; `rest` are files still to be appended.
    """

    paths: tuple[Path, ...] = ()
    mode: str = REPLACE
    project: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    joining: Mapping[str, Any] = field(default_factory=dict)
    contract: str = ""
    bad_rows: str = ""
    view: str = "typed"
    job: "Job | None" = None
    again: bool = False
    looked: "Looked | None" = None
    trial: "Job | None" = None
    plan: Mapping[str, Any] | None = None
    wrong: WorkbenchError | None = None
    importing: "Job | None" = None
    rest: tuple[Path, ...] = ()

    def change(self, path: Path) -> dict[str, Any]:
        """The choices of the change that brings this file in."""
        told = {"path": str(path.absolute()), "choices": dict(self.choices)}
        return {**told, **self.joining} if self.mode == JOIN else told


def title(wanted: Wanted) -> str:
    return tr("data.import_panel" if wanted.mode == REPLACE else GO[wanted.mode])


def subtitle(wanted: Wanted) -> str:
    """The files in one line, as far as they are known."""
    looked = wanted.looked
    if looked is None:
        if wanted.wrong is not None:
            return told(wanted.wrong)
        many = len(wanted.paths) > 1
        return tr("data.looking_at_many", count=len(wanted.paths)) if many else tr("data.looking_at", file=wanted.paths[0].name)
    file = looked.files[0]
    if file.error is not None:
        return tr("data.looked_failed", file=file.name, size=bytes_(file.size))
    facts = {"file": file.name, "kind": str(file.title or ""), "columns": len(file.names), "size": bytes_(file.size)}
    if file.rows is None:
        words = tr("data.looked_beginning", **facts, seen=bytes_(file.size_seen or 0))
    elif file.rows > file.seen:
        words = tr("data.looked_part", **facts, rows=file.rows, seen=file.seen)
    else:
        words = tr("data.looked_whole", **facts, rows=file.rows)
    return words if looked.count == 1 else f"{words} · {tr('data.and_more_files', count=looked.count - 1)}"


def without_blanks(wish: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is left to be found out."""
    return {name: one for name, one in wish.items() if one}
