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
from mlworkbench.stages.train.joining import Piece, piece_of, pieces_of
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
ENSEMBLED: Final[ModelKind] = "ensemble"
MEMBERS: Final[Mapping[Preset, int]] = {"fast": 0, "balanced": 5, "best": 12, "explainable": 0}
LARGEST: Final[Mapping[Preset, int]] = {"balanced": 12_000_000, "best": 60_000_000}  # bytes from which fold models are left out
REFIT_SHARE: Final = 0.12  # of the budget: a small model that takes longer is made only where the limits ask for one
MORE: Final = 1.2  # than the mean of those that may come in: large models are often the good ones
SECONDS_A_BYTE: Final = 4e-8  # to read, join and write a model
SECONDS_A_CELL: Final = 4e-5  # of out-of-fold scores, to choose shares
USUAL: Final = 0.3
PROVED_ROWS: Final = (
    3_400  # scored when a package is proved (see stages.package.proving): 1,100 alone, 18,600 at an eighth of that
)
PROVED_COLUMNS: Final = 500  # columns up to which it is so many
PROVED_A_BYTE: Final = 4e-7  # seconds to read, check and open, again and again


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

    @property
    def needs(self) -> tuple[float, float]:
        """Bytes, and microseconds a row."""
        return float(len(self.model)), self.row_microseconds

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
    """The best that keeps the limits, of all where none does; the small one of equals where the preset is fast.

    The ensemble where it is not clearly worse: of many that are nearly alike the first was partly lucky, and a mean of several
    is less so.
    """
    direction = 1 if asked.greater_is_better else -1
    kept = [one for one in finished if keeps(one, asked.limits)] or list(finished)
    small_first = asked.preset == "fast"

    def worth(one: Finished) -> tuple[float, int]:
        return direction * one.score.mean, -len(one.model) if small_first else -one.number

    first = max(kept, key=worth, default=None)
    tried = {one.folds for one in kept if one.made != ENSEMBLED and one.algorithm != FLOOR}
    luck = float(np.sqrt(2 * np.log(max(2, len(tried)))))
    return next((one for one in kept if first and one.made == ENSEMBLED and _as_good(one, first, direction, luck)), first)


def _as_good(one: Finished, first: Finished, direction: int, luck: float) -> bool:
    """Whether the folds do not tell it from the first: the mean of their differences is within `luck` standard errors.

    By chance alone the largest of n normal deviates is about √(2 ln n). Source: Cramér 1946, § 28.6.
    """
    if len(one.folds) != len(first.folds) or len(one.folds) < 2:
        return one is first
    less = direction * (np.array(first.folds) - np.array(one.folds))
    return bool(less.mean() <= luck * less.std(ddof=1) / np.sqrt(len(less)))


def keeps(one: Finished, limits: Limits | None) -> bool:
    """Whether a model needs no more than it may."""
    return limits is None or limits.allow(len(one.model), one.row_microseconds)


def prunes(asked: "TrainSpec") -> bool:
    """Whether configurations far behind may be given up.

    Not where algorithms were named or chosen by kind, nor where a small one may be the best that keeps the limits.
    """
    limited = asked.limits is not None and (asked.limits.model_bytes is not None or asked.limits.row_microseconds is not None)
    return not (limited or asked.algorithms or asked.explainable or asked.preset == "explainable")


def foretold(finished: Sequence[Finished], asked: "TrainSpec") -> float:
    """Seconds that `ended` will take, as it looks now."""
    learnt = _likely(finished, asked)
    if not learnt:
        return USUAL
    total = USUAL
    if MEMBERS[asked.preset] and len(learnt) > 1:
        total += SECONDS_A_BYTE * MEMBERS[asked.preset] * _mean([len(one.model) for one in learnt])
        total += SECONDS_A_CELL * min(ensembling.MOST_CELLS, learnt[0].oof.size)
    again = next((_refit_seconds(one, asked) for one in learnt if one.made == AVERAGED), 0.0)
    is_wanted = again <= REFIT_SHARE * asked.budget or asked.preset == "fast" or asked.limits is not None
    return total + (again if is_wanted else 0.0)


def shipped(finished: Sequence[Finished], asked: "TrainSpec") -> float:
    """Seconds that proving the package of the winner will take because it is large or slow; 0 where that is not asked."""
    learnt = _likely(finished, asked)
    if not asked.shipped or not learnt:
        return 0.0
    count = 1 if asked.explainable else max(1, min(MEMBERS[asked.preset], len(learnt)))
    size, taken = (_mean([one.needs[at] for one in learnt]) for at in (0, 1))
    best_size, best_taken = learnt[0].needs
    kept = min(1.0, _most_bytes(asked) / max(1.0, count * size)) if count > 1 else 1.0
    size, taken = max(best_size, kept * count * size), max(best_taken, kept * count * taken)
    rows = PROVED_ROWS * min(1.0, PROVED_COLUMNS / max(1, len(asked.inputs)))
    return rows * taken * 1e-6 + PROVED_A_BYTE * size


def _likely(finished: Sequence[Finished], asked: "TrainSpec") -> list[Finished]:
    """Those of which an ensemble would be made now, the best first."""
    direction = -1 if asked.greater_is_better else 1
    learnt = [one for one in finished if one.algorithm != FLOOR]
    return sorted(learnt, key=lambda one: direction * one.score.mean)[:CANDIDATES]


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) * MORE


def _refit_seconds(one: Finished, asked: "TrainSpec") -> float:
    """One fit on all rows, in one thread, from what the folds took."""
    return 1.3 * one.seconds * asked.threads / max(1, len(one.folds))


def ended(
    material: Material, finished: Sequence[Finished], asked: "TrainSpec", measure: Measure, left: Callable[[], float]
) -> Iterator[Finished]:
    """The ensemble, where two or more models learnt something, and the best model fitted once more, where it was averaged."""
    learnt = sorted((one for one in finished if one.algorithm != FLOOR), key=lambda one: loss_among(material, one.oof))
    number = max((one.number for one in finished), default=0) + 1
    if MEMBERS[asked.preset] and len(learnt) > 1 and not asked.explainable:
        made = together(material, learnt, asked, measure, number)
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
    material: Material, learnt: Sequence[Finished], asked: "TrainSpec", measure: Measure, number: int
) -> Finished | None:
    """The ensemble of the best few models that keeps the limits; None where no two of them do."""
    begun, count = seconds(), MEMBERS[asked.preset]
    known = judged_rows(learnt[0].oof)
    able = [one for one in learnt if not np.isnan(one.oof[known]).any()][:CANDIDATES]
    loss = loss_of(material.task, material.loss, material.level)
    while len(able) > 1 and count > 1:
        raws = [_on_odds(one, one.oof[known]) for one in able]
        chosen = ensembling.chosen(raws, material.target[known], judges(material)[known], loss, material.seed)
        used = sorted((place for place, share in enumerate(chosen.shares.of) if share > 0), key=lambda at: -chosen.shares.of[at])
        if len(used) < 2:
            return None
        members = [(able[place], chosen.shares.of[place]) for place in used]
        folds = _folds(members, _most_bytes(asked))
        if len(used) <= count and (asked.limits is None or asked.limits.allow(*_needs(members, folds))):
            return _ensemble(material, list(zip(members, folds, strict=True)), chosen, known, measure, number, begun)
        count = min(count, len(used) - (len(used) <= count))
        able = [able[place] for place in used[:count]]
    return None


def _most_bytes(asked: "TrainSpec") -> float:
    limit = asked.limits.model_bytes if asked.limits else None
    return min(LARGEST.get(asked.preset, np.inf), np.inf if limit is None else limit)


def _folds(members: Sequence[tuple[Finished, float]], most: float) -> list[tuple[int, ...]]:
    """Which fold models of each member an ensemble takes: all (empty), or so many that they stay within so many bytes.

    Every member keeps one. The next comes where it lessens the spread of the sum most for its size: n models of a share s leave
    s² / n. They are taken in turn, so that together they know all rows.
    """
    counts = [_count(one) for one, _ in members]
    sizes = [len(one.model) / count for (one, _), count in zip(members, counts, strict=True)]
    if sum(len(one.model) for one, _ in members) <= most:
        return [()] * len(members)
    kept = [1] * len(members)
    while True:
        left = most - float(np.dot(sizes, kept))
        able = [at for at, size in enumerate(sizes) if kept[at] < counts[at] and size <= left]
        if not able:
            break
        kept[max(able, key=lambda at: members[at][1] ** 2 / (kept[at] * (kept[at] + 1) * sizes[at]))] += 1
    found, turn = [], 0
    for count, of in zip(kept, counts, strict=True):
        found.append(() if count == of else tuple(sorted((turn + at) % of for at in range(count))))
        turn += 0 if count == of else count
    return found


def _count(one: Finished) -> int:
    return len(one.fold_hashes) if one.made == AVERAGED else 1


def _needs(members: Sequence[tuple[Finished, float]], folds: Sequence[tuple[int, ...]]) -> tuple[float, float]:
    """Bytes and microseconds of these parts of models, together."""
    parts = [len(some) / _count(one) if some else 1.0 for (one, _), some in zip(members, folds, strict=True)]
    size, taken = np.dot(parts, [one.needs for one, _ in members])
    return float(size), float(taken)


@dataclass(frozen=True)
class Part:
    """What an ensemble takes of a model: its file, its calibration, its share, and of its `of` fold models some (none: all)."""

    model: bytes
    link: Link
    share: float
    of: int = 1
    folds: tuple[int, ...] = ()


def mixed(parts: Sequence[Part], shift: float, outputs: int) -> tuple[list[Piece], list[float], Array]:
    """Pieces, shares and shift [K] of an ensemble."""
    pieces: list[Piece] = []
    shares: list[float] = []
    for one in parts:
        own = pieces_of(one.model, one.of) if one.folds else []
        some = [own[fold] for fold in one.folds] or [piece_of(one.model)]
        pieces += some
        shares += [one.share * one.link.slope / len(some)] * len(some)
    whole = shift + sum(one.share * one.link.shift for one in parts)
    return pieces, shares, np.full(outputs, whole)


def _on_odds(one: Finished, raw: Array) -> Array:
    """Raw scores as calibrated log odds, which can be added up whatever model they are from."""
    return np.asarray(one.link.slope * raw + one.link.shift)


def _ensemble(
    material: Material,
    members: Sequence[tuple[tuple[Finished, float], tuple[int, ...]]],
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
    parts = [Part(one.model, one.link, share, _count(one), some) for (one, share), some in members]
    pieces, shares, shift = mixed(parts, chosen.shares.shift, material.outputs)
    model = assembled(pieces, shares, interface, links.whole, material.is_log, shift)
    told = tuple(Member(one.trial, float(share), some) for (one, share), some in members)
    folds = sorted({int(one) for one in judges(material)[known] if one >= 0})
    return Finished(
        trial=digest_of([chosen.way, [[one.trial, one.share, *one.folds] for one in told], chosen.shares.shift]),
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
        made=ENSEMBLED,
        one=None,
        members=told,
    )
