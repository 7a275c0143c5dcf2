"""The job "verify": is a package what it says, and does it still give the answers it was built with?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from mlworkbench.base import words
from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import Fact, InputError, ProjectError
from mlworkbench.base.report import Report
from mlworkbench.scoring.package import Opened, open_package
from mlworkbench.stages.package import golden
from mlworkbench.stages.package.proving import rule_of
from mlworkbench.stages.package.sameness import identical


@dataclass(frozen=True)
class Check:
    """One thing that was checked. The sentence is `key` with `facts`."""

    name: str
    ok: bool
    key: str
    facts: dict[str, Fact] = field(default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        """`detail` is the sentence in the language of this process, for those who show it as it is."""
        detail = words.tr(self.key, **self.facts)
        return {"name": self.name, "ok": self.ok, "key": self.key, "facts": self.facts, "detail": detail}


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job kind "verify". `spec`: `packages` (paths), `files` (pairs of path and sha256), `found` (checks already made).

    What fails is told, not raised.
    """
    packages, files = [Path(path) for path in spec.get("packages", ())], spec.get("files", ())
    whole = max(1, len(packages) + len(files))
    checks = [Check(**one) for one in spec.get("found", ())]
    for number, path in enumerate(packages):
        report.progress(number / whole, "package.verifying_file", file=path.name)
        checks.extend(package(path))
    for number, (name, expected) in enumerate(files, start=len(packages)):
        report.progress(number / whole, "package.verifying_file", file=Path(name).name)
        checks.append(file(Path(name), expected))
    return {"checks": [check.to_plain() for check in checks], "ok": all(check.ok for check in checks)}


def package(path: Path) -> Iterator[Check]:
    try:
        opened = open_package(path)
        yield Check("package", True, "package.check_opens", {"file": path.name})
        yield golden_check(opened)
    except (InputError, ProjectError) as error:
        yield Check("package", False, error.key, dict(error.facts))


def golden_check(opened: Opened) -> Check:
    """Equal to the last bit where it was built; on another machine within the bounds of `sameness`, and then it says so."""
    interface = opened.manifest.interface
    expected = golden.scores_of(opened.golden, interface)
    found = opened.scorer().score(golden.table_of(opened.golden, interface))
    rows = len(opened.golden)
    facts: dict[str, Fact] = {"file": opened.path.name, "rows": rows}
    exact = identical(expected, found)
    if exact.all() and rows:
        return Check("golden", True, "package.check_golden_exact", facts)
    different = rule_of(opened.manifest, opened.model).differing(expected, found)
    if different.any() or not rows:
        return Check("golden", False, "package.check_golden_differs", {**facts, "different": int(different.sum())})
    return Check("golden", True, "package.check_golden_near", {**facts, "near": int(np.sum(~exact))})


def file(path: Path, expected: str) -> Check:
    try:
        same = digest_file(path) == expected
    except OSError:
        return Check("file", False, "package.check_file_missing", {"file": path.name})
    return Check("file", same, "package.check_file" if same else "package.check_file_differs", {"file": path.name})
