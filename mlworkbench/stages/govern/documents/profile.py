"""A profile to hand on: every column and every finding of a table, in one file that needs nothing else."""

import os
from pathlib import Path
from typing import Any

from mlworkbench.base import clock, paths, words
from mlworkbench.base.digest import digest
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import ColumnProfile, Profile
from mlworkbench.base.words import formatted, tr
from mlworkbench.stages.govern.blocks import Chapter, Document, Head, Paragraph, Row, Table, Tile
from mlworkbench.stages.govern.chapters import data
from mlworkbench.stages.govern.rendering import rendered
from mlworkbench.stages.govern.saying import say, share, user


def profile(found: Profile, name: str, language: str, when: str, version: str) -> str:
    """HTML; the same profile gives the same text."""
    with words.speaking(language):
        tiles = (
            Tile(tr("govern.rows_head"), formatted(found.rows)),
            Tile(tr("govern.columns"), formatted(len(found.columns))),
            Tile(tr("govern.finding"), formatted(len(found.findings))),
        )
        chapters = (
            Chapter("findings", tr("data.quality"), tr("govern.profile_findings_lead"), tuple(data.findings(found))),
            Chapter("columns", tr("govern.columns"), tr("govern.profile_columns_lead"), (_columns(found), *_aside(found))),
        )
        return rendered(
            Document(
                language=language,
                kind_of=tr("govern.profile"),
                title=name,
                made=say("govern.profile_made", when=when, version=version),
                tiles=tiles,
                chapters=chapters,
                foot=say("govern.profile_foot", version=version),
            )
        )


def write(found: Profile, name: str, path: Path, language: str, version: str) -> dict[str, Any]:
    """The document, whole or not at all. Returns path, sha256 and bytes. Raises InputError where it cannot be written."""
    when = clock.now().astimezone().strftime("%Y-%m-%d %H:%M")
    content = profile(found, name, language, when, version).encode()
    fresh = path.with_name(f".{path.name}.{clock.new_name()}.tmp")
    try:
        fresh.write_bytes(content)
        os.replace(fresh, path)
    except OSError as reason:
        paths.discard(fresh)
        raise InputError("govern.no_place", path=str(path), why=reason.strerror or str(reason)) from reason
    return {"path": str(path), "sha256": digest(content), "bytes": len(content)}


def _columns(found: Profile) -> Table:
    heads = (
        Head(tr("govern.column"), share=24),
        Head(tr("govern.type"), share=12),
        Head(tr("data.figure_missing"), right=True, share=10),
        Head(tr("data.figure_distinct"), right=True, share=12),
        Head(tr("govern.values"), share=42),
    )
    return Table(heads, [_column(one, found.rows) for one in found.columns], small=True)


def _column(column: ColumnProfile, rows: int) -> Row:
    missing = share(column.missing, rows) if column.missing else "0"
    distinct = ("≈ " if "distinct" in column.approximate else "") + formatted(column.distinct)
    return Row((user(column.name), tr(f"data.type_{column.type}"), missing, distinct, data.values(column)))


def _aside(found: Profile) -> tuple[Paragraph, ...]:
    if not any(column.approximate for column in found.columns):
        return ()
    return (Paragraph(tr("govern.profile_approximate"), "note"),)
