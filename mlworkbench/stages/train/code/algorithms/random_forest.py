"""Code of the random forest."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting, arguments
from mlworkbench.stages.train.growing import DEEPEST
from mlworkbench.stages.train.tails.odds import FARTHEST, LEAST, POINTS

HEAD = '''
def fit_random_forest(features, y, rows, share, weights=None, **settings):
    """«Trees of rows drawn anew that vote with their shares.|행을 새로 뽑아 키운 여러 트리가 함께 투표합니다.»"""
    settings |= {"max_depth": DEPTH, "random_state": SEED}
    settings["max_samples"] = None if share == 1 else max(1, round(share * len(y)))
'''
CLASSES = """    model = RandomForestClassifier(**settings).fit(features, y, sample_weight=weights)
    shares = of_all_classes(model.predict_proba(rows), model.classes_, 0.0)
"""
TWO = """    bends = np.linspace(FARTHEST, -FARTHEST, POINTS)  # «log odds, drawn as a line|로그 오즈를 꺾은선으로»
    return np.interp(shares[:, 1:], 1 / (1 + np.exp(-bends)), bends)
"""
SEVERAL = """    bends = np.linspace(np.log(LEAST), 0, POINTS // 2 + 1)  # «logarithms, drawn as a line|로그를 꺾은선으로»
    return np.interp(shares, np.exp(bends), bends)
"""
NUMBERS = """    target, centre, spread = standardised(y)
    model = RandomForestRegressor(**settings).fit(features, target)
    return model.predict(rows).reshape(-1, 1) * spread + centre
"""


def text(setting: Setting, params: Chosen) -> str:
    if setting.task == "regression":
        return written(HEAD + NUMBERS)
    return written(HEAD + CLASSES + (SEVERAL if setting.several else TWO))


def written(text: str) -> str:
    for name, value in (("DEPTH", DEEPEST), ("FARTHEST", FARTHEST), ("LEAST", LEAST), ("POINTS", POINTS)):
        text = text.replace(name, repr(value))
    return text


def call(params: Chosen) -> str:
    return arguments(
        share=float(params["rows"]),
        n_estimators=int(params["trees"]),
        max_leaf_nodes=int(params["leaves"]),
        min_samples_leaf=int(params["least_rows"]),
        max_features=float(params["columns"]),
    )


CODE = AlgorithmCode(
    "random_forest",
    text,
    call,
    ("from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor",),
)
