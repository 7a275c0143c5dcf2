"""A picture of the data told: as JSON, as a table, in sentences, as the bytes of a file."""

import io
import warnings
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mlworkbench import charts
from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr
from mlworkbench.charts.panels import MISSING, OTHERS

if TYPE_CHECKING:
    from mlworkbench.stages.explore import Answer, View

WIDE, HIGH, SHARP = 880.0, 520.0, 2  # pixels of a file, and dots for each


def sample(found: "Answer") -> str:
    """What it was drawn from where that is not all rows; empty else."""
    return tr("explore.sample", rows=found.rows, whole=found.whole, seed=found.seed) if found.sampled else ""


def basis(found: "Answer") -> str:
    """The same, or that it is all rows."""
    return sample(found) or tr("explore.whole", rows=found.whole)


def facts(found: "Answer") -> list[str]:
    return [basis(found), *(tr(one.key, **one.facts) for one in found.facts)]


def view(found: "Answer", name: str | None) -> "View":
    """The view of this name, the first unless named. Raises InputError."""
    names = [one.name for one in found.views]
    if name is not None and name not in names:
        raise InputError("explore.no_view", found=name, known=", ".join(names))
    return found.views[names.index(name) if name is not None else 0]


def table(found: "Answer", name: str | None = None) -> charts.Numbers:
    return charts.explored_numbers(view(found, name).panel, sample(found))


def drawn(found: "Answer", name: str | None, suffix: str) -> bytes:
    """PNG, SVG or CSV by suffix."""
    if suffix == ".csv":
        numbers = table(found, name)
        return ("\ufeff" + charts.delimited(numbers.header, numbers.rows, ",")).encode()
    figure = charts.explored(view(found, name).panel, sample(found), charts.REPORT, WIDE, HIGH)
    if suffix == ".svg":
        return charts.svg(figure).encode()
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a sign that no bundled font has is shown as a box
        figure.savefig(made, format="png", dpi=figure.dpi * SHARP)
    return made.getvalue()


def answer(found: "Answer") -> dict[str, Any]:
    """As JSON: the numbers as they are kept, with the facts in words."""
    told: dict[str, Any] = _plain(asdict(found))
    told["sampled"] = found.sampled
    told["facts"] = [{"key": one.key, "facts": dict(one.facts), "message": tr(one.key, **one.facts)} for one in found.facts]
    told["basis"] = basis(found)
    return told


def _plain(value: Any) -> Any:
    """Without our marks: what is missing is null, the other values have words."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return {MISSING: None, OTHERS: tr("explore.other_values")}.get(value, value) if isinstance(value, str) else value
