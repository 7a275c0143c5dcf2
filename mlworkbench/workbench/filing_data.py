"""What the jobs that change data made becomes records."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock
from mlworkbench.base.records import Change, Column, Dataset, Dictionary, Entry, Making, Origin
from mlworkbench.workbench import filing_quality

if TYPE_CHECKING:
    from mlworkbench.store import Project
    from mlworkbench.workbench.filing import Piece

LONGEST = 4_000  # letters of a description


def changed(project: "Project", piece: "Piece") -> None:
    """The version that a change made of its parent; what is known about a column follows its new name."""
    context, facts = piece.context, piece.facts
    if project.last(Dataset, id=context["record"]):
        return
    parent = project.get(Dataset, context["parent"])
    asked = context["change"]
    change = Change(asked["kind"], dict(facts["params"]), asked["name"], asked["why"], asked["finding"], dict(facts["effect"]))
    project.add(
        Dataset(
            id=context["record"],
            number=project.count(Dataset) + 1,
            name=facts["name"],
            data_file=project.keep(piece.files["data"]),
            profile_file=project.keep(piece.files["profile"]),
            rows=facts["rows"],
            columns=tuple(column_of(column) for column in facts["columns"]),
            origin=parent.origin,
            parent=parent.id,
            seconds=facts["seconds"],
            who=context["who"],
            when=clock.now(),
            holdout_rows=facts["holdout_rows"],
            change=change,
            others=(*parent.others, *(Origin(**other) for other in facts["others"])),
            rejects_file=project.keep(piece.files["rejects"]) if "rejects" in piece.files else parent.rejects_file,
            rejected_rows=facts.get("rejected_rows") or parent.rejected_rows,
        )
    )
    _rename_entries(project, piece)
    describe(project, piece)
    filing_quality.mended(project, piece)


def column_of(plain: Mapping[str, Any]) -> Column:
    """A column as a job tells of it."""
    made = tuple(Making(one["kind"], one["words"], tuple(one["columns"])) for one in plain.get("made") or ())
    listed = {name: tuple(plain.get(name) or ()) for name in ("missing", "emptied", "outdated")}
    return Column(**{**plain, **listed, "made": made})


def _rename_entries(project: "Project", piece: "Piece") -> None:
    last, renamed = project.last(Dictionary), piece.facts["renamed"]
    if last is None or not any(entry.column in renamed for entry in last.entries):
        return
    entries = tuple(replace(entry, column=renamed.get(entry.column, entry.column)) for entry in last.entries)
    project.add(Dictionary(clock.new_name(), entries, piece.context["who"], clock.now()))


def describe(project: "Project", piece: "Piece") -> None:
    """What a file says of its columns goes into the dictionary, where nobody has written anything yet."""
    said = piece.facts.get("descriptions") or {}
    last = project.last(Dictionary)
    known = {entry.column: entry for entry in last.entries} if last else {}
    new = {name: words for name, words in said.items() if not (name in known and known[name].description)}
    if not new:
        return
    entries = known | {name: replace(known.get(name, Entry(name)), description=words[:LONGEST]) for name, words in new.items()}
    project.add(Dictionary(clock.new_name(), tuple(entries.values()), piece.context["who"], clock.now()))
