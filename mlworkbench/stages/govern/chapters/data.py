"""Which data: where it came from, what is unusual in it, every column of it."""

from collections.abc import Iterator

from mlworkbench.base.records import ColumnProfile, Dataset, Profile, Reason
from mlworkbench.base.words import bytes_, formatted, tr
from mlworkbench.stages.data import CHANGES
from mlworkbench.stages.data.quality import grouped
from mlworkbench.stages.govern.blocks import Block, Chapter, Fact, Facts, Head, Heading, Level, Paragraph, Row, Table, Words
from mlworkbench.stages.govern.material import Material
from mlworkbench.stages.govern.saying import because, code, joined, moment, pill, say, share, user, value_of

LEVELS: dict[str, Level] = {"info": "info", "warning": "warning", "problem": "bad"}
MEDIAN = 3  # place among the quantiles
FREQUENT = 4


def chapter(material: Material) -> Chapter:
    return Chapter("data", tr("govern.data"), tr("govern.data_lead"), tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    records, dataset = material.records, material.records.dataset
    if dataset is None:
        yield Paragraph(tr("govern.no_data"), "missing")
        return
    if "data" in records.changed:
        yield Paragraph(tr("govern.newer_data", number=dataset.number, newest=records.datasets[-1].number), "warning")
    yield Facts(tuple(_facts(dataset, material)))
    if material.profile is not None:
        yield from findings(material.profile)
        yield Heading(tr("govern.columns"))
        yield Paragraph(tr("govern.columns_note"), "note")
        yield _columns(material.profile, material)
    if len(records.datasets) > 1:
        yield _versions(material)


def _facts(dataset: Dataset, material: Material) -> Iterator[Fact]:
    origin = dataset.origin
    version = say("govern.data_version", number=dataset.number, versions=len(material.records.datasets), name=dataset.name)
    yield Fact(tr("govern.version"), version)
    yield Fact(tr("govern.size"), tr("govern.rows_columns", rows=dataset.rows, columns=len(dataset.columns)))
    if dataset.holdout_rows:
        yield Fact(tr("data.read_holdout"), tr("govern.rows", rows=dataset.holdout_rows), tr("govern.holdout_file"))
    if origin.importer == "database":
        yield Fact(tr("data.database_host"), user(origin.folder), user(origin.reading.get("server", "")))
        yield Fact(tr("data.database_what"), user(origin.reading.get("query", origin.file_name)))
        yield Fact(tr("data.database_user"), user(origin.reading.get("user", "")))
    else:
        yield Fact(tr("data.file"), joined([user(origin.file_name), bytes_(origin.size)], " · "))
        yield Fact(tr("data.file_hash"), code(origin.sha256))
    yield Fact(tr("data.fingerprint"), code(dataset.data_file), tr("govern.fingerprint_note"))
    yield Fact(tr("data.imported"), _by(dataset, material))


def _by(dataset: Dataset, material: Material) -> Words:
    return say("data.imported_by", when=moment(dataset.when, material.records.made), who=dataset.who)


def findings(profile: Profile) -> Iterator[Block]:
    yield Heading(tr("data.quality"))
    if not profile.findings:
        yield Paragraph(tr("data.nothing_found"))
        return
    heads = (Head(tr("govern.finding"), share=70), Head(tr("govern.rows_head"), right=True), Head(tr("govern.weight")))
    rows = [
        Row((because(one.reason), formatted(one.rows), pill(tr(f"data.severity_{one.severity}"), LEVELS[one.severity])))
        for one in grouped(profile.findings)
    ]
    yield Table(heads, rows)


def _columns(profile: Profile, material: Material) -> Table:
    heads = (
        Head(tr("govern.column"), share=21),
        Head(tr("govern.type"), share=10),
        Head(tr("data.figure_missing"), right=True, share=9),
        Head(tr("data.figure_distinct"), right=True, share=9),
        Head(tr("govern.values"), share=31),
        Head(tr("govern.role"), share=20),
    )
    roles = _roles(profile, material)
    return Table(heads, [_column(one, profile.rows, roles[one.name]) for one in profile.columns], small=True)


def _column(column: ColumnProfile, rows: int, role: Words) -> Row:
    missing = share(column.missing, rows) if column.missing else "0"
    distinct = ("≈ " if "distinct" in column.approximate else "") + formatted(column.distinct)
    return Row((user(column.name), tr(f"data.type_{column.type}"), missing, distinct, values(column), role))


def values(column: ColumnProfile) -> Words:
    if column.minimum is None:  # a value that occurs once may name a person, and says nothing of the column
        told_of = [top for top in column.top[:FREQUENT] if top.count > 1]
        return joined([say("govern.value_count", value=top.value, rows=top.count) for top in told_of], " · ") or "–"
    middle = column.quantiles[MEDIAN] if len(column.quantiles) > MEDIAN else None
    about = "≈ " if "quantiles" in column.approximate else ""
    told = {
        "low": value_of(column, column.minimum),
        "median": about + value_of(column, middle),
        "high": value_of(column, column.maximum),
        "mean": value_of(column, column.mean),
    }
    if column.type == "date" or column.sd is None:
        return tr("govern.range_median", **told)
    return tr("govern.range_mean", **told, sd=column.sd)


def _roles(profile: Profile, material: Material) -> dict[str, Words]:
    """What the model does with each column, and why it leaves out those it does."""
    problem, recipe = material.records.problem, material.records.recipe
    aside: dict[str, Reason] = {one.column: one.reason for one in profile.set_aside}
    if recipe is not None:
        aside |= {one.column: one.reason for one in recipe.set_aside}
    found: dict[str, Words] = {}
    for column in profile.columns:
        name = column.name
        if problem is not None and name == problem.target:
            found[name] = tr("data.is_target")
        elif recipe is not None and name in recipe.inputs:
            found[name] = tr("govern.used")
        elif name in aside:
            found[name] = joined([tr("data.is_left_out"), because(aside[name])], ": ")
        else:
            found[name] = tr("data.is_left_out") if recipe is not None else "–"
    return found


def _made(dataset: Dataset) -> Words:
    """What made the version of the one before, and why."""
    change = dataset.change
    if change is None:
        return tr("data.imported")
    kind = str(CHANGES[change.kind].title) if change.kind in CHANGES else change.kind
    return joined([kind, *(user(one) for one in (change.name, change.why) if one)], " · ")


def _versions(material: Material) -> Table:
    heads = (
        Head(tr("govern.version")),
        Head(tr("govern.name")),
        Head(tr("govern.made_by_change")),
        Head(tr("govern.rows_head"), right=True),
        Head(tr("data.imported")),
        Head(tr("data.fingerprint")),
    )
    rows = [
        Row(
            (
                formatted(one.number),
                user(one.name),
                _made(one),
                formatted(one.rows),
                _by(one, material),
                code(one.data_file[:16] + "…"),
            )
        )
        for one in material.records.datasets
    ]
    return Table(heads, rows, tr("data.versions"), small=True)
