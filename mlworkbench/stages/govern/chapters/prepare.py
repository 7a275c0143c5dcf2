"""How columns became features, and which rows were kept back."""

from collections.abc import Iterator

from mlworkbench.base.records import Recipe, Split
from mlworkbench.base.words import formatted, tr
from mlworkbench.stages.govern.blocks import Block, Chapter, Fact, Facts, Head, Heading, Paragraph, Row, Table, Words
from mlworkbench.stages.govern.material import Design, Material, StepShown
from mlworkbench.stages.govern.saying import because, chosen, code, joined, moment, names, pill, say, title, user
from mlworkbench.stages.prepare import Validation


def chapter(material: Material) -> Chapter:
    return Chapter("prepare", tr("govern.prepare"), tr("govern.prepare_lead"), tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    records, recipe = material.records, material.records.recipe
    if recipe is None:
        yield Paragraph(tr("govern.no_recipe"), "missing")
    else:
        if "recipe" in records.changed:
            yield Paragraph(tr("govern.newer_recipe", number=recipe.number), "warning")
        yield Facts(tuple(_facts(recipe, material)))
        yield _steps(material)
    yield Heading(tr("govern.split"))
    yield from _split(material)


def _facts(recipe: Recipe, material: Material) -> Iterator[Fact]:
    yield Fact(tr("govern.version"), formatted(recipe.number), tr("govern.suggested" if recipe.suggested else "govern.changed"))
    made = say("data.imported_by", when=moment(recipe.when, material.records.made), who=recipe.who)
    yield Fact(tr("govern.made"), made)
    yield Fact(tr("govern.inputs"), formatted(len(recipe.inputs)))
    yield Fact(tr("govern.recipe_hash"), code(recipe.recipe_hash), tr("train.recipe_tip"))


def _steps(material: Material) -> Table:
    heads = (
        Head("#", share=4),
        Head(tr("govern.step"), share=24),
        Head(tr("govern.columns"), share=40),
        Head(tr("govern.why"), share=32),
    )
    rows = [
        Row((formatted(number), _name(one), _columns(one), _why(one))) for number, one in enumerate(material.records.steps, 1)
    ]
    return Table(heads, rows)


def _name(shown: StepShown) -> Words:
    from mlworkbench.stages.prepare import STEPS

    step = shown.step
    told: list[Words] = [title(STEPS, step.kind), *(tr(f"train.family_{family}") for family in step.families)]
    params = chosen(STEPS[step.kind].params if step.kind in STEPS else (), step.params)
    return joined([joined(told, " "), *([params] if params else [])], " · ")


def _columns(shown: StepShown) -> Words:
    told = names(shown.columns) if shown.columns else "–"
    if shown.parked is not None or not shown.missed:
        return told
    return joined([told, say("govern.not_reached", columns=", ".join(one.column for one in shown.missed))], " · ")


def _why(shown: StepShown) -> Words:
    if shown.parked is not None:
        return joined([pill(tr("govern.parked"), "warning"), because(shown.parked)])
    return because(shown.step.reason) if shown.step.reason else tr("govern.by_choice")


def _split(material: Material) -> Iterator[Block]:
    records = material.records
    if records.split is None:
        yield Paragraph(tr("govern.no_split"), "missing")
        if records.design is not None:
            design = records.design
            yield Paragraph(tr("govern.planned"))
            yield Facts(tuple(_drawn(design, design.holdout_rows)))
        return
    split = records.split
    from_file = records.dataset.holdout_rows if records.dataset else 0
    yield Facts((*_drawn(split, from_file), _rows_hash(split.rows_file)))
    yield _counts(material)


def _drawn(plan: Split | Design, from_file: int) -> Iterator[Fact]:
    if from_file:
        yield Fact(tr("train.holdout"), tr("govern.rows", rows=from_file), tr("govern.holdout_file"))
    else:
        yield Fact(tr("train.holdout"), tr("data.percent", percent=f"{100 * plan.share:g}"), tr("govern.holdout_note"))
    if plan.cv:
        kind = Validation.parse(plan.cv).kind.removeprefix("stratified_").replace("stratified", "kfold")
        yield Fact(
            tr("prepare.validation"), joined([tr(f"prepare.cv_{kind}"), code(plan.cv)], " "), tr(f"prepare.cv_{kind}_says")
        )
    for key, name in (("prepare.by_group", plan.group), ("prepare.by_time", plan.time)):
        if name is not None:
            yield Fact(tr(key), user(name))
    yield Fact(tr("govern.stratified"), formatted(plan.stratified), tr("govern.stratified_note"))
    if plan.folds:
        yield Fact(tr("govern.folds"), formatted(plan.folds), tr("govern.folds_note"))
    yield Fact(tr("train.seed"), str(plan.seed))


def _rows_hash(rows_file: str) -> Fact:
    return Fact(tr("govern.rows_hash"), code(rows_file), tr("train.split_tip"))


def _counts(material: Material) -> Table:
    """Rows of each part; by class as far as the judgements counted them."""
    split = material.records.split
    assert split is not None  # noqa: S101  for the type checker
    heads = [Head(""), Head(tr("govern.all_rows"), right=True)]
    parts = [(tr("govern.training_rows"), split.train_rows, material.out_of_fold)]
    parts.append((tr("govern.holdout_rows"), split.test_rows, material.holdout))
    classes = next((one.classes for one in material.judgements), ())
    heads += [Head(user(name), right=True) for name in classes[:8]]
    rows = []
    for name, count, judgement in parts:
        counts = judgement.counts if judgement else ()
        by_class = [formatted(counts[place]) if counts else "–" for place in range(len(classes[:8]))]
        rows.append(Row((name, formatted(count), *by_class)))
    rows.append(Row((tr("govern.unused_rows"), formatted(split.unused_rows), *("–" for _ in classes[:8]))))
    return Table(tuple(heads), tuple(rows))
