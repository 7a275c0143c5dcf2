"""The command of the package stage: build the file that ships from a model."""

from pathlib import Path
from typing import Any, Final

import click

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Package
from mlworkbench.base.words import tr
from mlworkbench.cli.door import file_path, json_option, named_model, workbench
from mlworkbench.cli.translated import Command, language, option

PROOFS: Final = {
    "golden": "package.proof_golden",
    "shipped": "package.proof_shipped",
    "single": "package.proof_single",
    "adversarial_single": "package.proof_hard_single",
    "adversarial_batches": "package.proof_hard_batches",
}


@click.command("package", cls=Command, help="cli.build")
@click.argument("project", type=file_path)
@option("--model", "which", metavar="N|ID", help="cli.which_model")
@option("--out", type=file_path, metavar="FILE", help="cli.out")
@json_option
@language
def package(project: Path, which: str | None, out: Path | None, as_json: bool) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import tellings

    with workbench() as bench:
        bench.home.open(project)
        model = named_model(bench, which)
        if refused := bench.package.refuses(model.id):
            raise InputError(refused.key, **refused.facts)
        job = bench.package.build(model.id, out)
        bench.wait(job)
        written = tellings.built(bench.opened().get(Package, job.context["record"]))
        columns = bench.package.columns(model.id)
    told = {"kind": "built", "model": {"id": model.id, "name": model.name}} | written | {"columns": tellings.columns(columns)}
    if as_json:
        showing.as_one_object(told)
    else:
        _show(told)
        showing.model_columns(columns)
    return 0


def _show(told: dict[str, Any]) -> None:
    from mlworkbench.cli import showing

    showing.pairs(
        (
            (tr("cli.package"), told["path"]),
            (tr("cli.package_size"), words.bytes_(told["size"])),
            (tr("cli.identifier"), told["identifier"]),
            (tr("cli.model"), told["model"]["name"]),
            (tr("cli.row_time"), words.microseconds(told["row_microseconds"])),
        )
    )
    heads = (tr("package.proof_rows"), tr("package.proof_compared"), tr("package.proof_different"))
    proofs = [
        (_title(one["kind"]), *(words.formatted(one[name]) for name in ("compared", "different"))) for one in told["proofs"]
    ]
    showing.table(heads, proofs, right=(1, 2))


def _title(kind: str) -> str:
    return tr(PROOFS[kind]) if kind in PROOFS else kind
