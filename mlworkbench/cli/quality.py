"""The commands of data quality: what was found and what is decided about it, and what every later version must hold."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Rule
from mlworkbench.base.words import formatted, tr
from mlworkbench.cli.door import file_path, json_option, workbench
from mlworkbench.cli.translated import Command, language, option

if TYPE_CHECKING:
    from mlworkbench.workbench import Judged, Workbench

EVIDENCE = 3


@click.command("findings", cls=Command, help="cli.findings")
@click.argument("project", type=file_path)
@option("--accept", metavar="KEY", help="cli.finding_accept")
@option("--mend", metavar="KEY", help="cli.finding_mend")
@option("--reopen", metavar="KEY", help="cli.finding_reopen")
@option("--remedy", type=click.IntRange(1), default=1, metavar="N", help="cli.finding_remedy")
@option("--why", metavar="TEXT", default="", help="cli.finding_why")
@json_option
@language
def findings(
    project: Path, accept: str | None, mend: str | None, reopen: str | None, remedy: int, why: str, as_json: bool
) -> int:
    from mlworkbench.cli import showing

    if sum(one is not None for one in (accept, mend, reopen)) > 1:
        raise InputError("cli.one_decision")
    with workbench() as bench:
        bench.home.open(project)
        _inspect(bench)
        if accept is not None:
            bench.data.accept_finding(accept, why)
        if reopen is not None:
            bench.data.reopen(reopen, why)
        if mend is not None:
            _mend(bench, mend, remedy, why)
        from mlworkbench.workbench import tellings_quality

        told = tellings_quality.findings(bench)
        judged = bench.data.judged()
    if as_json:
        showing.as_one_object(told)
    else:
        _show(judged)
    return 0


def _inspect(bench: "Workbench") -> None:
    if bench.data.outdated():
        bench.wait(bench.data.inspect())


def _mend(bench: "Workbench", key: str, number: int, why: str) -> None:
    finding = bench.data.finding(key)
    if number > len(finding.remedies):
        raise InputError("cli.no_such_remedy", number=number, count=len(finding.remedies), finding=key)
    job = bench.data.mend(finding, finding.remedies[number - 1], why)
    if job is not None:
        bench.wait(job)
    _inspect(bench)


def _show(judged: "tuple[Judged, ...]") -> None:
    click.echo(tr("cli.findings_head", count=len(judged), waiting=sum(one.waits for one in judged)))
    for one in judged:
        finding = one.finding
        click.echo(f"[{tr(f'data.severity_{finding.severity}')}] {tr(finding.reason.key, **finding.reason.facts)}")
        click.echo("    " + tr("cli.finding_key", key=finding.key))
        for found in finding.evidence[:EVIDENCE]:
            where = tr("cli.finding_row", row=found.row) if found.row is not None else "·"
            often = f" × {formatted(found.count)}" if found.count is not None else ""
            click.echo(f"    {where} {found.value}{often}")
        for number, remedy in enumerate(finding.remedies, start=1):
            click.echo(f"    {number}. {tr(remedy.reason.key, **remedy.reason.facts)}")
        if one.decision is not None:
            why = one.decision.why or tr("data.no_reason")
            facts: dict[str, Any] = {"who": one.decision.who, "when": one.decision.when, "why": why}
            click.echo("    " + tr(f"data.was_{one.decision.deed}", **facts))


@click.command("expect", cls=Command, help="cli.expect")
@click.argument("project", type=file_path)
@option("--propose", is_flag=True, help="cli.expect_propose")
@option("--range", "ranges", multiple=True, metavar="COLUMN=LOW..HIGH", help="cli.expect_range")
@option("--unique", multiple=True, metavar="COLUMN", help="cli.expect_unique")
@option("--allowed", multiple=True, metavar="COLUMN=A,B", help="cli.expect_allowed")
@option("--filled", multiple=True, metavar="COLUMN", help="cli.expect_filled")
@option("--rows", metavar="LOW..HIGH", help="cli.expect_rows")
@option("--clear", is_flag=True, help="cli.expect_clear")
@json_option
@language
def expect(
    project: Path,
    propose: bool,
    ranges: tuple[str, ...],
    unique: tuple[str, ...],
    allowed: tuple[str, ...],
    filled: tuple[str, ...],
    rows: str | None,
    clear: bool,
    as_json: bool,
) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import filing

    new = [Rule("range", name, *_bounds(text)) for name, text in map(_pair, ranges)]
    new += [Rule("unique", name) for name in unique]
    new += [Rule("allowed", name, values=tuple(one.strip() for one in text.split(","))) for name, text in map(_pair, allowed)]
    new += [Rule("filled", name) for name in filled]
    new += [Rule("rows", None, *_bounds(rows))] if rows else []
    with workbench() as bench:
        bench.home.open(project)
        kept = [] if clear else list(bench.data.expectations())
        proposed = list(bench.data.proposed_rules()) if propose else []
        if new or proposed or clear:
            bench.data.expect([*kept, *proposed, *new])
        rules = bench.data.expectations()
        _inspect(bench)
        broken = [one for one in bench.data.findings() if one.kind.startswith("expectation_")]
    if as_json:
        showing.as_one_object({"rules": filing.plain(rules), "broken": [one.key for one in broken]})
        return 0
    click.echo(tr("cli.expect_head", count=len(rules), broken=len(broken)))
    for rule in rules:
        click.echo("· " + _told(rule))
    for one in broken:
        click.echo("! " + tr(one.reason.key, **one.reason.facts))
    return 0


def _pair(text: str) -> tuple[str, str]:
    name, sign, rest = text.rpartition("=")
    if not sign or not name:
        raise InputError("cli.expect_form", text=text)
    return name, rest


def _bounds(text: str) -> tuple[float | None, float | None]:
    """`0..100`, `0..`, `..100`."""
    low, sign, high = text.partition("..")
    try:
        if not sign:
            raise ValueError(text)
        return float(low) if low.strip() else None, float(high) if high.strip() else None
    except ValueError as reason:
        raise InputError("cli.expect_bounds", text=text) from reason


def _told(rule: Rule) -> str:
    low, high = ("…" if one is None else one for one in (rule.low, rule.high))
    if rule.kind == "rows":
        return tr("data.rule_rows", low=low, high=high)
    if rule.kind == "range":
        return tr("data.rule_range", column=rule.column, low=low, high=high)
    if rule.kind == "allowed":
        return tr("data.rule_allowed_is", column=rule.column, values=", ".join(rule.values))
    return tr("data.rule_unique" if rule.kind == "unique" else "data.rule_filled", column=rule.column)
