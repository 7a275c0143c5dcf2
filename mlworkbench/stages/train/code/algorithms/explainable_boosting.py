"""Code of explainable boosting."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.algorithms.explainable_boosting import FEWEST, PATIENCE, WATCHED_SHARE
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting, arguments
from mlworkbench.stages.train.units import NEVER

HEAD = '''
def fit_explainable_boosting(features, y, rows, pairs, weights=None, **settings):
    """«A curve a column and tables for pairs of columns, added up.|열마다 하나의 곡선과 열 쌍의 표를 더합니다.»"""
    warnings.filterwarnings("ignore", module="interpret")  # «its pictures leave missing values out|그림에 결측이 빠진다는 경고»
    cells, width, few = features.astype(float), features.shape[1], len(y) < FEWEST
    settings |= {"feature_types": ["continuous"] * width, "interactions": min(pairs, width * (width - 1) // 2)}
    settings |= {"validation_size": 0 if few else SHARE, "early_stopping_rounds": PATIENCE}
    settings |= {"n_jobs": 1, "random_state": SEED % 2**31} | ({"outer_bags": 1} if few else {})
'''
CLASSES = """    model = ExplainableBoostingClassifier(**settings).fit(cells, y, sample_weight=weights)
    scores = model.decision_function(rows.astype(float))
"""
NUMBERS = """    model = ExplainableBoostingRegressor(**settings).fit(cells, y)
    return model.predict(rows.astype(float)).reshape(-1, 1)
"""


def text(setting: Setting, params: Chosen) -> str:
    head = HEAD
    for name, value in (("FEWEST", FEWEST), ("SHARE", WATCHED_SHARE), ("PATIENCE", PATIENCE)):
        head = head.replace(name, str(value))
    if setting.task == "regression":
        return head + NUMBERS
    end = f"    return of_all_classes(scores, model.classes_, {NEVER})\n"
    return head + CLASSES + (end if setting.several else "    return scores.reshape(-1, 1)\n")


def call(params: Chosen) -> str:
    smooth = min(int(params["smooth"]), int(params["rounds"]) // 2)
    return arguments(
        pairs=int(params["pairs"]),
        max_bins=int(params["bins"]),
        max_interaction_bins=min(int(params["bins"]), int(params["pair_bins"])),
        outer_bags=int(params["bags"]),
        learning_rate=float(params["rate"]),
        max_rounds=int(params["rounds"]),
        smoothing_rounds=smooth,
        interaction_smoothing_rounds=smooth,
        min_samples_leaf=int(params["least_rows"]),
    )


CODE = AlgorithmCode(
    "explainable_boosting",
    text,
    call,
    (
        "import warnings",
        "from interpret.glassbox import ExplainableBoostingClassifier, ExplainableBoostingRegressor",
    ),
)
