"""The training job: split before fitting, a fixed order, and a budget that changes nothing but how many."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlworkbench.base.errors import Cancelled, InputError
from mlworkbench.base.records import Column
from mlworkbench.base.report import Silent, Wish
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.stages import data, prepare, problem, train
from mlworkbench.stages.evaluate import METRICS, measure
from mlworkbench.stages.train import ALGORITHMS, finishing


@dataclass
class Kept:
    """A report that keeps what it is told."""

    made_: list[tuple[str, dict[str, Path], dict[str, Any]]] = field(default_factory=list)
    stop_after: int = 10**9
    wishes: Wish = "go_on"

    def progress(self, fraction: float, key: str, **facts: object) -> None:
        assert 0 <= fraction <= 1
        if len(self.made_) >= self.stop_after:
            raise Cancelled

    def wish(self) -> Wish:
        return self.wishes

    def made(self, kind: str, files: Mapping[str, Path], facts: Mapping[str, Any]) -> None:
        assert all(path.stat().st_size for path in files.values())
        self.made_.append((kind, dict(files), dict(facts)))

    def everything(self) -> list[dict[str, Any]]:
        """All models, in the order of their numbers."""
        return sorted((facts for kind, _, facts in self.made_ if kind == "model"), key=lambda facts: facts["number"])

    def models(self, most: int = 5) -> list[dict[str, Any]]:
        """Those of the search, without what is made of them at the end."""
        return [facts for facts in self.everything() if facts["number"] < most]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("rows")
    random = np.random.Generator(np.random.PCG64(0))
    rows = ["size,kind,price,left"]
    for number in range(300):
        size, kind = random.normal(), random.choice(["red", "green", "파랑"])
        price = size * 3 + (kind == "red") + random.normal()
        rows.append(f"{size:.4f},{kind},{price:.3f},{'yes' if price > 1 else 'no' if number % 50 else ''}")
    (folder / "rows.csv").write_text("\n".join(rows), "utf-8")
    return folder, data.run({"path": str(folder / "rows.csv"), "name": "rows"}, folder, Silent())


def spec(imported: tuple[Path, dict[str, Any]], target: str = "left", **more: Any) -> dict[str, Any]:
    folder, result = imported
    profile = data.read_profile(folder / result["files"]["profile"])
    columns = tuple(Column(**column) for column in result["columns"])
    draft = problem.suggest(profile, target)
    recipe = prepare.suggest(profile, columns, target)
    return {
        "data": str(folder / result["files"]["data"]),
        "dataset_hash": result["data_file"],
        "columns": [asdict(column) for column in columns],
        "target": target,
        "task": draft.task,
        "metric": draft.metric,
        "greater_is_better": METRICS[draft.metric].greater_is_better,
        "classes": list(draft.classes),
        "positive": draft.positive,
        "steps": [asdict(step) for step in recipe.steps],
        "inputs": list(recipe.inputs),
        "recipe_hash": recipe.recipe_hash,
        "budget": 60.0,
        "max_trials": 5,
        **more,
    }


def run(asked: dict[str, Any], out: Path, report: Kept | None = None) -> tuple[Kept, dict[str, Any]]:
    report = report or Kept()
    out.mkdir(exist_ok=True)
    return report, train.run(asked, out, report, measure)


def hashes(report: Kept) -> list[str]:
    return [facts["model_file"] for facts in report.everything()]


def chosen(report: Any, direction: int) -> Any:
    """The best by its folds, or the ensemble where the folds do not say that it is worse than the luckiest of so many."""
    best = max(report.everything(), key=lambda facts: direction * facts["cv"]["mean"])
    single = [facts for facts in report.everything() if facts["made"] != "ensemble" and facts["algorithm"] != "baseline"]
    luck = np.sqrt(2 * np.log(max(2, len({tuple(facts["cv"]["folds"]) for facts in single}))))
    for facts in report.everything():
        less = direction * (np.array(best["cv"]["folds"]) - np.array(facts["cv"]["folds"]))
        if facts["made"] == "ensemble" and less.mean() <= luck * less.std(ddof=1) / np.sqrt(len(less)):
            return facts
    return best


def test_the_split_comes_first_and_the_baseline_is_the_first_model(imported: Any, tmp_path: Path) -> None:
    report, result = run(spec(imported), tmp_path)

    assert [kind for kind, _, _ in report.made_][0] == "split"
    assert [facts["algorithm"] for facts in report.models()][0] == "baseline"
    assert [facts["number"] for facts in report.models()] == [0, 1, 2, 3, 4]
    split = report.made_[0][2]
    assert split["train_rows"] + split["test_rows"] + split["unused_rows"] == 300
    assert split["unused_rows"] > 0
    assert result["winner"] == chosen(report, 1)["trial"]


def test_every_model_is_a_file_that_scores(imported: Any, tmp_path: Path) -> None:
    report, _ = run(spec(imported), tmp_path)

    for kind, files, facts in report.made_:
        if kind == "model":
            scorer = Scorer(files["model"].read_bytes())
            assert scorer.score_row({"size": 1.0, "kind": "never seen", "price": None}).prediction in ("no", "yes")
            assert np.load(files["oof"], allow_pickle=False).shape == (report.made_[0][2]["train_rows"], 1)
            assert facts["cv"]["mean"] == pytest.approx(np.mean(facts["cv"]["folds"]))


@pytest.mark.parametrize("threads", [1, 2])
def test_how_many_fits_run_side_by_side_changes_no_byte(imported: Any, tmp_path: Path, threads: int) -> None:
    alone, _ = run(spec(imported, threads=1), tmp_path / "a")
    other, _ = run(spec(imported, threads=threads), tmp_path / "b")

    assert hashes(alone) == hashes(other)


@pytest.mark.parametrize("most", [12_000_000, 1])
def test_a_resumed_run_makes_only_what_is_missing_and_ends_alike(
    imported: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(finishing, "LARGEST", {"balanced": most})  # bytes from which an ensemble leaves fold models out
    whole, undisturbed = run(spec(imported), tmp_path / "whole")
    broken = Kept(stop_after=3)
    with pytest.raises(Cancelled):
        run(spec(imported), tmp_path / "broken", broken)
    same = ("trial", "name", "number", "algorithm", "seconds", "made", "rounds")
    same += ("row_microseconds", "slope", "shift", "threshold", "params", "share", "oof_metrics", "fold_hashes", "curve")
    done = [
        {name: facts[name] for name in same}
        | {"score": facts["cv"]["mean"], "folds": facts["cv"]["folds"]}
        | {"model": str(files["model"]), "oof": str(files["oof"])}
        for kind, files, facts in broken.made_
        if kind == "model"
    ]

    rest, result = run(spec(imported, split=str(broken.made_[0][1]["rows"]), done=done), tmp_path / "rest")

    assert len(done) > 1
    assert len(rest.models()) == 5 - len(done)
    assert sorted(hashes(broken) + hashes(rest)) == sorted(hashes(whole))
    assert result["winner"] == undisturbed["winner"]


def test_without_time_the_floor_is_still_made(imported: Any, tmp_path: Path) -> None:
    report, result = run(spec(imported, budget=0.001, max_trials=None), tmp_path)

    assert [facts["algorithm"] for facts in report.models()] == ["baseline"]
    assert result["winner"] == report.models()[0]["trial"]


def test_a_longer_budget_gives_more_of_the_same(imported: Any, tmp_path: Path) -> None:
    short, _ = run(spec(imported, max_trials=2), tmp_path / "short")
    long, _ = run(spec(imported, max_trials=4), tmp_path / "long")

    assert [one["model_file"] for one in long.models(2)] == [one["model_file"] for one in short.models(2)]


def test_a_number_as_target_is_regression_and_the_winner_has_the_least_error(imported: Any, tmp_path: Path) -> None:
    report, result = run(spec(imported, "price"), tmp_path)

    best = chosen(report, -1)
    assert best["metric"] == "rmse"
    assert result["winner"] == best["trial"]
    assert best["threshold"] is None


def test_a_configuration_that_fails_is_listed_and_the_rest_goes_on(
    imported: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("does not like Mondays")

    broken = ALGORITHMS["logistic"].__class__(**{**vars(ALGORITHMS["logistic"]), "fit": refuse})
    monkeypatch.setitem(ALGORITHMS._parts, "logistic", broken)

    report, _ = run(spec(imported), tmp_path)

    failures = [facts for kind, _, facts in report.made_ if kind == "failure"]
    assert failures[0]["reason"]["facts"]["reason"] == "does not like Mondays"
    assert "logistic" not in {facts["algorithm"] for facts in report.models()}
    assert len(report.models()) > 2


def test_a_class_the_problem_does_not_name_is_refused(imported: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        run(spec(imported, classes=["no", "maybe"]), tmp_path)

    assert caught.value.key == "train.unknown_class"


def test_a_librarys_refusal_is_one_line_without_its_stack():
    from mlworkbench.stages.train.running import _reason

    said = _reason(ValueError("[19:22] data.cc:568: Check failed: valid: Label contains NaN.\nStack trace:\n  [bt] 0x7f"))

    assert said.facts == {"reason": "valid: Label contains NaN."}


def test_the_cross_validated_decision_is_the_one_that_ships(imported: Any, tmp_path: Path) -> None:
    report, _ = run(spec(imported, metric="f1", max_trials=3), tmp_path)

    logistic = report.models()[2]
    assert logistic["cv"]["mean"] == pytest.approx(logistic["oof_metrics"]["f1"], abs=0.08)
    assert logistic["threshold"] != 0.0


def test_a_metric_that_a_fold_cannot_have_is_refused_by_name(imported: Any, tmp_path: Path) -> None:
    def blind(*words: Any) -> dict[str, float]:
        return {name: value for name, value in measure(*words).items() if name != "roc_auc"}

    tmp_path.mkdir(exist_ok=True)
    with pytest.raises(InputError) as caught:
        train.run(spec(imported), tmp_path, Kept(), blind)

    assert (caught.value.key, caught.value.facts["metric"]) == ("train.metric_undefined", "roc_auc")


def test_told_to_end_it_makes_the_best_of_what_it_has(imported: Any, tmp_path: Path) -> None:
    class Impatient(Kept):
        def made(self, kind: str, files: Mapping[str, Path], facts: Mapping[str, Any]) -> None:
            super().made(kind, files, facts)
            if len(self.models()) >= 3:
                self.wishes = "end"

    report, result = run(spec(imported, max_trials=None), tmp_path, Impatient())

    assert result["state"] == "finished"
    assert result["seconds"] < 30  # of 60
    assert 3 <= len(report.everything()) <= 9
    assert result["winner"] in {facts["trial"] for facts in report.everything()}


def test_while_it_holds_nothing_is_made_and_no_time_passes(imported: Any, tmp_path: Path) -> None:
    class Patient(Kept):
        held: int = 0

        def progress(self, fraction: float, key: str, **facts: object) -> None:
            super().progress(fraction, key, **facts)
            if key == "train.paused":
                self.held += 1
                self.wishes = "go_on" if self.held > 5 else "pause"
                self.seen = len(self.made_) if self.held == 1 else self.seen
                assert len(self.made_) == self.seen
            elif self.models() and not self.held:
                self.wishes = "pause"

    report, result = run(spec(imported), tmp_path, Patient())

    assert report.held > 5
    assert len(report.models()) == 5
    assert result["state"] == "finished"


def test_nested_validation_judges_the_whole_search_inside_each_outer_fold(imported: Any, tmp_path: Path) -> None:
    report, result = run(spec(imported, cv="nested:3x2", max_trials=2), tmp_path)

    assert len(result["nested"]) == 3
    assert all(0.5 < one <= 1.0 for one in result["nested"])
    assert len(report.models(2)) == 2
    assert len(report.models(2)[0]["cv"]["folds"]) == 3


def test_told_to_end_while_it_judges_the_search_it_claims_nothing_and_still_makes_a_model(imported: Any, tmp_path: Path) -> None:
    class Impatient(Kept):
        def progress(self, fraction: float, key: str, **facts: object) -> None:
            super().progress(fraction, key, **facts)
            self.wishes = "end" if key == "train.nested_fit" else self.wishes

    report, result = run(spec(imported, cv="nested:3x2", max_trials=2), tmp_path, Impatient())

    assert result["nested"] == []
    assert [facts["algorithm"] for facts in report.models()] == ["baseline"]


@pytest.mark.parametrize("cv", ["kfold:3", "repeated:3x2", "loo"])
def test_each_kind_of_validation_scores_all_rows_it_should(imported: Any, tmp_path: Path, cv: str) -> None:
    report, _ = run(spec(imported, "price", cv=cv, max_trials=1), tmp_path)

    facts, files = next((facts, files) for kind, files, facts in report.made_ if kind == "model")
    oof = np.load(files["oof"], allow_pickle=False)
    assert not np.isnan(oof).any()
    assert len(facts["cv"]["folds"]) == {"kfold:3": 3, "repeated:3x2": 6, "loo": 1}[cv]


def test_in_time_what_ships_knows_all_rows_and_not_the_mean_of_older_ones(imported: Any, tmp_path: Path) -> None:
    asked = spec(imported, "price", cv="time:3", time="size", max_trials=3, algorithms=("xgboost", "lightgbm"))

    report, _ = run(asked, tmp_path)

    tried = [facts for facts in report.models() if facts["algorithm"] != "baseline"]
    assert tried and {facts["made"] for facts in tried} <= {"refit", "ensemble"}
    for facts in tried:
        assert facts["made"] == "ensemble" or facts["rounds"] >= 1
        assert facts["made"] == "ensemble" or len(facts["fold_hashes"]) == 3


def test_in_time_the_earliest_rows_train_and_are_never_judged(imported: Any, tmp_path: Path) -> None:
    report, _ = run(spec(imported, "price", cv="time:3", time="size", max_trials=2), tmp_path)

    facts, files = next((facts, files) for kind, files, facts in report.made_ if kind == "model" and facts["number"] == 1)
    oof = np.load(files["oof"], allow_pickle=False)
    assert 0 < np.isnan(oof).sum() < len(oof)
    assert len(facts["cv"]["folds"]) == 3
