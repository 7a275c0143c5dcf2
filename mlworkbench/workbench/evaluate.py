"""Evaluate: judge models by out-of-fold scores, choose a threshold, open the sealed hold-out and count the looks, decide."""

from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import (
    Assessment,
    Charter,
    Costs,
    Dataset,
    Evaluation,
    Look,
    Model,
    Problem,
    Reason,
    Run,
    Split,
    Verdict,
)
from mlworkbench.workbench import filing, titles

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.stages.evaluate import Cut, Judgement, Standing
    from mlworkbench.workbench.bench import Workbench

LARGEST = 700.0  # beyond it the exponential of a double overflows


class EvaluateVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench
        self._judgements: dict[str, Judgement] = {}

    # -- which model -----------------------------------------------------------------------------------------------------------

    def candidates(self) -> tuple[Model, ...]:
        """The leaderboard of the newest run, best first; a model with another threshold stands behind the one it came from."""
        found: list[Model] = []
        for model in self._bench.train.models():
            found += [model, *self.variants(model.id)]
        return tuple(found)

    def variants(self, model_id: str) -> tuple[Model, ...]:
        """The same model with other thresholds, the newest first."""
        return tuple(reversed(self._bench.opened().find(Model, parent=model_id)))

    def chosen(self) -> Model | None:
        """The model under judgement: of the newest run the one accepted last, else the winner with its newest threshold."""
        winner = self._bench.train.winner()
        if winner is None:
            return None
        project = self._bench.opened()
        accepted = (project.get(Model, verdict.model) for verdict in reversed(self.verdicts()) if verdict.accepted)
        kept = next((model for model in accepted if model.run == winner.run and self._stands(model)), None)
        return kept or next(iter(self.variants(winner.id)), winner)

    def _stands(self, model: Model) -> bool:
        verdict = self.verdict(model.id)
        return verdict is not None and verdict.accepted

    # -- what is known of it ---------------------------------------------------------------------------------------------------

    def refuses_assess(self, model_id: str) -> Reason | None:
        """Why the model cannot be judged by its out-of-fold scores now."""
        return Reason("evaluate.assessing") if self._bench.running("assess") else None

    def assess(self, model_id: str) -> "Job":
        """Judge the model by its out-of-fold scores, with the groups that the criteria name. Raises InputError."""
        if refusal := self.refuses_assess(model_id):
            raise InputError(refusal.key, **refusal.facts)
        model = self._bench.opened().get(Model, model_id)
        return self._bench.start("assess", self._spec(model), {"record": clock.new_name(), "model": model.id})

    def assessment(self, model_id: str) -> Assessment | None:
        """The newest judgement by out-of-fold scores."""
        return self._bench.opened().last(Assessment, model=model_id)

    def lacks(self, model_id: str) -> bool:
        """Whether the model must be assessed before all criteria can be told: never yet, or a group is missing."""
        assessment = self.assessment(model_id)
        try:
            known = self.judgement(assessment) if assessment else None
        except ProjectError:  # its file is gone or damaged: it is made again
            return True
        return known is None or any(known.group(*one) is None for one in self._measurable(model_id))

    def judgement(self, record: Assessment | Evaluation) -> "Judgement | None":
        """All figures and pictures of a record; None for one from before these were kept. Raises ProjectError."""
        from mlworkbench.stages import evaluate

        name = record.judgement_file
        if name is None:
            return None
        if name not in self._judgements:
            self._judgements[name] = evaluate.read(self._bench.opened().file(name))
        return self._judgements[name]

    # -- the threshold ---------------------------------------------------------------------------------------------------------

    def standing(self, judgement: "Judgement", cut: "Cut") -> "Standing":
        """How a threshold stands, with the costs of the charter."""
        from mlworkbench.stages.evaluate import thresholds

        return thresholds.standing(judgement.sweeps[0], cut, self.costs())

    def shipped(self, judgement: "Judgement") -> "Cut":
        """The threshold the model has."""
        from mlworkbench.stages.evaluate import thresholds

        return thresholds.at(judgement.sweeps[0], judgement.threshold or 0.0)

    def by_cost(self, judgement: "Judgement") -> "Cut | None":
        """The threshold at which mistakes cost least; None while the charter names no costs."""
        from mlworkbench.stages.evaluate import thresholds

        costs = self.costs()
        return thresholds.by_cost(judgement.sweeps[0], costs) if costs else None

    def by_recall(self, judgement: "Judgement", recall: float) -> "Cut":
        """The highest threshold that finds this share of the positive rows. Raises InputError for what is no share."""
        from mlworkbench.stages.evaluate import thresholds

        if not 0 < recall <= 1:
            raise InputError("evaluate.bad_recall", found=recall)
        return thresholds.by_recall(judgement.sweeps[0], recall)

    def nearest(self, judgement: "Judgement", probability: float) -> "Cut":
        """The threshold nearest to a probability. Raises InputError for what is none."""
        from mlworkbench.stages.evaluate import thresholds

        if not 0 <= probability <= 1:
            raise InputError("evaluate.bad_probability", found=probability)
        return thresholds.nearest(judgement.sweeps[0], probability)

    def value_along(self, judgement: "Judgement") -> tuple[tuple[float, float], ...]:
        """(probability, value per 1,000 rows) of every threshold; empty while the charter names no costs."""
        from mlworkbench.stages.evaluate import thresholds

        costs = self.costs()
        return tuple(thresholds.costs_along(judgement.sweeps[0], costs)) if costs else ()

    def threshold_probability(self, model: Model) -> float | None:
        """The probability from which this model calls a row positive; None where that is not recorded."""
        from math import exp

        if model.threshold is None or model.slope is None or model.shift is None:
            return None
        if steps := model.steps_curve:
            return next((chance for start, chance in reversed(steps) if model.threshold >= start), steps[0][1])
        return 1.0 / (1.0 + exp(-max(-LARGEST, min(LARGEST, model.slope * model.threshold + model.shift))))

    def costs(self) -> Costs | None:
        charter = self._charter()
        return charter.costs if charter else None

    def threshold_late(self, model_id: str) -> bool:
        """Whether a person chose the model's threshold when its hold-out had been opened."""
        model, looks = self._bench.opened().get(Model, model_id), self.looks(self.split(model_id).id)
        return model.parent is not None and bool(looks) and model.when > looks[0].when

    def refuses_threshold(self, model_id: str) -> Reason | None:
        """Why the model's threshold cannot be changed now."""
        if self._bench.opened().get(Model, model_id).threshold is None:
            return Reason("evaluate.no_threshold")
        if self._bench.running("threshold"):
            return Reason("evaluate.setting_threshold")
        return None

    def set_threshold(self, model_id: str, raw: float) -> "Job":
        """Make the same model with another threshold, a raw score: a record and a file of its own. Raises InputError."""
        if refusal := self.refuses_threshold(model_id):
            raise InputError(refusal.key, **refusal.facts)
        model = self._bench.opened().get(Model, model_id)
        origin = self._bench.opened().get(Model, model.parent or model.id)
        family = (origin, *self.variants(origin.id))
        if any(one.threshold == raw for one in family):
            raise InputError("evaluate.same_threshold", threshold=raw)
        spec = self._spec(origin) | {"raw": float(raw), "metric": origin.metric}
        return self._bench.start("threshold", spec, {"record": clock.new_name(), "model": origin.id})

    # -- the sealed rows -------------------------------------------------------------------------------------------------------

    def refuses(self, model_id: str) -> Reason | None:
        """Why the hold-out cannot be opened for this model."""
        split = self.split(model_id)
        if split.test_rows == 0:
            return Reason("evaluate.no_holdout")
        if self._bench.running("evaluate"):
            return Reason("evaluate.running")
        return None

    def open_holdout(self, model_id: str, why: str) -> "Job":
        """Record the look, then score the hold-out with this model. Raises InputError where there is none."""
        if refusal := self.refuses(model_id):
            raise InputError(refusal.key, **refusal.facts)
        project = self._bench.opened()
        model, split = project.get(Model, model_id), self.split(model_id)
        look = Look(
            id=clock.new_name(),
            split=split.id,
            model=model.id,
            number=len(self.looks(split.id)) + 1,
            why=why,
            who=filing.account(),
            when=clock.now(),
        )
        with project.transaction():
            project.add(look)
        context = {"record": clock.new_name(), "model": model.id, "look": look.id}
        return self._bench.start("evaluate", self._spec(model), context)

    def evaluations(self, model_id: str) -> tuple[Evaluation, ...]:
        """Oldest first."""
        return tuple(self._bench.opened().find(Evaluation, model=model_id))

    def evaluation(self, model_id: str) -> Evaluation | None:
        """The newest one."""
        return self._bench.opened().last(Evaluation, model=model_id)

    def looks(self, split_id: str) -> tuple[Look, ...]:
        """All looks at these hold-out rows, oldest first: also through other splits that sealed the same rows."""
        project = self._bench.opened()
        same = project.find(Split, rows_file=project.get(Split, split_id).rows_file)
        found = [look for split in same for look in project.find(Look, split=split.id)]
        return tuple(sorted(found, key=lambda look: look.when))

    def split(self, model_id: str) -> Split:
        """The rows this model was trained on and those kept from it."""
        project = self._bench.opened()
        return project.get(Split, project.get(Run, project.get(Model, model_id).run).split)

    # -- the verdict -----------------------------------------------------------------------------------------------------------

    def refuses_accept(self, model_id: str) -> Reason | None:
        """Why the model cannot be accepted: its hold-out is still sealed, or it was accepted already."""
        verdict = self.verdict(model_id)
        if verdict is not None and verdict.accepted:
            return Reason("evaluate.accepted_already", {"version": verdict.version})
        if self.split(model_id).test_rows and self.evaluation(model_id) is None:
            return Reason("evaluate.still_sealed")
        return None

    def refuses_reject(self, model_id: str) -> Reason | None:
        """Why the model cannot be rejected: it was already."""
        verdict = self.verdict(model_id)
        return Reason("evaluate.rejected_already") if verdict is not None and not verdict.accepted else None

    def accept(self, model_id: str, why: str) -> Verdict:
        """Accept the model, which gives it the next version. Raises InputError where that is refused or no reason is given."""
        if refusal := self.refuses_accept(model_id):
            raise InputError(refusal.key, **refusal.facts)
        return self._decide(model_id, why, True)

    def reject(self, model_id: str, why: str) -> Verdict:
        """Reject the model, also one that was accepted. Raises InputError where no reason is given."""
        if refusal := self.refuses_reject(model_id):
            raise InputError(refusal.key, **refusal.facts)
        return self._decide(model_id, why, False)

    def verdict(self, model_id: str) -> Verdict | None:
        """The last decision about a model."""
        return self._bench.opened().last(Verdict, model=model_id)

    def verdicts(self) -> tuple[Verdict, ...]:
        """Oldest first."""
        return tuple(self._bench.opened().find(Verdict)) if self._bench.project else ()

    def _decide(self, model_id: str, why: str, accepted: bool) -> Verdict:
        if not why.strip():
            raise InputError("evaluate.no_reason")
        project = self._bench.opened()
        evaluation, charter = self.evaluation(model_id), self._charter()
        made = Verdict(
            id=clock.new_name(),
            model=project.get(Model, model_id).id,
            evaluation=evaluation.id if evaluation else None,
            charter=charter.id if charter else None,
            accepted=accepted,
            version=1 + sum(one.accepted for one in self.verdicts()) if accepted else None,
            why=why.strip(),
            who=filing.account(),
            when=clock.now(),
        )
        with project.transaction():
            project.add(made)
        return made

    # -- what the jobs are given -----------------------------------------------------------------------------------------------

    def _charter(self) -> Charter | None:
        return self._bench.project.last(Charter) if self._bench.project else None

    def _measurable(self, model_id: str) -> tuple[tuple[str, str], ...]:
        """The groups that the criteria name, as far as the model's data has their columns."""
        project, charter = self._bench.opened(), self._charter()
        there = {column.name for column in project.get(Dataset, self._problem(model_id).dataset).columns}
        named = [(one.column, one.group) for one in charter.criteria if one.column and one.group is not None] if charter else []
        return tuple(dict.fromkeys((column, group) for column, group in named if column in there))

    def _problem(self, model_id: str) -> Problem:
        return self._bench.opened().get(Problem, self.split(model_id).problem)

    def _spec(self, model: Model) -> dict[str, Any]:
        project, split, problem = self._bench.opened(), self.split(model.id), self._problem(model.id)
        dataset = project.get(Dataset, problem.dataset)
        return {
            "data": str(project.file(dataset.data_file)),
            "model": str(project.file(model.model_file)),
            "split": str(project.file(split.rows_file)),
            "oof": str(project.file(model.oof_file)),
            "target": problem.target,
            "task": problem.task,
            "classes": list(problem.classes),
            "positive": problem.positive,
            "also": list(titles.metrics_of(problem)),
            "loss": problem.loss,
            "threshold": model.threshold,
            "slope": model.slope,
            "shift": model.shift,
            "steps": [list(one) for one in model.steps_curve],
            "groups": [list(one) for one in self._measurable(model.id)],
        }
