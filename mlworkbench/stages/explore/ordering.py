"""An order in which similar columns lie beside each other."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def clustered(table: Array) -> list[int]:
    """Places by average linkage of 1 - |r|, leaves ordered so that neighbours are alike (Bar-Joseph 2001)."""
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    if len(table) < 3:
        return list(range(len(table)))
    apart = np.clip(1 - np.abs(table), 0.0, 1.0)
    np.fill_diagonal(apart, 0.0)
    close = squareform(apart, checks=False)
    return [int(place) for place in leaves_list(optimal_leaf_ordering(linkage(close, "average"), close))]
