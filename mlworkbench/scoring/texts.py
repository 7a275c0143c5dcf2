"""Checks the nodes that take texts apart before onnxruntime builds them: it trusts their numbers and dies of wrong ones.

Measured with onnxruntime 1.28: a TfIdfVectorizer with fewer places than n-grams aborts, with weights and places of its own it
reads beyond its memory, a huge skip never ends, and a huge place asks for terabytes. A StringSplit makes all rows as wide as the
one with most pieces, so it must say how many it makes at most.
"""

from collections.abc import Mapping

import numpy as np

from mlworkbench.scoring.attributes import Attribute, Check, nodes, within

MOST_PIECES = 4_096
MOST_PLACES = 100_000
MOST_POOL = 1_000_000
LONGEST = 8

COUNTER = "TfIdfVectorizer"
SPLITTER = "StringSplit"
LISTS = ("ngram_counts", "ngram_indexes", "pool_int64s")
WHOLE = frozenset({*LISTS, "max_gram_length", "max_skip_count", "min_gram_length", "mode"})
CHECK = Check("texts")


def check_texts(model: bytes) -> None:
    """Refuse nodes on texts whose numbers do not agree. Expects a model that passed `operators.check_model`.

    Raises InputError("scoring.model_shape", part=).
    """
    for node in nodes(model, SPLITTER):
        _check_splitter(CHECK.read(node, 0))
    for node in nodes(model, COUNTER):
        _check_counter(CHECK.read(node, MOST_POOL))


def _check_splitter(found: Mapping[str, Attribute]) -> None:
    CHECK.require("maxsplit" in found and set(found) <= {"maxsplit", "delimiter"}, "attributes")
    CHECK.require(0 < found["maxsplit"].integer < MOST_PIECES, "pieces")


def _check_counter(found: Mapping[str, Attribute]) -> None:
    CHECK.require(set(found) == WHOLE, "attributes")
    CHECK.require(found["mode"].text == b"TF" and found["max_skip_count"].integer == 0, "attributes")
    shortest, longest = found["min_gram_length"].integer, found["max_gram_length"].integer
    begins, places, pool = (found[name].array for name in LISTS)
    CHECK.require(0 < shortest <= longest <= LONGEST and len(begins) == longest, "lengths")
    CHECK.require(len(pool) and begins[0] == 0 and within(begins, len(pool) + 1), "pool")
    sizes = np.diff(np.append(begins, len(pool)))
    lengths = np.arange(1, longest + 1)
    CHECK.require((sizes >= 0).all() and (sizes % lengths == 0).all(), "pool")
    CHECK.require(len(places) == int((sizes // lengths).sum()) and within(places, MOST_PLACES), "places")
