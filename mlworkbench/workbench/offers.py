"""What a run may be made of: each algorithm with what speaks against it here, and what its models would need, before training."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Limits, LossName, Preset, Problem, Reason, Recipe, TaskName
from mlworkbench.base.words import Words, tr
from mlworkbench.workbench import recipes, titles

if TYPE_CHECKING:
    from mlworkbench.stages.train.part import Algorithm, Shape
    from mlworkbench.workbench.bench import Workbench

FLOOR: Final = "baseline"  # always trained, so there is nothing to choose


@dataclass(frozen=True)
class Need:
    """What a single fit of the first configuration would need, about: bytes of the file and microseconds for one row."""

    bytes: int
    row_microseconds: float


@dataclass(frozen=True)
class Offer:
    """An algorithm for the task at hand. `refusal` says why it cannot be used here; `need` is None where it cannot be foretold.

    `kept` says whether that is within the limits, None where there are none or nothing is foretold. `by_itself`: the preset tries
    it unless others are chosen. `targets` are the forms in which its models ship.
    """

    name: str
    title: Words
    help: Words
    family: str
    explainable: bool
    refusal: Reason | None
    need: Need | None
    kept: bool | None
    by_itself: bool
    targets: tuple[Words, ...]


@dataclass(frozen=True)
class _Foreseen:
    """The work of a run before its rows are read, as `candidates.refusal` asks for it."""

    task: TaskName
    loss: LossName
    weights: str | None
    monotone: tuple[tuple[str, int], ...]
    interactions: tuple[tuple[str, ...], ...]
    rows: int
    widths: dict[str, int]
    classes: int
    balance: str

    def shape(self, family: str) -> "Shape":
        from mlworkbench.stages.train.part import Shape

        return Shape(self.rows, max(1, self.widths[family]), self.classes)


def algorithms(bench: "Workbench", preset: Preset = "balanced", balance: str = "") -> tuple[Offer, ...]:
    """For the current problem and recipe, in the order of the registry; none before there are both."""
    from mlworkbench.stages.train import ALGORITHMS

    problem, recipe = bench.problem.current(), bench.prepare.current()
    if problem is None or recipe is None:
        return ()
    limits = bench.problem.limits() or Limits()
    foreseen = _foreseen(bench, problem, recipe, limits, balance)
    must_explain = limits.explainable or preset == "explainable"
    fitting = [one for one in ALGORITHMS if problem.task in one.tasks and one.name != FLOOR]
    return tuple(_offer(one, foreseen, limits, preset, must_explain) for one in fitting)


def _offer(one: "Algorithm", foreseen: _Foreseen, limits: Limits, preset: Preset, must_explain: bool) -> Offer:
    from mlworkbench.stages.train.candidates import QUICK, refusal

    refused = refusal(one, foreseen)
    if refused is None and must_explain and not one.explainable:
        refused = Reason("train.must_explain", {"algorithm": str(one.title)})
    need = None if refused is not None else _need(one, foreseen.shape(one.family))
    shipping = tuple(target.title for target in titles.targets())
    by_itself = refused is None and (preset != "fast" or one.name in QUICK)
    kept = None if need is None else _kept(need, limits)
    told = (one.name, one.title, one.help, one.family, one.explainable)
    return Offer(*told, refused, need, kept, by_itself, shipping)


def _need(one: "Algorithm", shape: "Shape") -> Need | None:
    first = next(iter(one.portfolio(shape)), None)
    if one.weight is None or first is None:
        return None
    found = one.weight(shape, first)
    return Need(found.bytes, found.row_microseconds)


def _kept(need: Need, limits: Limits) -> bool | None:
    bounds = ((limits.model_bytes, need.bytes), (limits.row_microseconds, need.row_microseconds))
    held = [value <= most for most, value in bounds if most is not None]
    return all(held) if held else None


def _foreseen(bench: "Workbench", problem: Problem, recipe: Recipe, limits: Limits, balance: str) -> _Foreseen:
    from mlworkbench.stages import prepare
    from mlworkbench.stages.train.reading import loss_named

    profile, plan = bench.data.profile(), bench.prepare.plan()
    usable = profile.rows - profile.column(problem.target).missing - plan.holdout_rows
    fitted = usable * (1 - plan.share) * (1 - 1 / max(plan.folds, 2))
    widths = dict.fromkeys(prepare.FAMILIES, recipes.width(recipe, profile))
    made = _Foreseen(
        problem.task,
        loss_named(problem.loss)[0],
        problem.weights,
        limits.monotone,
        limits.interactions,
        max(1, round(fitted)),
        widths,
        len(problem.classes),
        balance,
    )
    return replace(made, widths=widths | _seen(bench))


def _seen(bench: "Workbench") -> dict[str, int]:
    """The number of features a preview of the recipe gave, where there is one."""
    shown = bench.prepare.preview()
    if shown is None:
        return {}
    try:
        return {one.family: one.features for one in bench.prepare.load_preview(shown).families if one.features}
    except ProjectError:  # its file is gone or damaged: the estimate stands
        return {}


def check(problem: Problem, names: Sequence[str], must_explain: bool) -> None:
    """Raises InputError for an algorithm that is asked for by name and is not for this task, or not to be read off."""
    from mlworkbench.stages.train import ALGORITHMS

    for one in (ALGORITHMS[name] for name in names if name != FLOOR):
        if problem.task not in one.tasks:
            fitting = (other.name for other in ALGORITHMS if problem.task in other.tasks)
            facts = {"algorithm": str(one.title), "task": tr(f"data.task_{problem.task}"), "choices": ", ".join(fitting)}
            raise InputError("train.other_task", **facts)
        if must_explain and not one.explainable:
            raise InputError("train.must_explain", algorithm=str(one.title))


def balances() -> tuple[str, ...]:
    """How rare classes can be made to count, besides leaving them as they are."""
    from mlworkbench.stages.train import BALANCES

    return BALANCES
