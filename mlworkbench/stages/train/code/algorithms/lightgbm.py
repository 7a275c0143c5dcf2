"""Code of LightGBM."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.algorithms.lightgbm import DEEPEST
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting, arguments

HEAD = '''
def fit_lightgbm(features, y, rows, rounds, weights=None, **settings):
    """«So many rounds of boosted trees; none is watched for stopping, their number is known.|
    정해진 횟수만큼 부스팅 트리를 키웁니다. 횟수를 알고 있으므로 조기 종료는 쓰지 않습니다.»
    """
    settings |= {{"objective": {objective!r}, "max_depth": {deepest}, "deterministic": True, "force_row_wise": True}}
    settings |= {{"num_threads": 1, "seed": SEED, "verbosity": -1}}
'''
CLASSES = """    booster = lightgbm.train(settings, lightgbm.Dataset(features, y, weight=weights), rounds)
    return booster.predict(rows, raw_score=True, num_iteration=rounds).reshape(len(rows), -1)
"""
NUMBERS = """    target, centre, spread = standardised(y)
    booster = lightgbm.train(settings, lightgbm.Dataset(features, target), rounds)
    return booster.predict(rows, raw_score=True, num_iteration=rounds).reshape(-1, 1) * spread + centre
"""
OBJECTIVES = {"binary": "binary", "multiclass": "multiclass", "regression": "regression"}


def text(setting: Setting, params: Chosen) -> str:
    head = HEAD.format(objective=OBJECTIVES[setting.task], deepest=DEEPEST)
    if setting.several:
        head += '    settings["num_class"] = len(CLASSES)\n'
    return head + (NUMBERS if setting.task == "regression" else CLASSES)


def call(params: Chosen) -> str:
    settings = arguments(
        learning_rate=float(params["rate"]),
        num_leaves=int(params["leaves"]),
        min_data_in_leaf=int(params["least_rows"]),
        lambda_l2=float(params["penalty"]),
        bagging_fraction=float(params["rows"]),
        bagging_freq=1 if float(params["rows"]) < 1 else 0,
        feature_fraction=float(params["columns"]),
        extra_trees=bool(params["random_splits"]),
    )
    return f"rounds, {settings}"


CODE = AlgorithmCode("lightgbm", text, call, ("import lightgbm",))
