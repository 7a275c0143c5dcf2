"""The search: opens configurations one after the other, keeps all processors busy with their fits, and ends with the time."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import partial
from time import sleep
from typing import Any, Final, Protocol

import numpy as np

from mlworkbench.base.clock import seconds
from mlworkbench.base.errors import Cancelled, WorkbenchError
from mlworkbench.base.report import Wish
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.candidates import FLOOR, LAG, REST, Candidates, Known
from mlworkbench.stages.train.losses import loss_of
from mlworkbench.stages.train.material import Material
from mlworkbench.stages.train.pacing import Pace
from mlworkbench.stages.train.pruning import BEFORE, allowed, behind
from mlworkbench.stages.train.trial import Configuration, Measure, Outcome, Trial, judged_rows, losses_of

PULSE: Final = 0.1  # seconds between two chances to hear a cancel
GRACE: Final = 0.5  # seconds a fit may take to hear that the time is up
SAFETY: Final = 1.1  # a configuration is opened only if this much of its foretold time is left
MOST_OPEN: Final = LAG
MOST_PASSED: Final = 25  # configurations passed over because they would take too long, before the search ends
MOST_AGAIN: Final = 25  # proposals of what was tried already, one after the other, before there is nothing left to search


class OutOfTime(Exception):
    """The fit at hand is no longer wanted: the time is up."""


class Ears(Protocol):
    """Who hears of a search."""

    def told(self, trial: Trial, done: int, of: int) -> None:
        """So many works of a configuration are done. Raises to cancel the search."""

    def finish(self, one: Configuration, outcome: Outcome) -> None:
        """A configuration is finished."""

    def failed(self, one: Configuration, reason: Exception) -> None:
        """A configuration could not be trained."""

    def given_up(self, one: Configuration, part: float) -> None:
        """After its first fold the loss of a configuration was by this part above that of a better one."""

    def wish(self) -> Wish:
        """Whether the search should go on, hold, or end now with what it has."""

    def holding(self) -> None:
        """Heard often while the search holds. Raises to cancel it."""

    def known(self, one: Configuration) -> Known | None:
        """What is known of a configuration that was finished before."""


@dataclass
class _Open:
    """A configuration in work: what waits to be begun, how much runs, and how far it is.

    Until it was looked at after its first fold, `later` are the works that wait for that; they are begun before only where there
    is nothing else to do. `is_saved`: the time was up before all its folds were
    fitted; those that still run are not its own any more.
    """

    trial: Trial
    waiting: list[Callable[[], Any]]
    running: int = 0
    done: int = 0
    of: int = 0
    stage: int = 0
    is_saved: bool = False
    later: list[Callable[[], Any]] = field(default_factory=list)
    is_undecided: bool = False


@dataclass
class Search:
    """`until` is the moment at which no more fit may run. `most` bounds the number of configurations (None: the time does).
    `prunes`: what is far behind after its first fold is given up.
    """

    material: Material
    candidates: Candidates
    measure: Measure
    ears: Ears
    pace: Pace
    until: float
    threads: int
    most: int | None = None
    prunes: bool = True
    _open: dict[int, _Open] = field(default_factory=dict)
    _known: list[Known] = field(default_factory=list)
    _failed: list[Configuration] = field(default_factory=list)
    _running: dict[Future[Outcome | None], int] = field(default_factory=dict)
    _number: int = 0
    _over: bool = False
    _floor: bool = False
    _any: bool = False
    _held: float = 0.0
    _held_since: float | None = None

    def run(self) -> None:
        """Search until the time is up, all is tried, or it is enough. The floor is finished however small the time."""
        pool = ThreadPoolExecutor(self.threads, initializer=_one_thread)
        source = self._source()
        try:
            while self._fill(pool, source) or self._running:
                done, _ = wait(self._running, timeout=PULSE, return_when=FIRST_COMPLETED)
                for future in done:
                    self._settle(future)
                self._tell()
                self._hold()
                if self.left < -GRACE and self._any:
                    break  # what still runs can't be stopped from inside and would come too late
        finally:
            self._over = True
            self._open.clear()
            pool.shutdown(wait=False, cancel_futures=True)

    @property
    def left(self) -> float:
        """Seconds until no more fit may run; while the search holds they stand still."""
        return self.until - self.now()

    def now(self) -> float:
        """A clock that stands still while the search holds."""
        return (seconds() if self._held_since is None else self._held_since) - self._held

    # -- what is tried -------------------------------------------------------------------------------------------------------

    def _source(self) -> Iterator[Configuration | None]:
        """Configurations in their order, none twice; None where the next can't be known yet."""
        tried: set[str] = set()
        for one in self.candidates.fixed():
            self._number = one.number + 1
            sized = self.pace.sized(one, self.material) if one.algorithm.name != FLOOR else one
            if _asked(sized) not in tried:
                tried.add(_asked(sized))
                yield sized
        left, again = self.candidates.left(), 0
        while again < MOST_AGAIN:
            found = next(left, None) if self._number % REST == 0 else None
            if found is None:
                if any(number <= self._number - LAG for number in self._open):
                    yield None
                    continue
                found = self.candidates.proposed(self._number, self._known, self._failed) or next(left, None)
            if found is None:
                return
            found = replace(found, number=self._number)
            self._number += 1
            sized = self.pace.sized(found, self.material)
            again = again + 1 if _asked(sized) in tried else 0
            if not again:
                tried.add(_asked(sized))
                yield sized

    def _fill(self, pool: ThreadPoolExecutor, source: Iterator[Configuration | None]) -> bool:
        """Give every processor something to do; False where there is nothing left to begin."""
        passed = 0
        while len(self._running) < self.threads:
            begun = self._begin(pool)
            if begun:
                continue
            if self._over or len(self._open) >= MOST_OPEN or passed > MOST_PASSED or not self._may_open():
                break
            try:
                one = next(source)
            except StopIteration:
                self._over = True
                break
            if one is None:
                break
            passed += not self._consider(one)
        while len(self._running) < self.threads and self._begin_early(pool):
            pass
        return bool(self._running)

    def _may_open(self) -> bool:
        if self._floor or self._open:  # the floor is opened first, and whatever the user wishes
            self._over = self._over or self.ears.wish() == "end" or (self.left <= 0 and self._floor)
        return not self._over

    def _consider(self, one: Configuration) -> bool:
        """Open a configuration, unless it is known already, too many, or would take too long."""
        if self.most is not None and one.number >= self.most:
            self._over = True
            return False
        known = self.ears.known(one)
        if known is not None:
            self._take(known)
            return True
        if one.algorithm.name != FLOOR and self.pace.foretold(one) * SAFETY > self.left:
            return False
        is_floor = one.algorithm.name == FLOOR
        is_looked_at = self._prunes and not is_floor
        pulse = self._pulse_of_floor if is_floor else partial(self._pulse, one.number)
        trial = Trial(self.material, one, self.measure, pulse, self.now, is_looked_at)
        works = trial.first()
        first = 1 if is_looked_at else len(works)
        self._open[one.number] = _Open(trial, works[:first], of=2 * len(works), later=works[first:], is_undecided=is_looked_at)
        return True

    @property
    def _prunes(self) -> bool:
        """Losses of counts have no zero to be a part of, and the first fold in time is fitted on the fewest rows."""
        return self.prunes and not self.material.is_log and self.material.drawn.order is None

    def _begin(self, pool: ThreadPoolExecutor) -> bool:
        """Begin the next work of the configuration that was opened first."""
        for number, opened in list(self._open.items()):
            if opened.is_undecided and opened.trial.losses() is not None and number - BEFORE < min(self._open):
                self._look(number, opened)
            if number in self._open and opened.waiting:
                self._submit(pool, number, opened, opened.waiting)
                return True
        return False

    def _begin_early(self, pool: ThreadPoolExecutor) -> bool:
        """Rather than to stand idle: a work that waits for a look."""
        for number, opened in self._open.items():
            if opened.later and self.left > 0:
                self._submit(pool, number, opened, opened.later)
                return True
        return False

    def _submit(self, pool: ThreadPoolExecutor, number: int, opened: _Open, works: list[Callable[[], Any]]) -> None:
        opened.running += 1
        self._running[pool.submit(_done, works.pop(0))] = number

    # -- what comes of it ----------------------------------------------------------------------------------------------------

    def _settle(self, future: "Future[Outcome | None]") -> None:
        number = self._running.pop(future)
        opened = self._open.get(number)
        reason = future.exception()
        if opened is None:
            return  # it failed or was dropped while this work ran
        opened.running -= 1
        opened.done += 1
        if reason is not None:
            self._drop(number, opened, reason)
        elif not (opened.waiting or opened.running or opened.is_undecided):
            self._advance(number, opened, future.result())

    def _look(self, number: int, opened: _Open) -> None:
        """After the first fold: the others follow, unless it is far behind or they would come too late."""
        trial, losses = opened.trial, opened.trial.losses()
        told = [known for known in self._known if known.one.number <= number - BEFORE and known.one.algorithm.name != FLOOR]
        works = len(trial.first())
        rest = trial.first_fit * (works - 1) / self.threads
        most = allowed(rest, self.left) if self.most is None else None
        found = None if losses is None else behind(trial.one, losses, told, most)
        is_too_late = self._any and (rest * SAFETY > self.left or self.ears.wish() == "end")
        if found is None and not is_too_late:
            opened.waiting, opened.later, opened.is_undecided = opened.later, [], False
            if not opened.waiting and not opened.running:
                self._advance(number, opened, None)
            return
        del self._open[number]
        self.pace.learn(trial.one, trial.first_fit * works)
        if found is not None:
            self._known.append(Known(trial.one, found.loss, losses))
            self.ears.given_up(trial.one, found.part)

    def _drop(self, number: int, opened: _Open, reason: BaseException) -> None:
        if isinstance(reason, Cancelled) or not isinstance(reason, Exception):
            raise reason
        if isinstance(reason, OutOfTime):
            self._cut_short(number, opened)
            return
        del self._open[number]
        if not isinstance(reason, WorkbenchError | MemoryError | ValueError | FloatingPointError | ArithmeticError):
            raise reason
        self._failed.append(opened.trial.one)
        self.ears.failed(opened.trial.one, reason)

    def _cut_short(self, number: int, opened: _Open) -> None:
        if opened.is_saved:  # this was a fold that it does without
            if not opened.waiting and not opened.running:
                self._advance(number, opened, None)
            return
        saved = self._saved(opened)
        if saved is None:
            del self._open[number]
        else:
            self._open[number] = saved

    def _saved(self, opened: _Open) -> _Open | None:
        """Out of time with nothing but the floor: the folds that are fitted become a configuration of their own."""
        trial = opened.trial
        if opened.stage or self._any or not trial.one.is_averaged:
            return None
        count = trial.fitted_folds()
        if not count:
            return None
        trial.one = replace(trial.one, folds=count)
        judging = trial.second()[:count]  # there is no time for a fit on all rows
        return replace(opened, waiting=judging, later=[], is_undecided=False, stage=1, is_saved=True)

    def _advance(self, number: int, opened: _Open, outcome: Outcome | None) -> None:
        """After the fits the judging, after the judging the file."""
        opened.stage += 1
        if opened.stage == 1:
            opened.waiting = list(opened.trial.second())
            opened.stage += not opened.waiting
        if opened.stage == 2:
            opened.waiting = [opened.trial.outcome]
        if opened.stage == 3 and outcome is not None:
            del self._open[number]
            self._finish(opened.trial, outcome)

    def _finish(self, trial: Trial, outcome: Outcome) -> None:
        self.pace.learn(trial.one, trial.taken)
        self._take(known_of(self.material, trial.one, outcome.oof))
        self.ears.finish(trial.one, outcome)

    def _take(self, known: Known) -> None:
        self._known.append(known)
        self._floor = self._floor or known.one.algorithm.name == FLOOR
        self._any = self._any or known.one.algorithm.name != FLOOR

    def _hold(self) -> None:
        """While the user wishes it: nothing is begun, fits that listen hold, and the time stands still."""
        while self.ears.wish() == "pause":
            if self._held_since is None:
                self._held_since = seconds()
            self.ears.holding()
            sleep(PULSE)
        if self._held_since is not None:
            self._held, self._held_since = self._held + seconds() - self._held_since, None

    def _tell(self) -> None:
        for opened in list(self._open.values())[:1]:
            self.ears.told(opened.trial, opened.done, opened.of)

    # -- the time ------------------------------------------------------------------------------------------------------------

    def _pulse(self, number: int) -> None:
        """Heard by every fit, often: ends it where it would come too late or is not wanted, or the search is to end."""
        if number not in self._open or self.left <= 0 or self.ears.wish() == "end":
            raise OutOfTime
        self._pulse_of_floor()

    def _pulse_of_floor(self) -> None:
        while self._held_since is not None and self._open:
            sleep(PULSE)
        if self._over and not self._open:
            raise OutOfTime


def _asked(one: Configuration) -> str:
    """All that makes a configuration another one, as text."""
    return repr((one.algorithm.name, sorted(one.params.items()), one.folds, one.share))


def known_of(material: Material, one: Configuration, oof: Array) -> Known:
    """A finished configuration, as a search knows it from its out-of-fold scores."""
    rows = material.left_out(0)
    first = losses_of(material, oof[rows], rows)
    return Known(one, loss_among(material, oof), first)


def loss_among(material: Material, oof: Array) -> float:
    """The mean loss of the rows that have out-of-fold scores."""
    known = judged_rows(oof)
    return float(np.mean(loss_of(material.task, material.loss, material.level)(oof[known], material.target[known])))


def _done(work: Callable[[], Any]) -> Outcome | None:
    found = work()
    return found if isinstance(found, Outcome) else None


def _one_thread() -> None:
    """OpenMP keeps its number of threads by thread: each of the pool's has to be told."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1)


def peak_bytes() -> int | None:
    """The most memory this process has held so far; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024
