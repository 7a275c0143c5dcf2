"""How models are validated, as a short text: the kind of folds, how many, and what belongs to the kind."""

import re
from dataclasses import dataclass
from typing import Final

from mlworkbench.base.errors import InputError

KINDS: Final = ("stratified", "kfold", "repeated", "loo", "group", "stratified_group", "time", "nested")
GROUPED: Final = frozenset({"group", "stratified_group"})
FORMS: Final = "stratified:5, kfold:5, repeated:5x3, loo, group:5, stratified_group:5, time:5, time:5:gap=24, nested:5x3"
FOLDS, TIMES = 5, 3
MOST_FOLDS, MOST_TIMES, MOST_GAP = 50, 20, 1_000_000_000
MOST_ALONE = 2_000  # rows that are validated one by one
FORM = re.compile(r"(?P<kind>[a-z_]+)(?::(?P<folds>\d{1,4})(?:x(?P<repeats>\d{1,4}))?)?(?::gap=(?P<gap>\d{1,10}))?")


@dataclass(frozen=True)
class Validation:
    """`folds` of "loo" is 0: as many as there are rows. `repeats` are the draws of "repeated" and the inner folds of "nested".

    "group" and "stratified_group" keep rows of a group together, also in the hold-out. "time" seals the latest rows, and each
    fold is judged by a model that was fitted on what came before it; `gap` is how many moments right before a fold, or before
    the hold-out, are not trained on. "nested" is drawn like "stratified" or "kfold": those are the outer folds, and the search
    is run anew inside each of them.
    """

    kind: str
    folds: int
    repeats: int = 1
    gap: int = 0

    @staticmethod
    def parse(text: str) -> "Validation":
        """Numbers left out are 5 folds, 3 draws, 3 inner folds and no gap; "" is "stratified:5". Raises InputError."""
        found = FORM.fullmatch(text.strip().lower() or "stratified")
        kind = found["kind"] if found else ""
        if found is None or kind not in KINDS or not _belongs(kind, found):
            raise InputError("prepare.bad_cv", found=text, forms=FORMS)
        if kind == "loo":
            return Validation("loo", 0)
        twice = kind in ("repeated", "nested")
        folds, repeats = int(found["folds"] or FOLDS), int(found["repeats"] or TIMES) if twice else 1
        gap = int(found["gap"] or 0)
        _bound(text, folds, MOST_FOLDS)
        if twice:
            _bound(text, repeats, MOST_TIMES)
        if gap > MOST_GAP:
            raise InputError("prepare.bad_cv", found=text, forms=FORMS)
        return Validation(kind, folds, repeats, gap)

    def text(self) -> str:
        if self.kind == "loo":
            return self.kind
        times = f"x{self.repeats}" if self.kind in ("repeated", "nested") else ""
        gap = f":gap={self.gap}" if self.gap else ""
        return f"{self.kind}:{self.folds}{times}{gap}"

    @property
    def grouped(self) -> bool:
        return self.kind in GROUPED

    @property
    def ordered(self) -> bool:
        return self.kind == "time"

    def stratifies(self, otherwise: bool) -> bool:
        """Whether classes are spread evenly; kinds that may do either do as the caller says."""
        return {"stratified": True, "kfold": False, "stratified_group": True, "group": False}.get(self.kind, otherwise)


def _belongs(kind: str, found: re.Match[str]) -> bool:
    """Whether each number said has a meaning for this kind."""
    if found["repeats"] is not None and kind not in ("repeated", "nested"):
        return False
    if found["gap"] is not None and kind != "time":
        return False
    return kind != "loo" or found["folds"] is None


def _bound(text: str, count: int, most: int) -> None:
    if not 2 <= count <= most:
        raise InputError("prepare.cv_out_of_bounds", found=text, count=count, most=most)
