"""What a picture of the data is asked for unless the user says otherwise: columns that fit, and those looked at."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mlworkbench.base.params import Value
from mlworkbench.base.records import ColumnType, Exploration, Profile
from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.explore_form import TAKES

if TYPE_CHECKING:
    from mlworkbench.workbench import PictureKind, Workbench

Types = Mapping[str, ColumnType]
GROUPING: frozenset[ColumnType] = frozenset({"category", "flag"})


def first(profile: Profile, target: str | None) -> str:
    """The first column that tells something and is not the target."""
    aside = {one.column for one in profile.set_aside}
    useful = [one.name for one in profile.columns if one.name != target and one.name not in aside]
    return (useful or [one.name for one in profile.columns])[0]


def strengths(bench: "Workbench", relations: Exploration) -> dict[str, float]:
    """How strongly every column belongs to the target; none where the file cannot be read."""
    if bench.explore.damaged(relations):
        return {}
    panel = bench.explore.numbers(relations).views[0].panel
    return {bar.name: bar.value for bar in panel.bars if bar.value is not None} if panel.kind == "ranking" else {}


def slot_for(kind: "PictureKind", name: str, types: Types) -> str | None:
    """The first place of a picture that a column of the list fits into."""
    fitting = (slot.name for slot in kind.slots if types.get(name) in TAKES[slot.takes])
    return next(fitting, None)


def filled(kind: "PictureKind", chosen: Mapping[str, Value], types: Types, column: str, target: str | None) -> dict[str, Value]:
    """What is chosen, and for every place that is still empty and must not be: the column looked at, the target, or one more."""
    found = {name: value for name, value in chosen.items() if value != "" or name not in {slot.name for slot in kind.slots}}
    wanted = [name for name in (column, target, *types) if name]
    for slot in kind.slots:
        if slot.name in found or slot.name in chosen:
            continue
        taken = {found[other.name] for other in kind.slots if other.name in found}
        fits = [name for name in dict.fromkeys(wanted) if types.get(name) in TAKES[slot.takes] and name not in taken]
        if slot.name in ("by", "columns"):
            fits = _groups(fits, types, target)
        if kind.name == "relations":
            fits = [target] if target else []
        if fits and (slot.needed or slot.name in ("by", "columns") or kind.name == "relations"):
            found[slot.name] = fits[0]
    return found


def _groups(fits: list[str], types: Types, target: str | None) -> list[str]:
    """The target first where it makes groups, then what else makes some."""
    order = sorted(fits, key=lambda name: (name != target, types[name] not in GROUPING))
    return [name for name in order if types[name] in GROUPING or name == target]


def title(kinds: Mapping[str, "PictureKind"], one: Exploration) -> str:
    """The name of a picture with the columns it shows."""
    kind = kinds.get(str(one.asked.get("picture")))
    if kind is None:
        return str(one.asked.get("picture"))
    named = [str(one.asked[slot.name]) for slot in kind.slots if one.asked.get(slot.name)]
    return tr("explore.titled", picture=str(kind.title), columns=" × ".join(named)) if named else str(kind.title)
