"""What a target is: a form in which a model ships, with a way to write it and a way to score with what was written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mlworkbench.base.words import Words
from mlworkbench.scoring.manifest import Manifest
from mlworkbench.scoring.scorer import Scores
from mlworkbench.scoring.wire import Columns


@dataclass(frozen=True)
class Target:
    """`write` makes one file out of the manifest and the files it names; the same content gives the same bytes.

    `score` scores rows with what was written, by the way that is meant for it: the proof that the form changed nothing.
    """

    name: str
    title: Words
    help: Words
    suffix: str
    write: Callable[[Manifest, Mapping[str, bytes], Path], None]
    score: Callable[[Path, Columns], Scores]
