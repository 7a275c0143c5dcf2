"""The command that writes a model as a plain Python script."""

from pathlib import Path

import click

from mlworkbench.base.words import tr
from mlworkbench.cli.door import file_path, json_option, named_model, workbench
from mlworkbench.cli.translated import Command, language, option


@click.command("export-code", cls=Command, help="cli.export_code")
@click.argument("project", type=file_path)
@click.argument("which", required=False, metavar="[MODEL]")
@option("--out", required=True, type=file_path, metavar="FOLDER/SCRIPT.py", help="cli.export_code_out")
@json_option
@language
def export_code(project: Path, which: str | None, out: Path, as_json: bool) -> int:
    from mlworkbench.cli import showing

    place = out.absolute()
    with workbench() as bench:
        bench.home.open(project)
        told = bench.wait(bench.train.export_code(named_model(bench, which).id, place.parent, place.name))
    if as_json:
        showing.as_one_object({"kind": "code", **told})
    else:
        click.echo(tr("cli.code_written", model=told["name"], path=told["path"]))
    return 0
