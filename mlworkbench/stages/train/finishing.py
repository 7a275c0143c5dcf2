"""The end of a run: the best models together as an ensemble, and the best one small, fitted once more on all rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mlworkbench.base.clock import seconds
from mlworkbench.base.digest import digest, digest_of
from mlworkbench.base.params import Chosen
from mlworkbench.base.records import Limits, Member, ModelKind, Preset, Score
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import ensembling
from mlworkbench.stages.train.assembling import Link, assembled
from mlworkbench.stages.train.candidates import FLOOR
from mlworkbench.stages.train.joining import Piece, piece_of
from mlworkbench.stages.train.losses import loss_of
from mlworkbench.stages.train.makers import ENSEMBLE
from mlworkbench.stages.train.material import WHOLE, Material
from mlworkbench.stages.train.searching import loss_among
from mlworkbench.stages.train.trial import (
    AVERAGED,
    REFIT,
    Configuration,
    Measure,
    Outcome,
    calibrated,
    cut_of,
    fitted,
    fold_scores,
    judged_rows,
    judges,
    row_microseconds,
    scores_of,
)

if TYPE_CHECKING:
    from mlworkbench.stages.train.running import TrainSpec

CANDIDATES: Final = 15
MEMBERS: Final[Mapping[Preset, int]] = {"fast": 0, "balanced": 5, "best": 12, "explainable": 0}
REFIT_SHARE: Final = 0.12  # of the budget: a small model that takes longer is made only where the limits ask for one
SECONDS_A_BYTE: Final = 4e-8  # to read, join and write a model
SECONDS_A_CELL: Final = 6e-6  # of out-of-fold scores, to choose shares
USUAL: Final = 0.3
PROVED_ALONE: Final = 1_100  # rows that are scored one by one when a package is proved (see stages.package.proving)
PROVED_A_BYTE: Final = 6e-7  # seconds to read, check, open and score in batches, again and again


@dataclass(frozen=True)
class Finished:
    """A model of this run, as it is filed."""

    trial: str
    number: int
    name: str
    algorithm: str
    params: Chosen
    model: bytes
    oof: Array
    folds: tuple[float, ...]
    oof_metrics: dict[str, float]
    fold_hashes: tuple[str, ...]
    threshold: float | None
    link: Link
    seconds: float
    row_microseconds: float
    made: ModelKind
    one: Configuration | None
    share: float = 1.0
    rounds: int | None = None
    curve: tuple[float, ...] = ()
    members: tuple[Member, ...] = ()

    @property
    def score(self) -> Score:
        spread = float(np.std(self.folds, ddof=1)) if len(self.folds) > 1 else 0.0
        return Score(float(np.mean(self.folds)), spread, self.folds)

    def facts(self) -> dict[str, Any]:
        """What the record of the model holds, as plain JSON."""
        same = ("trial", "number", "name", "algorithm", "params", "oof_metrics", "threshold", "seconds", "row_microseconds")
        more = ("made", "rounds", "share")
        return {name: getattr(self, name) for name in (*same, *more)} | {
            "cv": asdict(self.score),
            "fold_hashes": list(self.fold_hashes),
            "model_file": digest(self.model),
            "model_bytes": len(self.model),
            "slope": self.link.slope,
            "shift": self.link.shift,
            "steps_curve": [list(point) for point in self.link.steps],
            "curve": list(self.curve),
            "members": [asdict(member) for member in self.members],
        }


def of(one: Configuration, outcome: Outcome, trial: str, threads: int) -> Finished:
    """A configuration that was tried; `threads` fits ran side by side."""
    return Finished(
        trial=trial,
        number=one.number,
        name=f"{one.algorithm.name} {one.number}",
        algorithm=one.algorithm.name,
        params=one.params,
        share=one.share,
        model=outcome.model,
        oof=outcome.oof,
        folds=outcome.folds,
        oof_metrics=outcome.oof_metrics,
        fold_hashes=outcome.fold_hashes,
        threshold=outcome.threshold,
        link=outcome.link,
        seconds=outcome.seconds / threads,
        row_microseconds=outcome.row_microseconds,
        made=outcome.made,
        rounds=outcome.rounds,
        curve=outcome.curve,
        one=one,
    )


def best(finished: Sequence[Finished], asked: "TrainSpec") -> Finished | None:
    """The best that keeps the limits; of all where none does; the small one of equals where the preset is fast."""
    direction = 1 if asked.greater_is_better else -1
    kept = [one for one in finished if keeps(one, asked.limits)] or list(finished)
    small_first = asked.preset == "fast"

    def worth(one: Finished) -> tuple[float, int]:
        return direction * one.score.mean, -len(one.model) if small_first else -one.number

    return max(kept, key=worth, default=None)


def keeps(one: Finished, limits: Limits | None) -> bool:
    """Whether a model needs no more than it may."""
    return limits is None or _within(limits, len(one.model), one.row_microseconds)


def _within(limits: Limits, size: float, microseconds: float) -> bool:
    slow = limits.row_microseconds is not None and microseconds > limits.row_microseconds
    return not slow and not (limits.model_bytes is not None and size > limits.model_bytes)


def foretold(finished: Sequence[Finished], asked: "TrainSpec") -> float:
    """Seconds that `ended` will take."""
    learnt = [one for one in finished if one.algorithm != FLOOR]
    if not learnt:
        return USUAL
    count = MEMBERS[asked.preset]
    total = USUAL
    if count and len(learnt) > 1:
        largest = sorted((len(one.model) for one in learnt), reverse=True)[:count]
        total += SECONDS_A_BYTE * sum(largest) + SECONDS_A_CELL * min(ensembling.MOST_CELLS, learnt[0].oof.size)
    again = [_refit_seconds(one, asked) for one in learnt if one.made == AVERAGED]
    wanted = [taken for taken in again if taken <= REFIT_SHARE * asked.budget or asked.preset == "fast" or asked.limits]
    return total + max(wanted, default=0.0)


def shipped(finished: Sequence[Finished], asked: "TrainSpec") -> float:
    """Seconds that proving the package of the winner will take because it is large or slow; 0 where that is not asked."""
    learnt = [one for one in finished if one.algorithm != FLOOR]
    if not asked.shipped or not learnt:
        return 0.0
    needed = [PROVED_ALONE * one.row_microseconds * 1e-6 + PROVED_A_BYTE * len(one.model) for one in learnt]
    count = max(1, MEMBERS[asked.preset]) if not asked.explainable else 1
    return sum(sorted(needed, reverse=True)[:count])


def _refit_seconds(one: Finished, asked: "TrainSpec") -> float:
    """One fit on all rows, in one thread, from what the folds took."""
    return 1.3 * one.seconds * asked.threads / max(1, len(one.folds))


def ended(
    material: Material, finished: Sequence[Finished], asked: "TrainSpec", measure: Measure, left: Callable[[], float]
) -> Iterator[Finished]:
    """The ensemble, where two or more models learnt something, and the best model fitted once more, where it was averaged."""
    learnt = sorted((one for one in finished if one.algorithm != FLOOR), key=lambda one: loss_among(material, one.oof))
    number = max((one.number for one in finished), default=0) + 1
    count = MEMBERS[asked.preset]
    if count and len(learnt) > 1 and not asked.explainable:
        made = together(material, learnt, count, asked.limits, measure, number)
        if made is not None:
            yield made
            number += 1
    best = next((one for one in learnt if one.made == AVERAGED), None)
    if best is not None and _worth_a_refit(best, asked, left()):
        yield small(material, best, number)


def _worth_a_refit(best: Finished, asked: "TrainSpec", left: float) -> bool:
    taken = _refit_seconds(best, asked)
    needed = asked.preset == "fast" or not keeps(best, asked.limits)
    return needed or taken <= min(left, REFIT_SHARE * asked.budget)


def small(material: Material, best: Finished, number: int) -> Finished:
    """The same configuration fitted on all training rows, with the rounds and the decisions its folds agreed on."""
    begun = seconds()
    one = best.one
    if one is None or best.rounds is None:
        raise ValueError(best.name)
    again = replace(one, params=one.params | {one.algorithm.rounds: best.rounds}, folds=None)
    interface = replace(material.interface, threshold=best.threshold)
    model = fitted(material, again, WHOLE, interface, best.link)
    return replace(
        best,
        trial=digest_of([best.trial, REFIT]),
        number=number,
        name=f"{best.name} {REFIT}",
        params=again.params,
        model=model,
        seconds=seconds() - begun,
        row_microseconds=row_microseconds(model, material),
        made=REFIT,
    )


def together(
    material: Material, learnt: Sequence[Finished], count: int, limits: Limits | None, measure: Measure, number: int
) -> Finished | None:
    """The ensemble of at most `count` of the best models that keeps the limits; None where no two of them do."""
    begun = seconds()
    known = judged_rows(learnt[0].oof)
    able = [one for one in learnt if not np.isnan(one.oof[known]).any()][:CANDIDATES]
    loss = loss_of(material.task, material.loss, material.level)
    while len(able) > 1 and count > 1:
        raws = [_on_odds(one, one.oof[known]) for one in able]
        chosen = ensembling.chosen(raws, material.target[known], judges(material)[known], loss, material.seed)
        used = sorted((place for place, share in enumerate(chosen.shares.of) if share > 0), key=lambda at: -chosen.shares.of[at])
        sizes = [(len(able[place].model), able[place].row_microseconds) for place in used]
        if len(used) < 2:
            return None
        if len(used) <= count and (limits is None or _within(limits, *map(float, np.sum(sizes, axis=0)))):
            members = [(able[place], chosen.shares.of[place]) for place in used]
            return _ensemble(material, members, chosen, known, measure, number, begun)
        count = min(count, len(used) - (len(used) <= count))
        able = [able[place] for place in used[:count]]
    return None


def mixed(members: Sequence[tuple[bytes, Link, float]], shift: float, outputs: int) -> tuple[list[Piece], list[float], Array]:
    """Pieces, shares and shift [K] of an ensemble, from the file, the calibration and the share of each of its members."""
    shares = [share * link.slope for _, link, share in members]
    whole = shift + sum(share * link.shift for _, link, share in members)
    return [piece_of(model) for model, _, _ in members], shares, np.full(outputs, whole)


def _on_odds(one: Finished, raw: Array) -> Array:
    """Raw scores as calibrated log odds, which can be added up whatever model they are from."""
    return np.asarray(one.link.slope * raw + one.link.shift)


def _ensemble(
    material: Material,
    members: Sequence[tuple[Finished, float]],
    chosen: ensembling.Chosen,
    known: Array,
    measure: Measure,
    number: int,
    begun: float,
) -> Finished:
    oof = np.full((len(material.target), material.outputs), np.nan)
    oof[known] = chosen.oof
    links = calibrated(material, oof)
    interface = replace(material.interface, threshold=cut_of(material, oof, material.rows(WHOLE)))
    pieces, shares, shift = mixed([(one.model, one.link, share) for one, share in members], chosen.shares.shift, material.outputs)
    model = assembled(pieces, shares, interface, links.whole, material.is_log, shift)
    told = tuple(Member(one.trial, float(share)) for one, share in members)
    folds = sorted({int(one) for one in judges(material)[known] if one >= 0})
    return Finished(
        trial=digest_of([chosen.way, [[one.trial, one.share] for one in told], chosen.shares.shift]),
        number=number,
        name=f"{ENSEMBLE.name} {number}",
        algorithm=ENSEMBLE.name,
        params={"way": chosen.way, "shift": chosen.shares.shift},
        model=model,
        oof=oof,
        folds=fold_scores(material, oof, links, folds, measure),
        oof_metrics=measure(
            material.task, material.target[known], scores_of(interface, oof[known], links.whole, material.is_log)
        ),
        fold_hashes=(),
        threshold=interface.threshold,
        link=links.whole,
        seconds=seconds() - begun,
        row_microseconds=row_microseconds(model, material),
        made="ensemble",
        one=None,
        members=told,
    )
