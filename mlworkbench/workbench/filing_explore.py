"""How what was looked at is filed."""

from typing import TYPE_CHECKING

from mlworkbench.base import clock
from mlworkbench.base.records import Exploration

if TYPE_CHECKING:
    from mlworkbench.store import Project
    from mlworkbench.workbench.filing import Piece


def explored(project: "Project", piece: "Piece") -> None:
    if project.last(Exploration, id=piece.context["record"]):
        return
    project.add(
        Exploration(
            id=piece.context["record"],
            dataset=piece.context["dataset"],
            asked=dict(piece.context["asked"]),
            numbers_file=project.keep(piece.files["numbers"]),
            rows=piece.facts["rows"],
            sampled=piece.facts["sampled"],
            seconds=piece.facts["seconds"],
            who=piece.context["who"],
            when=clock.now(),
        )
    )
