"""The commands that change data, list and compare its versions, and exchange the data dictionary."""

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr
from mlworkbench.cli.door import file_path, json_option, workbench
from mlworkbench.cli.translated import Command, language, option

if TYPE_CHECKING:
    from mlworkbench.base.records import Dataset
    from mlworkbench.stages.data import ChangeKind
    from mlworkbench.workbench import Workbench

LISTED = ("columns", "texts")


@click.command("change", cls=Command, help="cli.change")
@click.argument("project", type=file_path)
@click.argument("kind")
@option("--params", metavar="JSON", help="cli.change_params")
@option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="cli.change_set")
@option("--name", default="", metavar="TEXT", help="cli.change_name")
@option("--why", default="", metavar="TEXT", help="cli.change_why")
@option("--try", "trying", is_flag=True, help="cli.change_try")
@json_option
@language
def change(
    project: Path, kind: str, params: str | None, pairs: tuple[str, ...], name: str, why: str, trying: bool, as_json: bool
) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        bench.home.open(project)
        chosen = _params(bench, kind, params, pairs)
        if trying:
            job = bench.data.try_change(kind, chosen)
            told = bench.wait(job)
            bench.drop(job)
        else:
            bench.wait(bench.data.change(kind, chosen, name, why))
            told = _version(bench.data.present())
    if as_json:
        showing.as_one_object({"kind": "change", "tried": trying, **told})
    else:
        _show_change(told, trying)
    return 0


@click.command("versions", cls=Command, help="cli.versions")
@click.argument("project", type=file_path)
@option("--compare", "compared", type=int, nargs=2, metavar="A B", help="cli.versions_compare")
@option("--back", type=int, metavar="N", help="cli.versions_back")
@option("--why", default="", metavar="TEXT", help="cli.change_why")
@json_option
@language
def versions(project: Path, compared: tuple[int, int] | None, back: int | None, why: str, as_json: bool) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        bench.home.open(project)
        if compared:
            job = bench.data.compare(*(_numbered(bench, number).id for number in compared))
            told = {"kind": "comparison", "versions": list(compared), **bench.wait(job)}
            bench.drop(job)
        else:
            if back is not None:
                bench.data.go_back(_numbered(bench, back).id, why)
            told = {"kind": "versions", "versions": [_version(one) for one in bench.data.history()]}
    if as_json:
        showing.as_one_object(told)
    elif compared:
        _show_comparison(told)
    else:
        _show_versions(told["versions"])
    return 0


@click.command("dictionary", cls=Command, help="cli.dictionary")
@click.argument("project", type=file_path)
@option("--export", "out", type=file_path, metavar="FILE", help="cli.dictionary_export")
@option("--import", "taken", type=file_path, metavar="FILE", help="cli.dictionary_import")
@json_option
@language
def dictionary(project: Path, out: Path | None, taken: Path | None, as_json: bool) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import filing

    with workbench() as bench:
        bench.home.open(project)
        if taken:
            bench.data.import_dictionary(taken)
        if out:
            bench.data.export_dictionary(out)
        entries = list(bench.data.entries().values())
    if as_json:
        showing.as_one_object({"kind": "dictionary", "entries": filing.plain(entries)})
    else:
        showing.pairs(
            [(one.column, " · ".join(part for part in (one.meaning, one.unit, one.description) if part)) for one in entries]
        )
    return 0


def _params(bench: "Workbench", kind: str, given: str | None, pairs: tuple[str, ...]) -> dict[str, Any]:
    """The choices of --params, and over them those of --set."""
    try:
        params = json.loads(given) if given else {}
    except ValueError as reason:
        raise InputError("cli.bad_params", found=str(given)[:60]) from reason
    if not isinstance(params, dict):
        raise InputError("cli.bad_params", found=str(given)[:60])
    known = {one.name: one for one in bench.data.change_kinds()}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign:
            raise InputError("cli.bad_pair", found=pair[:60])
        params[name.strip()] = _value(known.get(kind), name.strip(), value)
    return params


def _value(kind: "ChangeKind | None", name: str, value: str) -> Any:
    """Texts stay texts; lists stand between commas, or in brackets as JSON."""
    sort = kind.sorts.get(name) if kind else None
    plain = next((type(one.default) is str for one in kind.params if one.name == name), True) if kind else True
    if sort in LISTED and not value.startswith("["):
        return [one.strip() for line in csv.reader([value]) for one in line]
    if sort in ("column", "formula", "query", "path") or (sort is None and plain):
        return value
    try:
        return json.loads(f"[{value}]" if sort == "rows" and not value.lstrip().startswith("[") else value)
    except ValueError:
        return value


def _numbered(bench: "Workbench", number: int) -> "Dataset":
    found = next((one for one in bench.data.versions() if one.number == number), None)
    if found is None:
        raise InputError("cli.no_such_version", number=number, count=len(bench.data.versions()))
    return found


def _version(dataset: "Dataset") -> dict[str, Any]:
    from mlworkbench.workbench import filing

    return {
        "id": dataset.id,
        "number": dataset.number,
        "name": dataset.name,
        "rows": dataset.rows,
        "columns": filing.plain(dataset.columns),
        "data_file": dataset.data_file,
        "parent": dataset.parent,
        "who": dataset.who,
        "when": dataset.when.isoformat(),
        "change": filing.plain(dataset.change),
        "origin": filing.plain(dataset.origin),
        "effect": dict(dataset.change.effect) if dataset.change else {},
    }


def _show_change(told: dict[str, Any], trying: bool) -> None:
    from mlworkbench.cli import showing

    effect = [(tr(f"data.effect_{name}"), words.formatted(count)) for name, count in told["effect"].items()]
    first = (tr("data.versions"), words.formatted(None if trying else told["number"]))
    showing.pairs([first, (tr("data.rows"), words.formatted(told["rows"])), *effect])


def _show_versions(found: list[dict[str, Any]]) -> None:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import titles

    rows = []
    for one in found:
        change = one["change"]
        what = str(titles.change(change["kind"])) if change else one["origin"]["file_name"]
        told = " · ".join(part for part in (what, change["name"] if change else "", change["why"] if change else "") if part)
        rows.append((tr("data.version", number=one["number"]), f"{told} ({one['who']}, {one['when'][:16]}, {one['rows']:,})"))
    showing.pairs(rows)


def _show_comparison(told: dict[str, Any]) -> None:
    from mlworkbench.cli import showing

    rows = [
        (tr("data.rows"), " → ".join(words.formatted(count) for count in told["rows"])),
        (tr("data.only_before"), words.formatted(told["only_before"])),
        (tr("data.only_after"), words.formatted(told["only_after"])),
    ]
    rows += [(one["name"], tr(f"data.state_{one['state']}")) for one in told["columns"] if one["state"] != "same"]
    showing.pairs(rows)
