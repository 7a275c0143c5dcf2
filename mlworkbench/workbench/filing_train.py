"""How learning curves are filed."""

from typing import TYPE_CHECKING

from mlworkbench.base import clock
from mlworkbench.base.records import Learning

if TYPE_CHECKING:
    from mlworkbench.store import Project
    from mlworkbench.workbench.filing import Piece


def learnt(project: "Project", piece: "Piece") -> None:
    if project.last(Learning, id=piece.context["record"]):
        return
    project.add(
        Learning(
            id=piece.context["record"],
            model=piece.context["model"],
            learning_file=project.keep(piece.files["learning"]),
            rows=piece.facts["rows"],
            seconds=piece.facts["seconds"],
            who=piece.context["who"],
            when=clock.now(),
        )
    )
