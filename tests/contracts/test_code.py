"""What stands in a plain script: every step and every algorithm that has code gives what the program gives, in both languages."""

import ast
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlworkbench.base import params
from mlworkbench.base.params import Chosen
from mlworkbench.base.records import Step, TaskName
from mlworkbench.scoring.manifest import Interface
from mlworkbench.scoring.wire import WIRE_ORDER, Array, feed
from mlworkbench.stages import prepare
from mlworkbench.stages.prepare import STEPS
from mlworkbench.stages.train import ALGORITHMS
from mlworkbench.stages.train.balancing import balanced
from mlworkbench.stages.train.code import ALGORITHM_CODE, STEP_CODE
from mlworkbench.stages.train.code.part import Setting, spoken
from mlworkbench.stages.train.code.shared import SHARED
from mlworkbench.stages.train.code.writing import DEFINED
from tests.contracts.test_steps import variants
from tests.contracts.trained import inputs, material_of, small, table, truth

WITH_CODE = {
    "algorithms": {
        *("baseline", "xgboost", "lightgbm", "logistic", "ridge", "gradient_boosting", "random_forest", "extra_trees"),
        *("decision_tree", "elastic_net", "naive_bayes", "explainable_boosting"),
    },
    "steps": {"keep", "date_parts", "missing", "one_hot", "ordinal", "scale", "target_encode"},
}
CLASSES = {"binary": ["No", "Yes"], "multiclass": ["a", "b", "c", "나"], "regression": []}
FITS = [(code.name, task) for code in ALGORITHM_CODE for task in sorted(ALGORITHMS[code.name].tasks)]
SHAPED = [(code.name, place) for code in STEP_CODE for place in range(len(variants(STEPS[code.name])))]


def running(text: str, language: str, task: TaskName, imports: Any = ()) -> dict[str, Any]:
    """The names a script of this text has."""
    lines = ["import numpy as np", "import pandas as pd", *imports]
    known: dict[str, Any] = {"CLASSES": CLASSES[task], "SEED": 1}
    exec("\n".join([*lines, *SHARED.values(), spoken(text, language)]).replace("«", "").replace("»", ""), known)
    return known


def test_what_has_code_is_known() -> None:
    """All else is refused by name: see tests/unit/stages/train/test_code.py."""
    assert set(ALGORITHM_CODE.names()) == WITH_CODE["algorithms"] <= set(ALGORITHMS.names())
    assert set(STEP_CODE.names()) == WITH_CODE["steps"] <= set(STEPS.names())


def texts() -> list[str]:
    fits = [
        ALGORITHM_CODE[name].text(Setting(task, len(CLASSES[task])), tried(name, task)[place])
        for name, task in FITS
        for place in range(len(tried(name, task)))
    ]
    return [*(code.text for code in STEP_CODE), *fits, *SHARED.values()]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_texts_are_code_in_both_languages_and_lines_are_short(language: str) -> None:
    for text in texts():
        said = spoken(text, language)
        assert ast.parse(said).body
        assert "«" not in said and "»" not in said
        assert any("가" <= sign <= "힣" for sign in said) is (language == "ko")
        assert max(map(len, said.split("\n"))) <= 120


@cache
def tried(name: str, task: TaskName) -> tuple[Chosen, ...]:
    """A small configuration, and of logistic regression one that leaves columns out."""
    algorithm = ALGORITHMS[name]
    first = params.check(algorithm.params, small(algorithm, material_of(task).shape(algorithm.family)))
    return (first, first | {"mix": 0.7, "strength": 0.05}) if name == "logistic" else (first,)


@pytest.mark.parametrize(("name", "task"), FITS)
@pytest.mark.parametrize("balance", ["", "weights"])
def test_a_fit_in_a_script_equals_the_programs(name: str, task: TaskName, balance: str) -> None:
    algorithm, code = ALGORITHMS[name], ALGORITHM_CODE[name]
    if balance and (task == "regression" or not code.weighs):
        return
    material = material_of(task)
    lesson = balanced(material.lesson(algorithm.family, 0), balance)
    more = ", weights=balanced(y)" if balance else ""
    rows = material.watched(algorithm.family, 0)
    assert rows is not None
    for chosen in tried(name, task):
        text = code.text(Setting(task, len(CLASSES[task])), chosen)
        known = running(text, "en", task, code.imports)
        known |= {"features": lesson.features, "y": lesson.target, "rows": rows.features, "rounds": chosen.get("rounds")}
        found = eval(f"{DEFINED.findall(text)[0]}(features, y, rows, {code.call(chosen)}{more})", known)
        wanted = algorithm.raw(algorithm.fit(lesson, chosen), lesson, rows.features)
        assert found.shape == wanted.shape
        np.testing.assert_allclose(found, wanted, rtol=1e-6 if not algorithm.exact else 1e-9, atol=1e-7)


@pytest.mark.parametrize(("name", "place"), SHAPED)
@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_a_step_in_a_script_equals_the_programs(name: str, place: int, task: TaskName) -> None:
    if task != "binary" and not STEP_CODE[name].taught:
        return
    chosen = params.check(STEPS[name].params, variants(STEPS[name])[place])
    wire = next(wire for wire in WIRE_ORDER if wire in STEPS[name].takes)
    columns = [one.name for one in inputs() if one.wire == wire or name == "keep"]
    known, other = table(), table(200, 9)
    other["kind"][:3] = "never seen"
    target = truth(task, known)
    interface = Interface("regression", "target", inputs())
    taught = prepare.Taught(task, target, len(CLASSES[task]), *prepare.parts(len(target), 1), names=tuple(CLASSES[task]))
    graph = prepare.fit([Step(name, tuple(columns), chosen)], inputs(), feed(interface, known), "tree", None, taught)

    script = running(STEP_CODE[name].text, "ko", task)
    script |= {"train": framed(known), "rows": framed(other), "columns": columns, "y": target}
    arguments = ", ".join(
        filter(None, ["train, rows, columns", "y" if STEP_CODE[name].taught else "", STEP_CODE[name].call(chosen)])
    )
    train, rows = (one.select_dtypes("number") for one in eval(f"{name}({arguments})", script))

    assert tuple(train.columns) == tuple(rows.columns) == graph.feature_names
    np.testing.assert_allclose(train.to_numpy(dtype=np.float32), graph.lessons(), rtol=1e-6)
    np.testing.assert_allclose(rows.to_numpy(dtype=np.float32), graph.features(feed(interface, other)), rtol=1e-6)


def framed(columns: dict[str, Array]) -> pd.DataFrame:
    """As a script reads them: numbers, then texts, then dates."""
    made = {}
    for wire in WIRE_ORDER:
        for one in inputs():
            if one.wire == wire:
                cells = columns[one.name]
                made[one.name] = cells.astype("datetime64[us]") if wire == "dates" else cells
    return pd.DataFrame(made)
