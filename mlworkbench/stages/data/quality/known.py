"""Remedies for what import itself found: constant and empty columns, ids, missing cells, dates that can be read in two ways."""

from dataclasses import replace

from mlworkbench.base.records import Finding, Profile, Remedy
from mlworkbench.stages.data.quality import saying

DATES = ("DD/MM/YYYY", "MM/DD/YYYY")


def remedied(finding: Finding) -> Finding:
    """The same finding with what mends it; as it is where it has remedies, or where there is nothing to mend."""
    if finding.remedies or len(finding.columns) != 1:
        return finding
    return replace(finding, remedies=_remedies(finding.kind, finding.columns[0]))


def _remedies(kind: str, column: str) -> tuple[Remedy, ...]:
    if kind in ("constant", "empty"):
        return saying.drop(column), saying.exclude(column)
    if kind == "id":
        return saying.exclude(column), saying.hashed(column), saying.drop(column)
    if kind == "missing":
        return (saying.exclude(column), saying.drop(column))
    if kind in ("ambiguous_date", "mixed_date"):
        return tuple(
            saying.remedy("retype", {"columns": [column], "type": "date", "date_format": one}, "data.mend_read_dates", format=one)
            for one in DATES
        )
    return ()


def of_import(profile: Profile) -> list[Finding]:
    return [remedied(finding) for finding in profile.findings]
