"""Draws of parameters that are the same for everybody: by name and place, not by the run's seed."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import numpy as np


class Draw:
    """One point of an endless, fixed sequence."""

    def __init__(self, name: str, place: int) -> None:
        start = int.from_bytes(sha256(f"{name} {place}".encode()).digest()[:8], "big")
        self._random = np.random.Generator(np.random.PCG64(start))

    def whole(self, low: int, high: int) -> int:
        """A whole number, low and high included, small ones more often (log-uniform)."""
        return min(high, round(self.spread(low, high)))

    def spread(self, low: float, high: float) -> float:
        """A number between low and high, log-uniform, to four digits."""
        return float(f"{np.exp(self._random.uniform(np.log(low), np.log(high))):.4g}")

    def choice(self, options: Sequence[float]) -> float:
        return options[int(self._random.integers(len(options)))]


def endless(name: str) -> Iterator[Draw]:
    place = 0
    while True:
        yield Draw(name, place)
        place += 1
