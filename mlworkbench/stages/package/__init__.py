"""What ships: a package is built and proved here, scores files, and is verified."""

from mlworkbench.stages.package.building import run
from mlworkbench.stages.package.card import Card, card
from mlworkbench.stages.package.drawing import columns_for
from mlworkbench.stages.package.scoring import run as score
from mlworkbench.stages.package.target import Target
from mlworkbench.stages.package.targets import TARGETS
from mlworkbench.stages.package.telling import Told, made_words, of_columns, of_manifest
from mlworkbench.stages.package.verifying import run as verify

__all__ = [
    "TARGETS",
    "Card",
    "Target",
    "Told",
    "card",
    "columns_for",
    "made_words",
    "of_columns",
    "of_manifest",
    "run",
    "score",
    "verify",
]
