"""The command that tells where a model comes from."""

from pathlib import Path

import click

from mlworkbench.base import words
from mlworkbench.base.words import tr
from mlworkbench.cli.door import file_path, json_option, named_model, workbench
from mlworkbench.cli.translated import Command, language, option


@click.command("lineage", cls=Command, help="cli.lineage")
@click.argument("project", type=file_path)
@option("--model", "which", metavar="N|ID", help="cli.which_model")
@json_option
@language
def lineage(project: Path, which: str | None, as_json: bool) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import lineage as walked

    with workbench() as bench:
        bench.home.open(project)
        model = named_model(bench, which)
        stops = bench.govern.lineage(model.id)
    if as_json:
        told = {"id": model.id, "name": model.name}
        showing.as_one_object({"kind": "lineage", "model": told, "stops": [walked.plain(stop) for stop in stops]})
        return 0
    heads = (tr("govern.what"), tr("govern.made"), tr("govern.hash"))
    rows = []
    for stop in stops:
        what = "\n".join((walked.sentence(stop), *walked.details(stop)))
        rows.append(
            (what, tr("data.imported_by", who=stop.who, when=stop.when), words.short_hash(stop.hash) if stop.hash else "–")
        )
    showing.table(heads, rows)
    return 0
