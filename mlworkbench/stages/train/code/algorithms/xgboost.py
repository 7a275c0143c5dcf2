"""Code of XGBoost."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.algorithms.xgboost import BINS
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting, arguments

HEAD = '''
def fit_xgboost(features, y, rows, rounds, weights=None, **settings):
    """«So many rounds of boosted trees; none is watched for stopping, their number is known.|
    정해진 횟수만큼 부스팅 트리를 키웁니다. 횟수를 알고 있으므로 조기 종료는 쓰지 않습니다.»
    """
    settings |= {{"objective": {objective!r}, "tree_method": "hist", "max_bin": {bins}}}
    settings |= {{"nthread": 1, "seed": SEED, "verbosity": 0}}
'''
CLASSES = """    known = xgboost.QuantileDMatrix(features, y, weight=weights, max_bin={bins}, nthread=1)
    booster = xgboost.train(settings, known, rounds)
    return booster.predict(xgboost.DMatrix(rows, nthread=1), output_margin=True).astype(float).reshape(len(rows), -1)
"""
NUMBERS = """    target, centre, spread = standardised(y)
    known = xgboost.QuantileDMatrix(features, target, max_bin={bins}, nthread=1)
    booster = xgboost.train(settings, known, rounds)
    found = booster.predict(xgboost.DMatrix(rows, nthread=1), output_margin=True)
    return found.astype(float).reshape(-1, 1) * spread + centre
"""
OBJECTIVES = {"binary": "binary:logistic", "multiclass": "multi:softprob", "regression": "reg:squarederror"}


def text(setting: Setting, params: Chosen) -> str:
    whole = HEAD
    if setting.several:
        whole += '    settings["num_class"] = len(CLASSES)\n'
    whole += NUMBERS if setting.task == "regression" else CLASSES
    return whole.format(objective=OBJECTIVES[setting.task], bins=BINS)


def call(params: Chosen) -> str:
    settings = arguments(
        eta=float(params["rate"]),
        max_depth=int(params["depth"]),
        min_child_weight=float(params["least_weight"]),
        reg_lambda=float(params["penalty"]),
        subsample=float(params["rows"]),
        colsample_bytree=float(params["columns"]),
    )
    return f"rounds, {settings}"


CODE = AlgorithmCode("xgboost", text, call, ("import xgboost",))
