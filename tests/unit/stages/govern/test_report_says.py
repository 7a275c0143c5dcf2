"""The model report says the numbers of the records, and what is missing."""

import re
from dataclasses import replace

from mlworkbench.base.records import Dataset, Look, Origin
from mlworkbench.base.words import number
from mlworkbench.stages.govern import report
from tests.unit.stages.govern import made
from tests.unit.stages.govern.page import Page


def test_the_figures_are_those_of_the_records(materials, pages):
    records, text = materials["binary"].records, pages["binary", "en"].text

    for found in (records.assessment, records.evaluation):
        for name, value in found.metrics.items():
            low, high = found.intervals[name]
            assert f"{number(value)} ({number(low)} – {number(high)})" in text
    for one in records.models:
        assert f"{number(one.cv.mean)} ± " in text
    assert f"{sum(materials['binary'].holdout.confusion[1]):,}" in text


def test_the_threshold_is_told_on_both_sets_of_rows(materials, pages):
    text = pages["binary", "en"].text

    for judgement in materials["binary"].judgements:
        assert number(next(cut.probability for cut in judgement.sweeps[0].cuts if cut.raw == judgement.threshold)) in text
    assert "Positive rows missed" in text
    assert "Value at every threshold · Hold-out" in text
    assert "Threshold and value" not in pages["regression", "en"].text


def test_the_whole_way_is_told(pages):
    text = pages["binary", "en"].text

    for expected in (
        "a customer leaves",
        "310 USD",
        "Time per row at most 2 ms · May only rise with: age · May act together: age, plan",
        "churn.csv · 1.2 kB",
        made.HASH,
        "Missing cells in age: 4 (1 %).",
        "an id: 400 distinct values",
        "Columns that can be used: 1.",
        "passed over Parked: the data no longer has its columns (gone)",
        "Not enough memory",
        "Given up early",
        "its loss there was 31 % above",
        "XGBoost · trial 2",
        "Rounds: 300 · Learning rate: 0.0600",
        "final check",
        "Accepted, version 1",
        "good enough",
        "1 of 3 criteria met",
        "last year reached 0.71",
        "asked only since 2026-11-20 23:30",
        "mlworkbench verify PROJECT",
        "numpy 2.4.6",
        "Made 2026-11-23 00:00 by kim with ML Workbench 0.1.0. Times are UTC+09:00.",
        "churn.mlpkg",
    ):
        assert expected in text, expected


def test_korean_is_told_in_korean(pages):
    text = pages["binary", "ko"].text

    for expected in ("모델 보고서", "승인, 버전 1", "기준 3개 중 1개 충족", "행 200개", "ROC 곡선", "홀드아웃", "충족", "미충족"):
        assert expected in text, expected


def test_what_is_not_done_yet_is_said(pages):
    text = pages["empty", "en"].text

    assert text.count("Not done yet:") == 8
    assert "No rows" not in text


def test_without_any_data_it_still_says_what_was_written_down(plain):
    text = Page(report(made.changed(made.empty(), dataset=None, datasets=(), charters=(made.CHARTER,)))).text

    assert "the project has no data" in text
    assert "a customer leaves" in text


def test_a_sealed_hold_out_is_said_to_be_sealed(plain):
    material = made.changed(made.full(), evaluation=None, looks=(), verdicts=())

    text = Page(report(replace(material, holdout=None))).text

    assert "the hold-out of 90 rows is still sealed" in text
    assert "The hold-out is still sealed, so there is no figure yet" in text
    assert "On the hold-out" not in text


def test_no_hold_out_is_said_to_be_missing(plain):
    split = replace(made.full().records.split, test_rows=0, share=0.0)
    material = made.changed(made.full(), split=split, evaluation=None, looks=(), verdicts=())

    text = Page(report(replace(material, holdout=None))).text

    assert "kept no hold-out rows" in text
    assert "No rows were kept back." in text


def test_a_model_that_was_not_assessed_has_figures_without_intervals(plain):
    material = made.changed(made.full(), assessment=None, evaluation=None, looks=(), verdicts=())

    text = Page(report(replace(material, out_of_fold=None, holdout=None))).text

    assert "have not been judged" in text
    assert "0.7000" in text


def test_every_look_is_counted_and_weakens(plain):
    looks = tuple(Look(f"look{n}", "split1", "model2", n, f"reason {n}", "lee", made.later(n)) for n in (1, 2, 3))

    text = Page(report(made.changed(made.full(), looks=looks))).text

    assert "Looks at the hold-out: 3" in text
    assert "The hold-out was opened 3 times." in text
    assert "reason 3" in text


def test_a_look_for_another_model_is_not_taken_for_this_one(plain):
    material = replace(made.changed(made.full(), evaluation=None, verdicts=()), holdout=None)

    assert "The hold-out was opened, but not for this model." in Page(report(material)).text


def test_criteria_changed_after_the_look_are_marked(plain):
    text = Page(report(made.changed(made.full(), removed=("Precision at least 0.9",)))).text

    assert "late" in text
    assert "Criteria or limits asked when the hold-out had been opened: 1." in text
    assert "do not stand any more" in text
    assert "Precision at least 0.9" in text


def test_a_rejected_model_says_why(plain):
    verdict = replace(made.full().records.verdicts[0], accepted=False, version=None, why="too many false alarms")
    first = replace(made.full().records.verdicts[0], why="first thought")

    text = Page(report(made.changed(made.full(), verdicts=(first, verdict)))).text

    assert "Rejected" in text
    assert "too many false alarms" in text
    assert "All decisions about this model" in text
    assert "first thought" in text


def test_what_has_become_another_since_is_said(plain):
    newest: Dataset = made.dataset(made.COLUMNS, number=2)
    material = made.changed(made.full(), datasets=(made.full().records.dataset, newest), changed=("data", "problem", "recipe"))

    text = Page(report(material)).text

    assert "The model was made from data version 1; the newest is 2." in text
    assert "The question was changed after this run" in text
    assert "The model was made with recipe version 1; there is a newer one." in text


def test_a_threshold_of_its_own_keeps_its_place_in_the_leaderboard(plain):
    chosen = made.model(7, 0.7, parent="model2", id="variant")
    html = report(made.changed(made.full(), model=chosen))

    assert "other threshold" in Page(html).text
    (row,) = re.findall(r'<tr class="chosen">.*?</tr>', html, re.S)
    assert "XGBoost · trial 2" in row


def test_a_model_fitted_once_more_is_told_from_the_trial_it_was_and_from_the_trial_of_its_number(plain):
    again = made.model(7, 0.7, name="xgboost 2 refit")

    text = Page(report(made.changed(made.full(), model=again))).text

    assert "XGBoost · trial 2, refitted" in text
    assert "XGBoost · trial 7" not in text


def test_parts_of_a_plug_in_that_is_gone_go_by_their_bare_names(plain):
    models = tuple(replace(one, algorithm="quantum", metric="magic", params={"spin": 1}) for one in made.full().records.models)
    problem = replace(made.full().records.problem, metric="magic")
    shown = made.full().records.steps[0]
    steps = (replace(shown, step=replace(shown.step, kind="alchemy", params={"lead": True})),)

    text = Page(report(made.changed(made.full(), models=models, model=models[0], problem=problem, steps=steps))).text

    assert "quantum · trial" in text
    assert "magic" in text
    assert "alchemy · lead: yes" in text


def test_numbers_behind_pictures_are_listed_and_what_is_left_out_is_counted(materials, pages, plain):
    html = pages["binary", "en"].html

    assert html.count("<details>") == 13
    material = replace(materials["regression"], out_of_fold=made.numbers(1200))
    assert "700 more are in the project" in Page(report(material)).text


def test_a_threshold_chosen_after_the_look_is_said_where_it_stands_and_where_knowledge_ends(plain):
    in_time, late = (Page(report(made.changed(made.full(), threshold_late=late))).text for late in (False, True))

    assert "It was chosen on out-of-fold scores alone." in in_time
    assert "when the hold-out had been opened. The choice" not in in_time
    assert "on out-of-fold scores alone" not in late
    assert "It was chosen on out-of-fold scores, but after the hold-out had been opened." in late
    assert "The threshold was chosen when the hold-out had been opened. The choice may have followed" in late


def test_data_from_a_database_name_server_query_and_user():
    read = {"server": "PostgreSQL 15.6", "user": "anna", "database": "sales", "query": "SELECT age FROM <customers>"}
    origin = Origin("SELECT", "db.lan:5432", 1234, made.HASH, "database", read)
    material = made.changed(made.full(), dataset=replace(made.full().records.dataset, origin=origin))

    text = Page(report(material)).text

    for expected in ("db.lan:5432", "PostgreSQL 15.6", "SELECT age FROM <customers>", "anna"):
        assert expected in text


def test_how_rows_were_validated_and_what_was_asked_besides_the_task_are_told(materials):
    records = materials["multiclass"].records
    split = replace(records.split, cv="stratified_group:5", group="patient")
    problem = replace(records.problem, ordered=True, weights="exposure")
    several = Page(report(made.changed(materials["multiclass"], split=split, problem=problem))).text
    number_ = replace(materials["regression"].records.problem, loss="quantile:0.9", metric="mean_pinball_loss:0.9")
    regression = Page(report(made.changed(materials["regression"], problem=number_))).text

    for expected in ("By groups", "stratified_group:5", "patient", "exposure", " < ".join(problem.classes)):
        assert expected in several
    for expected in ("quantile:0.9", "Pinball loss (0.9)", "once in ten times"):
        assert expected in regression
