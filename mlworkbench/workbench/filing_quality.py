"""What inspections and remedies made becomes records."""

from typing import TYPE_CHECKING

from mlworkbench.base import clock
from mlworkbench.base.records import Decision, Inspection

if TYPE_CHECKING:
    from mlworkbench.store import Project
    from mlworkbench.workbench.filing import Piece


def inspected(project: "Project", piece: "Piece") -> None:
    context = piece.context
    if project.last(Inspection, id=context["record"]):
        return
    project.add(
        Inspection(
            id=context["record"],
            dataset=context["dataset"],
            problem=context["problem"],
            findings_file=project.keep(piece.files["findings"]),
            seconds=piece.facts["seconds"],
            who=context["who"],
            when=clock.now(),
        )
    )


def mended(project: "Project", piece: "Piece") -> None:
    """The decisions behind a change that mends a finding, one for each column: the version it made is the answer."""
    context, asked = piece.context, piece.context["change"]
    if not asked.get("finding") or project.last(Decision, made=context["record"]):
        return
    now = clock.now()
    for key in asked.get("settles") or [asked["finding"]]:
        about = (context["parent"], key)
        project.add(Decision(clock.new_name(), *about, "mended", context["record"], asked["why"], context["who"], now))
