"""Reads word vectors from a text file as GloVe, fastText and word2vec write them: a word and its numbers in each line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array

WIDEST = 2_000
MOST_SHOWN = 60


@dataclass(frozen=True)
class Vectors:
    """`found` float64 [width] by word."""

    found: Mapping[str, Array]
    width: int


def load(path: Path, wanted: Mapping[str, str]) -> Vectors:
    """The vectors of the words that are wanted: `wanted` gives the word by each of its spellings, the first of which counts.

    Every line is looked at, but only those of wanted words are taken apart. Raises InputError naming the line.
    """
    if not str(path) or str(path) == ".":
        raise InputError("prepare.no_vectors")
    found: dict[str, tuple[int, Array]] = {}
    rank = {spelling.encode("utf-8"): place for place, spelling in enumerate(wanted)}
    words = {spelling.encode("utf-8"): word for spelling, word in wanted.items()}
    width = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if number == 1 and _is_header(line):
                    continue
                width = width or _width(path, number, line)
                word = line.split(b" ", 1)[0].split(b"\t", 1)[0]
                if word in words and rank[word] <= found.get(words[word], (len(rank), None))[0]:
                    found[words[word]] = (rank[word], _numbers(path, number, line, width))
    except OSError as reason:
        raise InputError("prepare.vectors_not_read", file=str(path), reason=reason.strerror or "") from reason
    if not width:
        raise InputError("prepare.vectors_empty", file=path.name)
    return Vectors({word: vector for word, (_, vector) in found.items()}, width)


def _is_header(line: bytes) -> bool:
    """fastText and word2vec begin with the number of words and of dimensions."""
    parts = line.split()
    return len(parts) == 2 and all(part.isdigit() for part in parts)


def _width(path: Path, number: int, line: bytes) -> int:
    """How many numbers stand behind the word of the first line."""
    width = len(line.split()) - 1
    if not 1 <= width <= WIDEST:
        raise _odd(path, number, line)
    _numbers(path, number, line, width)
    return width


def _numbers(path: Path, number: int, line: bytes, width: int) -> Array:
    parts = line.split()
    try:
        line.decode("utf-8")
        found = np.array([float(part) for part in parts[1:]])
    except ValueError as reason:
        raise _odd(path, number, line) from reason
    if len(found) != width or not (np.abs(found) <= np.finfo(np.float32).max).all():
        raise _odd(path, number, line)
    return found


def _odd(path: Path, number: int, line: bytes) -> InputError:
    shown = line[:MOST_SHOWN].decode("utf-8", errors="replace").strip()
    return InputError("prepare.vectors_odd_line", file=path.name, line=number, found=shown)
