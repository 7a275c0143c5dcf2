"""Prepare: the recipe that turns columns into features."""

from typing import TYPE_CHECKING

from mlworkbench.base import clock
from mlworkbench.base.records import Dataset, Problem, Recipe
from mlworkbench.workbench import filing

if TYPE_CHECKING:
    from mlworkbench.workbench.bench import Workbench


class PrepareVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench

    def current(self) -> Recipe | None:
        """The newest recipe of the current problem."""
        problem = self._bench.problem.current()
        return self._bench.opened().last(Recipe, problem=problem.id) if problem else None

    def suggest(self, problem: Problem, dataset: Dataset) -> Recipe:
        """The automatic recipe, not yet kept."""
        from mlworkbench.stages import prepare

        profile = self._bench.data.profile(dataset)
        suggestion = prepare.suggest(profile, dataset.columns, problem.target, problem.excluded)
        return Recipe(
            id=clock.new_name(),
            problem=problem.id,
            steps=suggestion.steps,
            inputs=suggestion.inputs,
            set_aside=suggestion.set_aside,
            recipe_hash=suggestion.recipe_hash,
            who=filing.account(),
            when=clock.now(),
        )
