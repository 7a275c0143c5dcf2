"""Manifests of older formats: read in the fields of today, written in their own, so that identifiers stay."""

from collections.abc import Mapping
from typing import Any

from mlworkbench.base.errors import InputError

# What format 2 added to a manifest and to its inputs, as it stands for format 1.
NEW: Mapping[str, Any] = {"reading": {}, "computed": [], "brought": []}
NEW_IN_INPUT: Mapping[str, Any] = {"marks": [], "sentinels": [], "below": None, "above": None}


def since(found: dict[str, Any]) -> dict[str, Any]:
    """A manifest of format 1 in the fields of today. Raises InputError where it holds what that format has not."""
    inputs = found.get("inputs")
    if not isinstance(inputs, list) or not all(isinstance(one, dict) for one in inputs):
        raise InputError("package.bad_manifest", field="inputs")
    for new, held in ((NEW, [found]), (NEW_IN_INPUT, inputs)):
        if odd := next((name for name in new for one in held if name in one), None):
            raise InputError("package.bad_manifest", field=odd)
    return {**found, **NEW, "inputs": [{**one, **NEW_IN_INPUT} for one in inputs]}


def before(found: dict[str, Any]) -> dict[str, Any]:
    """The fields that format 1 has."""
    inputs = [{name: value for name, value in one.items() if name not in NEW_IN_INPUT} for one in found["inputs"]]
    return {name: value for name, value in found.items() if name not in NEW} | {"inputs": inputs}
