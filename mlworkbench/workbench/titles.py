"""The names and explanations that parts bring in both languages, for whoever shows them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from mlworkbench.base.params import Chosen, Param, Value
from mlworkbench.base.words import Words

if TYPE_CHECKING:
    from mlworkbench.base.records import Problem
    from mlworkbench.scoring.manifest import Brought
    from mlworkbench.stages.evaluate import Metric


@dataclass(frozen=True)
class Title:
    """A part as it is shown: its name in records, what it is called, and one sentence about it."""

    name: str
    title: Words
    help: Words


class Titled(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> Words: ...
    @property
    def help(self) -> Words: ...


def algorithm(name: str) -> Title:
    from mlworkbench.stages.train import maker

    found = maker(name)
    return _unknown(name) if found is None else _title(found)


def refit_of(model_name: str) -> int | None:
    """The number of the trial that this model is, fitted once more on all rows; None for any other model."""
    from mlworkbench.stages.train import refit_of as found

    return found(model_name)


def told_params(algorithm: str, params: Chosen) -> tuple[tuple[Words, Value | Words], ...]:
    """Parameters of a model with their titles; one that the algorithm does not name any more goes by its bare name."""
    from mlworkbench.stages.train import maker

    part = maker(algorithm)
    known = {one.name: one for one in part.params} if part else {}
    return tuple(
        (known[name].title if name in known else Words(name, name), _said(known.get(name), value))
        for name, value in params.items()
    )


def _said(param: Param | None, value: Value) -> Value | Words:
    if param is None or value not in param.choices or not param.choice_words:
        return value
    return param.choice_words[param.choices.index(str(value))]


def change(kind: str) -> Words:
    """What a kind of change is called; one that no part here knows by its name."""
    from mlworkbench.stages.data import CHANGES

    if kind == "go_back":
        return Words("Went back to an older version", "이전 버전으로 되돌림")
    return CHANGES[kind].title if kind in CHANGES else Words(kind, kind)


def importer(name: str) -> Words | None:
    """What a kind of file is called; None for what is no file."""
    from mlworkbench.stages.data import IMPORTERS

    return IMPORTERS[name].title if name in IMPORTERS else None


def making(column: "Brought") -> str:
    """How a column that is brought was made, step by step, and what it does not show."""
    from mlworkbench.base.words import tr
    from mlworkbench.stages import package

    steps = "; ".join(package.made_words(one) for one in column.made)
    return f"{steps}. {tr('package.outdated', columns=', '.join(column.outdated))}" if column.outdated else steps


def step(kind: str) -> Title:
    from mlworkbench.stages.prepare import STEPS

    return _title(STEPS[kind]) if kind in STEPS else _unknown(kind)


def metric(name: str) -> Title:
    """Its help says what it measures and when that matters."""
    from mlworkbench.stages.evaluate import METRICS

    return _metric(METRICS[name]) if name in METRICS else _unknown(name)


def metrics(task: str, loss: str | None = None, ordered: bool = False) -> tuple[Title, ...]:
    """The metrics of a task, the usual one first: of a problem with this loss or with ordered classes, or else all there are."""
    from mlworkbench.stages.evaluate import METRICS

    if loss is None:
        return tuple(_metric(one) for one in METRICS if task in one.tasks)
    return tuple(_metric(METRICS[name]) for name in METRICS.names_for(task, loss, ordered))


def metrics_of(problem: "Problem") -> tuple[str, ...]:
    """What models of this problem are measured by."""
    from mlworkbench.stages.evaluate import METRICS

    return tuple(dict.fromkeys((*METRICS.names_for(problem.task, problem.loss, problem.ordered), problem.metric)))


def targets() -> tuple[Title, ...]:
    """The forms in which a model ships."""
    from mlworkbench.stages.package import TARGETS

    return tuple(_title(one) for one in TARGETS)


def greater_is_better(metric_name: str) -> bool:
    from mlworkbench.stages.evaluate import METRICS

    return METRICS[metric_name].greater_is_better


def _unknown(name: str) -> Title:
    """A part of a plug-in that is no longer there goes by its bare name."""
    return Title(name, Words(name, name), Words("", ""))


def _metric(part: "Metric") -> Title:
    whole = Words(f"{part.help.en} {part.when.en}".strip(), f"{part.help.ko} {part.when.ko}".strip())
    return Title(part.name, part.title, whole)


def _title(part: Titled) -> Title:
    return Title(part.name, part.title, part.help)
