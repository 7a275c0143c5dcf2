"""Proofs made before a package is handed over: what was written scores as the model does, row by row, batch by batch."""

from collections.abc import Callable, Sequence
from statistics import median

import numpy as np

from mlworkbench.base import clock
from mlworkbench.base.errors import JobError
from mlworkbench.base.records import Proof
from mlworkbench.scoring.manifest import Interface, Manifest
from mlworkbench.scoring.package import Golden
from mlworkbench.scoring.scorer import Scorer, Scores
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.package import adversarial, golden
from mlworkbench.stages.package.golden import Table
from mlworkbench.stages.package.sameness import Rule, identical, rule_for

ADVERSARIAL = 2000
SINGLE = 300
TIMED = 400
FEWEST = 20
CELLS = 1_000_000  # of a table of rows that are proved or timed: of wide ones fewer rows are, for a row takes milliseconds
ROW_CELLS = 150_000  # the same where rows are scored one by one
Shipped = Callable[[Table], Scores]
COPIES = 3  # so many copies of the adversarial rows make more than one block of the Scorer


def prove(rows: Sequence[Golden], manifest: Manifest, model: bytes, drawn: Table, shipped: Shipped) -> tuple[Proof, ...]:
    """Raises JobError("package.not_the_same") naming the first proof that does not hold.

    `shipped` scores by what was written, in the way meant for it; `model` is the file that was evaluated; `rows` are the golden
    rows and `drawn` rows of the data.
    """
    rule, interface, scorer = rule_of(manifest, model), manifest.interface, Scorer(model)
    wide = len(interface.inputs)
    hard, single = adversarial.rows(model, within(ADVERSARIAL, CELLS, wide), seed=0), within(SINGLE, ROW_CELLS, wide)
    found = shipped(golden.table_of(rows, interface))
    proofs = (
        _proof("golden", ~identical(golden.scores_of(rows, interface), found)),
        _proof("shipped", ~identical(scorer.score(drawn), shipped(drawn))),
        _proof("single", _single_differs(scorer, cut(drawn, single), rule)),
        _proof("adversarial_single", _single_differs(scorer, cut(hard, single), rule)),
        _proof("adversarial_batches", _batches_differ(scorer, Scorer(model, threads=2), hard, rule)),
    )
    for proof in proofs:
        if proof.different:
            raise JobError("package.not_the_same", proof=proof.kind, different=proof.different, compared=proof.compared)
    return proofs


def rule_of(manifest: Manifest, model: bytes) -> Rule:
    edges = manifest.target_range
    return rule_for(model, edges[1] - edges[0] if edges else 0.0)


def row_microseconds(scorer: Scorer, rows: Table) -> float:
    """The median time of scoring one row by itself."""
    cells = _cells(cut(rows, within(TIMED, ROW_CELLS, len(rows))))
    for row in cells[:FEWEST]:
        scorer.score_row(row)
    times = []
    for row in cells:
        started = clock.seconds()
        scorer.score_row(row)
        times.append(clock.seconds() - started)
    return median(times) * 1e6


def _single_differs(scorer: Scorer, rows: Table, rule: Rule) -> Array:
    """bool [N]: rows that score otherwise alone than among the others."""
    together = scorer.score(rows)
    alone = [scorer.score({name: values[row : row + 1] for name, values in rows.items()}) for row in range(length(rows))]
    return rule.differing(together, joined(alone, scorer.interface))


def _batches_differ(one: Scorer, two: Scorer, rows: Table, rule: Rule) -> Array:
    """bool [N]: rows that score otherwise with other threads, in other batches, at another place."""
    many = {name: np.concatenate([values] * COPIES) for name, values in rows.items()}
    whole = one.score(many)
    small = [
        one.score({name: values[start : start + 100] for name, values in many.items()}) for start in range(0, length(many), 100)
    ]
    differs = rule.differing(whole, two.score(many)) | rule.differing(whole, joined(small, one.interface))
    return np.asarray(differs.reshape(COPIES, -1).any(axis=0))


def within(most: int, cells: int, columns: int) -> int:
    """How many rows of so many columns: at most `most`, and no more than those cells make, but for FEWEST."""
    return min(most, max(FEWEST, cells // max(1, columns)))


def _proof(kind: str, different: Array) -> Proof:
    return Proof(kind, len(different), int(different.sum()))


def cut(rows: Table, most: int) -> Table:
    return {name: values[:most] for name, values in rows.items()}


def length(rows: Table) -> int:
    return len(next(iter(rows.values())))


def _cells(rows: Table) -> list[dict[str, object]]:
    listed = {name: values.tolist() for name, values in rows.items()}
    return [{name: values[row] for name, values in listed.items()} for row in range(length(rows))]


def joined(pieces: list[Scores], interface: Interface) -> Scores:
    """Scores of consecutive rows as one."""
    raw = np.concatenate([piece.raw for piece in pieces])
    if interface.task == "regression":
        return Scores(raw, None, None, np.concatenate([one.value for one in pieces if one.value is not None]), ())
    label = np.concatenate([one.label for one in pieces if one.label is not None])
    probability = np.concatenate([one.probability for one in pieces if one.probability is not None])
    return Scores(raw, label, probability, None, interface.classes)
