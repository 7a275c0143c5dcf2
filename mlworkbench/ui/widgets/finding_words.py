"""A finding in words: its title, its sentence, its evidence, and what a remedy does."""

from collections.abc import Sequence

from mlworkbench.base.records import Evidence, Finding, Remedy
from mlworkbench.base.words import tr

NAMED = 3
TITLES = {
    "duplicates": "data.title_duplicates",
    "near_duplicates": "data.title_near_duplicates",
    "similar_rows": "data.title_similar_rows",
    "split_duplicates": "data.title_split_duplicates",
    "constant": "data.title_constant",
    "empty": "data.title_empty",
    "id": "data.title_id",
    "text": "data.title_text",
    "missing": "data.title_missing",
    "missing_marker": "data.title_missing_marker",
    "ambiguous_date": "data.title_ambiguous_date",
    "mixed_date": "data.title_ambiguous_date",
    "mixed_types": "data.title_mixed_types",
    "impossible": "data.title_impossible",
    "sentinel": "data.title_sentinel",
    "outliers": "data.title_outliers",
    "capped": "data.title_capped",
    "groups": "data.title_groups",
    "spelling": "data.title_spelling",
    "times": "data.title_times",
    "imbalance": "data.title_imbalance",
    "missing_by_target": "data.title_missing_by_target",
    "leak": "data.title_leak",
    "afterwards": "data.title_afterwards",
    "derived": "data.title_derived",
    "drift": "data.title_drift",
    "labels": "data.title_labels",
    "personal": "data.title_personal",
    "expectation_range": "data.title_expectation",
    "expectation_unique": "data.title_expectation",
    "expectation_allowed": "data.title_expectation",
    "expectation_filled": "data.title_expectation",
    "expectation_rows": "data.title_expectation",
}


def title(finding: Finding) -> str:
    return _title(finding.kind, finding.columns)


def is_titled(finding: Finding) -> bool:
    """What import only tells says all in its sentence."""
    return finding.kind in TITLES


def title_of(keys: Sequence[str]) -> str:
    """Of a finding that is not there any more."""
    kind, _, column = keys[0].partition(":")
    columns = tuple(key.partition(":")[2] for key in keys) if len(keys) > 1 else tuple(column.split(":")) if column else ()
    return _title(kind, columns)


def _title(kind: str, columns: tuple[str, ...]) -> str:
    told = tr(TITLES.get(kind, "data.title_other"))
    if not columns:
        return told
    if len(columns) > NAMED:
        return tr("data.title_of_columns", count=len(columns), title=told)
    return tr("data.title_of_column", columns=", ".join(columns), title=told)


def sentence(finding: Finding) -> str:
    return tr(finding.reason.key, **finding.reason.facts)


def deed(remedy: Remedy) -> str:
    """What the button says."""
    return tr(remedy.reason.key, **remedy.reason.facts)


def evidence(finding: Finding) -> list[str]:
    return [_line(one) for one in finding.evidence]


def _line(one: Evidence) -> str:
    if one.row is not None and one.count is not None:
        return tr("data.evidence_both", value=one.value, row=one.row, count=one.count)
    if one.row is not None:
        return tr("data.evidence_row", value=one.value, row=one.row)
    return tr("data.evidence_count", value=one.value, count=one.count) if one.count is not None else one.value
