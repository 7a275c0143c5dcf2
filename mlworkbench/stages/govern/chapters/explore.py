"""What the data showed: the pictures that somebody put into the report, with what is noted beside them."""

from collections.abc import Iterator
from functools import partial

from mlworkbench import charts
from mlworkbench.base.records import Reason
from mlworkbench.base.words import formatted, tr
from mlworkbench.stages.explore import PICTURES, Answer
from mlworkbench.stages.govern.blocks import Block, Bullets, Chapter, Figure, Figures, Head, Heading, Paragraph, Row, Table
from mlworkbench.stages.govern.material import Material, Pinned
from mlworkbench.stages.govern.pictures import FLAT, MOST, WHOLE, drawn
from mlworkbench.stages.govern.saying import because, moment, say, user

TALL = ("heat", "ranking", "patterns")


def chapter(material: Material) -> Chapter:
    return Chapter("explore", tr("govern.explored"), tr("govern.explored_lead"), tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    if not material.records.pinned:
        yield Paragraph(tr("govern.nothing_pinned"), "missing")
        return
    for place, (pinned, answer) in enumerate(zip(material.records.pinned, material.explored, strict=True)):
        yield Heading(user(_title(answer)))
        if pinned.pin.note:
            yield Paragraph(user(pinned.pin.note))
        yield Figures(tuple(_figures(answer, f"explored-{place}")), wide=True)
        facts = [because(Reason(one.key, dict(one.facts))) for one in answer.facts]
        yield Bullets((_basis(answer), _by(pinned, material), *facts))


def _title(answer: Answer) -> str:
    """The picture's name with the columns it shows."""
    kind = next((one for one in PICTURES if one.name == answer.picture), None)
    name = str(kind.title) if kind else answer.picture
    named = [str(answer.asked[slot.name]) for slot in kind.slots if answer.asked.get(slot.name)] if kind else []
    return tr("explore.titled", picture=name, columns=" × ".join(named)) if named else name


def _basis(answer: Answer) -> str:
    if answer.sampled:
        return tr("explore.sample", rows=answer.rows, whole=answer.whole, seed=answer.seed)
    return tr("explore.whole", rows=answer.whole)


def _by(pinned: Pinned, material: Material) -> str:
    return say("govern.pinned_by", number=pinned.number, who=pinned.pin.who, when=moment(pinned.pin.when, material.records.made))


def _figures(answer: Answer, place: str) -> Iterator[Figure]:
    """Every view of it, with the numbers behind it."""
    foot = _basis(answer) if answer.sampled else ""
    for view in answer.views:
        numbers = charts.explored_numbers(view.panel, foot)
        size = WHOLE if view.panel.kind in TALL else FLAT
        caption, note = tr(f"explore.view_{view.name}"), _basis(answer)
        picture = drawn(
            partial(charts.explored, view.panel, foot), size, f"{place}-{view.name}", f"{_title(answer)}. {caption}. {note}"
        )
        rows = [Row([user(cell) if isinstance(cell, str) else formatted(cell) for cell in row]) for row in numbers.rows[:MOST]]
        numeric = [all(not isinstance(row[at], str) for row in numbers.rows) for at in range(len(numbers.header))]
        heads = [Head(user(words), right) for words, right in zip(numbers.header, numeric, strict=True)]
        yield Figure(picture, caption, note, Table(heads, rows, small=True), max(0, len(numbers.rows) - MOST))
