"""Who made a model: an algorithm, or the ensemble of several."""

import re
from dataclasses import dataclass
from typing import Final

from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.train.algorithms import ALGORITHMS
from mlworkbench.stages.train.ensembling import WAYS
from mlworkbench.stages.train.part import Algorithm


@dataclass(frozen=True)
class Combined:
    """What is told of models made of models, as an algorithm tells it of its own."""

    name: str
    title: Words
    help: Words
    params: tuple[Param, ...]
    explainable: bool = False


ENSEMBLE = Combined(
    name="ensemble",
    title=Words("Ensemble", "앙상블"),
    help=Words(
        "The best models together: their scores are added up with shares chosen on rows they had not seen.",
        "최고 모델들을 함께 씁니다. 보지 않은 행에서 정한 몫으로 점수를 더합니다.",
    ),
    params=(
        Param(
            "way",
            Words("Shares by", "몫을 정한 방법"),
            "greedy",
            choices=tuple(WAYS),
            choice_words=(Words("greedy selection", "탐욕 선택"), Words("equal shares", "같은 몫"), Words("stacking", "스태킹")),
        ),
        Param("shift", Words("Added to the score", "점수에 더한 값"), 0.0),
    ),
)


REFITTED: Final = re.compile(r".+ (\d+) refit")  # see finishing.small


def refit_of(name: str) -> int | None:
    """Of a model's name: the number of the trial that was fitted once more on all rows; None for any other model."""
    found = REFITTED.fullmatch(name)
    return int(found[1]) if found else None


def maker(name: str) -> Algorithm | Combined | None:
    """By its name; None for an algorithm that this program does not have."""
    return next((part for part in (ENSEMBLE, *ALGORITHMS) if part.name == name), None)
