"""The command that writes a report of a project."""

from pathlib import Path

import click

from mlworkbench.base import words
from mlworkbench.base.words import bytes_, tr
from mlworkbench.cli.door import file_path, json_option, workbench
from mlworkbench.cli.translated import Command, language, option


@click.command("report", cls=Command, help="cli.report")
@click.argument("project", type=file_path)
@option("--out", required=True, type=file_path, metavar="FILE", help="cli.report_out")
@json_option
@language
def report(project: Path, out: Path, as_json: bool) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        bench.home.open(project)
        judged = bench.evaluate.chosen()
        if judged and bench.evaluate.lacks(judged.id):
            bench.wait(bench.evaluate.assess(judged.id))
        told = bench.wait(bench.govern.report(out, words.language()))
    if as_json:
        showing.as_one_object(told)
    else:
        click.echo(tr("cli.reported", path=told["path"], size=bytes_(told["bytes"])))
    return 0
