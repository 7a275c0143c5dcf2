"""Package: build what ships, open it, score with it, verify it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock, paths
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Dataset, Evaluation, Model, Package, Problem, Reason, Recipe, Run, Split
from mlworkbench.base.words import formatted
from mlworkbench.workbench import filing

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.scoring.package import Opened
    from mlworkbench.scoring.scorer import RowScore, Scorer
    from mlworkbench.stages.package import Card, Told
    from mlworkbench.workbench.bench import Workbench

SUFFIX = ".mlpkg"


class PackageVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench
        self._scorer: tuple[str, Scorer] | None = None

    def refuses(self, model_id: str | None = None) -> Reason | None:
        """Why nothing can be built now, or nothing of this model."""
        if self._bench.train.winner() is None:
            return Reason("train.nothing_trained")
        if self._bench.running("package"):
            return Reason("package.building")
        return self._rejection(model_id) if model_id else None

    def _rejection(self, model_id: str) -> Reason | None:
        verdict = self._bench.evaluate.verdict(model_id)
        if verdict is None or verdict.accepted:
            return None
        return Reason("package.rejected", {"who": verdict.who, "when": formatted(verdict.when), "why": verdict.why})

    def build(self, model_id: str, out: Path | None = None, target: str = "bundle") -> "Job":
        """Build a package of a model and write the user's copy to `out`, by default under a free name.

        Raises InputError where `out` cannot be written, and for a model that was rejected.
        """
        project = self._bench.opened()
        model = project.get(Model, model_id)
        if refused := self._rejection(model.id):
            raise InputError(refused.key, **refused.facts)
        place = out.absolute() if out else self.free_name()
        self.check_place(place)
        evaluation = project.last(Evaluation, model=model.id)
        context = {
            "record": clock.new_name(),
            "model": model.id,
            "evaluation": evaluation.id if evaluation else None,
            "target": target,
            "out": str(place),
        }
        return self._bench.start("package", self._spec(model, evaluation, target), context)

    def check_place(self, place: Path) -> None:
        """Raises InputError where no package can be written: nothing but another package is ever replaced."""
        if place.is_dir() or not os.access(place.parent, os.W_OK):
            raise InputError("package.bad_place", path=str(place))
        if place.exists() and place.suffix.lower() != SUFFIX:
            raise InputError("package.place_taken", path=str(place))

    def packages(self) -> tuple[Package, ...]:
        """Newest first."""
        return tuple(reversed(self._bench.opened().find(Package))) if self._bench.project else ()

    def open(self, path: Path) -> "Opened":
        """Check a package file and open it. Raises InputError or ProjectError saying what is wrong with it."""
        from mlworkbench.scoring.package import open_package

        return open_package(path)

    def card(self, opened: "Opened") -> "Card":
        """What a package is, made from what, how good."""
        from mlworkbench.stages import package

        return package.card(opened)

    def columns(self, model_id: str) -> "Told":
        """Which columns a model computes itself, and which must be made before they are brought."""
        from mlworkbench.stages import package

        project = self._bench.opened()
        run = project.get(Run, project.get(Model, model_id).run)
        problem, recipe = project.get(Problem, run.problem), project.get(Recipe, run.recipe)
        return package.of_columns(project.get(Dataset, problem.dataset).columns, recipe.inputs, problem.target)

    def columns_of(self, opened: "Opened") -> "Told":
        """The same of a package."""
        from mlworkbench.stages import package

        return package.of_manifest(opened.manifest)

    def score_file(
        self, package: Path, file: Path, output: Path | None = None, choices: Mapping[str, str] | None = None
    ) -> "Job":
        """Score a file. The result holds a preview and the refused rows; with `output` (.csv, .parquet) all rows are written.

        It is read as the file was with which the model was made; `choices` of how to read it come first.
        """
        for needed in (package, file):
            if not needed.is_file():
                raise InputError("data.no_file", file=str(needed))
        spec = {
            "package": str(package.absolute()),
            "file": str(file.absolute()),
            "output": str(output.absolute()) if output else None,
            "choices": dict(choices or {}),
        }
        return self._bench.start("score", spec, loose=True)

    def score_row(self, opened: "Opened", row: Mapping[str, str]) -> "RowScore":
        """Score one row given as text, read exactly as a file would be. Raises InputError naming the column."""
        from mlworkbench.workbench import one_row

        if self._scorer is None or self._scorer[0] != opened.identifier:
            self._scorer = opened.identifier, opened.scorer()
        return one_row.score(self._scorer[1], row)

    def verify(self, package: Path) -> "Job":
        """Check hashes and golden rows of one package."""
        if not package.is_file():
            raise InputError("data.no_file", file=str(package))
        return self._bench.start("verify", {"packages": [str(package.absolute())], "files": []}, loose=True)

    def free_name(self) -> Path:
        """Where a package goes unless the user says otherwise: a new name in the folder of the settings, else the project's."""
        return paths.free(self._bench.home.out_folder(), self._bench.opened().name, SUFFIX)

    def _spec(self, model: Model, evaluation: Evaluation | None, target: str) -> dict[str, Any]:
        project = self._bench.opened()
        run = project.get(Run, model.run)
        split, problem = project.get(Split, run.split), project.get(Problem, run.problem)
        dataset, recipe = project.get(Dataset, problem.dataset), project.get(Recipe, run.recipe)
        return {
            "name": project.name,
            "model": str(project.file(model.model_file)),
            "model_facts": filing.plain(model),
            "problem": filing.plain(problem),
            "dataset": filing.plain(dataset),
            "recipe": filing.plain(recipe),
            "split_facts": filing.plain(split),
            "run": filing.plain(run),
            "evaluation": filing.plain(evaluation) if evaluation else None,
            "data": str(project.file(dataset.data_file)),
            "split": str(project.file(split.rows_file)),
            "target": target,
        }
