"""Is there enough to begin with? Facts that are counted, each with what it means."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from mlworkbench.base.records import Charter, Profile, Reason
from mlworkbench.base.words import formatted
from mlworkbench.workbench import checks

if TYPE_CHECKING:
    from mlworkbench.stages.problem import Draft
    from mlworkbench.workbench.bench import Workbench

Level = Literal["good", "warning", "info"]
A_COLUMN: Final = (
    10  # examples for each column: Peduzzi and others, A simulation study of the number of events per variable, 1996
)
RARE: Final = 0.05
MANY_MISSING: Final = 0.05


@dataclass(frozen=True)
class Fact:
    """`what` is the fact, `means` what follows from it."""

    name: str
    level: Level
    what: Reason
    means: Reason


def facts(bench: "Workbench", draft: "Draft | None") -> tuple[Fact, ...]:
    """Those of the data need a choice that can be made; those of the charter are always there."""
    if bench.project is None:
        return ()
    of_data = _of_data(bench.data.profile(), draft, _columns(bench, draft)) if draft and bench.data.current() else ()
    return (*of_data, *_of_charter(bench.problem.charter()), *_of_holdout(bench))


# The data --------------------------------------------------------------------------------------------------------------


def _columns(bench: "Workbench", draft: "Draft | None") -> int:
    """How many columns a model would see: those of the recipe where the choice is kept already."""
    problem, recipe = bench.problem.current(), bench.prepare.current()
    if draft is None:
        return 0
    if problem is not None and recipe is not None and (problem.target, problem.excluded) == (draft.target, draft.excluded):
        return len(recipe.inputs)
    profile = bench.data.profile()
    aside = {one.column for one in profile.set_aside} | {draft.target, *draft.excluded}
    return sum(one.name not in aside for one in profile.columns)


def _of_data(profile: Profile, draft: "Draft", columns: int) -> Iterator[Fact]:
    column = profile.column(draft.target)
    filled = profile.rows - column.missing
    counts = {top.value: top.count for top in column.top}
    classes = {name: counts[name] for name in draft.classes if name in counts}
    yield _examples(draft, classes, filled, columns)
    if classes:
        yield _share(classes, filled)
    if column.missing:
        level: Level = "warning" if column.missing > MANY_MISSING * profile.rows else "info"
        rows = Reason("problem.ready_missing", {"rows": column.missing, "all": profile.rows})
        yield Fact("missing", level, rows, Reason("problem.ready_missing_means"))
    else:
        rows = Reason("problem.ready_known", {"rows": filled})
        yield Fact("missing", "good", rows, Reason("problem.ready_known_means", {"target": draft.target}))
    yield _aside(profile, draft, columns)


def _examples(draft: "Draft", classes: dict[str, int], filled: int, columns: int) -> Fact:
    """Counted are the examples of the rarest class, which bound what can be learnt; all rows for numbers."""
    examples = min(classes.values(), default=filled)
    enough = examples // A_COLUMN
    if draft.task == "regression":
        what = Reason("problem.ready_rows", {"rows": filled, "target": draft.target})
    else:
        rarest = min(classes, key=lambda name: classes[name], default="")
        what = Reason("problem.ready_examples", {"rows": examples, "target": draft.target, "value": rarest})
    facts: dict[str, str | int | float | None] = {"enough": enough, "columns": columns}
    if enough >= columns:
        return Fact("examples", "good", what, Reason("problem.ready_enough", facts))
    return Fact("examples", "warning", what, Reason("problem.ready_too_few", facts))


def _share(classes: dict[str, int], filled: int) -> Fact:
    rarest = min(classes, key=lambda name: classes[name])
    share = classes[rarest] / max(filled, 1)
    most = max(classes.values()) / max(filled, 1)
    what = Reason("problem.ready_share", {"value": rarest, "percent": f"{100 * share:.3g}"})
    means = Reason("problem.ready_share_means", {"percent": f"{100 * most:.3g}"})
    return Fact("share", "warning" if share < RARE else "good", what, means)


def _aside(profile: Profile, draft: "Draft", columns: int) -> Fact:
    """`columns` a model would see, of all but the target."""
    left = len(profile.columns) - 1 - columns
    what = Reason("problem.ready_columns", {"columns": columns, "all": len(profile.columns) - 1})
    if not columns:
        return Fact("columns", "warning", what, Reason("problem.ready_no_columns"))
    if not left:
        return Fact("columns", "good", what, Reason("problem.ready_all_columns"))
    return Fact("columns", "info", what, Reason("problem.ready_left", {"left": left}))


# The charter and the hold-out --------------------------------------------------------------------------------------------


def _of_charter(charter: Charter | None) -> Iterator[Fact]:
    blank = [name for name in ("predicts", "for_each", "so_that", "decided_by") if not (charter and getattr(charter, name))]
    if blank:
        what = Reason("problem.ready_unwritten", {"fields": len(blank)})
        yield Fact("decision", "warning", what, Reason("problem.ready_unwritten_means"))
    else:
        yield Fact("decision", "good", Reason("problem.ready_written"), Reason("problem.ready_written_means"))
    criteria = len(charter.criteria) if charter else 0
    if criteria:
        what = Reason("problem.ready_criteria", {"criteria": criteria})
        yield Fact("criteria", "good", what, Reason("problem.ready_criteria_means"))
    else:
        yield Fact("criteria", "warning", Reason("problem.ready_no_criteria"), Reason("problem.ready_no_criteria_means"))


def _of_holdout(bench: "Workbench") -> Iterator[Fact]:
    if bench.data.current() is None:
        return
    look = checks.first_look(bench)
    if look is None:
        yield Fact("holdout", "good", Reason("problem.ready_sealed"), Reason("problem.ready_sealed_means"))
        return
    late = sum(one.after_look for one in bench.problem.checks()) + len(bench.problem.removed_after_look())
    what = Reason("problem.ready_opened", {"when": formatted(look)})
    if late:
        yield Fact("holdout", "warning", what, Reason("problem.ready_opened_late", {"changes": late}))
    else:
        yield Fact("holdout", "info", what, Reason("problem.ready_opened_means"))
