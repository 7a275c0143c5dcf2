"""The card: what a package is, made from what, how good, and where it stops; for a person, in English and Korean."""

from dataclasses import dataclass
from typing import Protocol

from mlworkbench.base import words
from mlworkbench.base.errors import Fact
from mlworkbench.scoring.manifest import Brought, Manifest, PackagedInput
from mlworkbench.scoring.package import Opened
from mlworkbench.stages.package import telling

MOST_CATEGORIES = 12


class _Said(Protocol):
    """A sentence of the catalogue in the language being written."""

    def __call__(self, key: str, **facts: Fact) -> str: ...


@dataclass(frozen=True)
class Row:
    """One input of the card: `seen` is its range or its categories, shortened; `marks` are values that stand for nothing."""

    name: str
    type: str
    seen: str
    missing: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """The same facts for a view. `test_rows` is None while the hold-out is sealed."""

    name: str
    identifier: str
    size: int
    manifest: Manifest
    inputs: tuple[Row, ...]
    test_rows: int | None
    test: dict[str, float]
    columns: telling.Told


def card(opened: Opened) -> Card:
    manifest = opened.manifest
    test = manifest.test
    rows = tuple(row_of(one) for one in manifest.inputs)
    metrics, told = dict(test.metrics) if test else {}, telling.of_manifest(manifest)
    return Card(manifest.name, opened.identifier, opened.size, manifest, rows, test.rows if test else None, metrics, told)


def row_of(one: PackagedInput) -> Row:
    return Row(one.name, one.type, _seen(one), one.missing, telling.marks_of(one))


def _seen(one: PackagedInput) -> str:
    if one.categories:
        rest = len(one.categories) - MOST_CATEGORIES
        return ", ".join(one.categories[:MOST_CATEGORIES]) + (f" … +{rest}" if rest > 0 else "")
    if one.minimum is None or one.maximum is None:
        return "–"
    return f"{_edge(one, one.minimum)} … {_edge(one, one.maximum)}{' ' + one.unit if one.unit else ''}"


def _edge(one: PackagedInput, value: float) -> str:
    if one.type != "date":
        return words.number(value)
    import numpy as np

    return str(np.datetime64(int(value), "us"))[:19].replace("T", " ")


def text_of(manifest: Manifest, golden_rows: int) -> bytes:
    """card.md: the card in both languages, one after the other."""
    parts = [f"# {_plain(manifest.name)}", *(_in_language(manifest, golden_rows, language) for language in words.LANGUAGES)]
    return ("\n\n".join(parts) + "\n").encode()


def _in_language(manifest: Manifest, golden_rows: int, language: str) -> str:
    def said(key: str, **facts: Fact) -> str:
        shown = {name: words.formatted(_plain(fact) if isinstance(fact, str) else fact) for name, fact in facts.items()}
        return words.catalogue(language)[key].format_map(shown)

    sections = [
        _what(manifest, said),
        f"## {said('package.card_made_from')}\n\n" + _made_from(manifest, said),
        f"## {said('package.card_quality')}\n\n" + _quality(manifest, said),
        f"## {said('package.card_inputs')}\n\n" + _inputs(manifest, said),
        *_columns(manifest, said, language),
        f"## {said('package.card_outputs')}\n\n" + _outputs(manifest, said),
        f"## {said('package.card_limits')}\n\n" + _limits(golden_rows, said),
        f"## {said('package.card_check')}\n\n{said('package.card_check_how')}",
    ]
    return "\n\n".join(sections)


def _what(manifest: Manifest, said: _Said) -> str:
    if manifest.task == "regression":
        return said("package.card_what_number", target=manifest.target)
    told = said("package.card_what_classes", target=manifest.target, classes=", ".join(manifest.classes))
    if manifest.threshold is not None:
        told += "\n" + said("package.card_positive", positive=manifest.positive, threshold=manifest.threshold)
    return told


def _made_from(manifest: Manifest, said: _Said) -> str:
    algorithm = manifest.algorithm
    reading = " · ".join(f"{name}={value}" for name, value in sorted(manifest.reading.items()))
    return _list(
        *((said("package.card_reading", reading=reading),) if reading else ()),
        said("package.card_data", name=manifest.data_name, rows=manifest.data_rows, hash=manifest.lineage.dataset),
        said("package.card_algorithm", title=algorithm.title, seed=str(algorithm.seed), threads=algorithm.threads),
        said("package.card_program", product=manifest.product, version=manifest.version),
    )


def _quality(manifest: Manifest, said: _Said) -> str:
    cv, test = manifest.cv, manifest.test
    told = said("package.card_cv", folds=len(cv.folds), metric=cv.metric, mean=cv.mean, sd=cv.sd)
    if test is None:
        return _list(told) + "\n\n" + said("package.card_sealed")
    metrics = _list(*(f"{name}: {words.number(value)}" for name, value in test.metrics.items()))
    return _list(told) + "\n\n" + said("package.card_test", rows=test.rows) + "\n\n" + metrics


def _inputs(manifest: Manifest, said: _Said) -> str:
    rows = [row_of(one) for one in manifest.inputs]
    lines = [f"| {_plain(row.name)} | {row.type} | {_plain(row.seen)} | {_missing(row)} |" for row in rows]
    return "\n".join([said("package.card_input_head"), "|---|---|---|---|", *lines])


def _missing(row: Row) -> str:
    return _plain(" · ".join((row.missing, *row.marks)))


def _columns(manifest: Manifest, said: _Said, language: str) -> list[str]:
    """What the model computes itself and what must be made before, each a section where there is such."""
    found = []
    if manifest.computed:
        lines = [f"{_plain(one.name)} = {_code(one.formula)}" for one in manifest.computed]
        found.append(f"## {said('package.computed')}\n\n{said('package.computed_note')}\n\n" + _list(*lines))
    if manifest.brought:
        lines = [_brought(one, said, language) for one in manifest.brought]
        found.append(f"## {said('package.brought')}\n\n{said('package.brought_note')}\n\n" + _list(*lines))
    return found


def _brought(one: Brought, said: _Said, language: str) -> str:
    steps = "; ".join(_plain(telling.made_words(deed, language)) for deed in one.made)
    told = f"{_plain(one.name)}: {steps}"
    return f"{told}. {said('package.outdated', columns=', '.join(one.outdated))}" if one.outdated else told


def _code(formula: str) -> str:
    return f"`` {' '.join(formula.split())} ``"


def _outputs(manifest: Manifest, said: _Said) -> str:
    lines = [f"| {one.name} | {one.type} | {max(one.columns, 1)} |" for one in manifest.outputs]
    return "\n".join([said("package.card_output_head"), "|---|---|---|", *lines])


def _limits(golden_rows: int, said: _Said) -> str:
    return _list(
        said("package.card_limit_alike"), said("package.card_limit_cause"), said("package.card_limit_rows", rows=golden_rows)
    )


def _list(*lines: str) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _plain(text: str) -> str:
    """A user's text as it can stand inside a line of Markdown: no line breaks, no signs with a meaning."""
    return "".join(f"\\{sign}" if sign in "\\`*_|#<>[]" else sign for sign in " ".join(text.split()))
