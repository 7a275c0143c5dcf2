"""Findings of single columns that share a trouble as one finding, with one remedy for all of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from mlworkbench.base.records import Evidence, Finding, Reason, Remedy
from mlworkbench.stages.data.quality import saying

Count = Callable[["Sequence[Finding]"], int]
# The sentences that have one for several columns, too; they share a trouble where these facts are the same.
ALIKE: dict[str, tuple[str, ...]] = {
    "data.found_sentinel": ("values",),
    "data.missing_marker": ("markers",),
    "data.ambiguous_date": (),
    "data.mixed_date": (),
    "data.short_year": (),
    "data.found_capped": (),
    "data.found_floored": (),
    "data.found_missing": (),
    "data.found_constant": (),
    "data.found_nearly": (),
    "data.found_empty": (),
    "data.found_id": (),
    "data.found_nearly_id": (),
    "data.found_text": (),
    "data.found_times": (),
    "data.found_groups": (),
    "data.found_drifting": (),
    "data.found_drifting_sorted": ("order",),
    "data.found_missing_by_target": ("target",),
    "data.found_afterwards": ("target",),
    "data.found_personal_address": (),
    "data.found_personal_birth": (),
    "data.found_personal_card": (),
    "data.found_personal_email": (),
    "data.found_personal_iban": (),
    "data.found_personal_name": (),
    "data.found_personal_phone": (),
    "data.found_personal_resident": (),
}
WORDS = {key: f"{key}_columns" for key in ALIKE}


def grouped(found: Iterable[Finding], count: Count | None = None) -> tuple[Finding, ...]:
    """Each group stands where its first member stood. `count` tells of some findings how many rows they concern together."""
    members: dict[object, list[Finding]] = {}
    for place, one in enumerate(found):
        members.setdefault(_shared(one) or place, []).append(one)
    return tuple(together(some, count) for some in members.values())


def singles(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of single columns behind those of several."""
    return tuple(part for one in found for part in one.parts or (one,))


def together(parts: Sequence[Finding], count: Count | None = None) -> Finding:
    """Findings that share a trouble as one. Its rows are those of the largest where nobody can count them."""
    first = parts[0]
    if len(parts) == 1:
        return first
    facts: saying.Facts = {
        **first.reason.facts,
        "columns": saying.listed([part.columns[0] for part in parts]),
        "count": len(parts),
        "cells": sum(part.rows for part in parts),
    }
    return replace(
        first,
        columns=tuple(part.columns[0] for part in parts),
        rows=count(parts) if count else max(part.rows for part in parts),
        reason=Reason(WORDS[first.reason.key], facts),
        evidence=_evidence(parts),
        remedies=_remedies(parts),
        parts=tuple(parts),
        mark=_mark(first),
    )


def _shared(one: Finding) -> tuple[object, ...] | None:
    """What findings of one group have in common; None for what stands alone."""
    key, facts = one.reason.key, one.reason.facts
    if key not in ALIKE or len(one.columns) != 1 or one.parts:
        return None
    remedies = tuple(remedy.kind for remedy in one.remedies)
    return (one.kind, one.severity, key, remedies, *(facts.get(name) for name in ALIKE[key]))


def _mark(one: Finding) -> str:
    """-200, email, nearly, warning: what tells groups of one kind apart."""
    told = one.reason.key.removeprefix("data.found_").removeprefix("data.")
    variant = told.removeprefix(f"{one.kind}_") if not told.startswith(one.kind) or told.startswith(f"{one.kind}_") else ""
    shared = [str(one.reason.facts[name]) for name in ALIKE[one.reason.key] if name in one.reason.facts]
    weight = [one.severity] if one.kind == "missing" else []
    return "/".join([*([variant] if variant else []), *shared, *weight]) or "columns"


def _evidence(parts: Sequence[Finding]) -> tuple[Evidence, ...]:
    """The first of each column, as far as there is room."""
    made = []
    for part in parts:
        first = part.evidence[0] if part.evidence else Evidence("")
        told = f"{saying.short(part.columns[0])}: {first.value}" if first.value else saying.short(part.columns[0])
        made.append(replace(first, value=told, count=first.count if first.value else part.rows))
    return tuple(made[: saying.SHOWN])


def _remedies(parts: Sequence[Finding]) -> tuple[Remedy, ...]:
    """Those that can be done for all of them at once; nobody leaves out every column with a gap by one press."""
    if (parts[0].kind, parts[0].severity) == ("missing", "info"):
        return ()
    merged = (_merged([part.remedies[place] for part in parts]) for place in range(len(parts[0].remedies)))
    return tuple(one for one in merged if one is not None)


def _merged(remedies: Sequence[Remedy]) -> Remedy | None:
    first = remedies[0]
    others = [_without_columns(one) for one in remedies]
    names = [name for one in remedies for name in _columns(one)]
    alike = all((one.kind, one.reason.key) == (first.kind, first.reason.key) for one in remedies)
    if not names or not alike or any(other != others[0] for other in others):
        return None
    return replace(first, params={"columns": list(dict.fromkeys(names)), **others[0]})


def _columns(remedy: Remedy) -> list[str]:
    """Findings of earlier inspections name a single column."""
    params = remedy.params
    return [params["column"]] if params.get("column") else list(params.get("columns") or ())


def _without_columns(remedy: Remedy) -> dict[str, Any]:
    return {name: value for name, value in remedy.params.items() if name not in ("column", "columns")}
