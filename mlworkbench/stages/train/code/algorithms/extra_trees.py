"""Code of extra trees."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting, arguments
from mlworkbench.stages.train.growing import DEEPEST
from mlworkbench.stages.train.tails.odds import LEAST

HEAD = '''
def fit_extra_trees(features, y, rows, weights=None, **settings):
    """«Trees whose splits are drawn by chance and that vote with their shares.|
    분기를 임의로 뽑아 키운 여러 트리가 함께 투표합니다.»
    """
    settings |= {"max_depth": DEPTH, "random_state": SEED}
'''
CLASSES = """    model = ExtraTreesClassifier(**settings).fit(features, y, sample_weight=weights)
    shares = of_all_classes(model.predict_proba(rows), model.classes_, 0.0)
    shares = np.clip(shares, LEAST, 1 - LEAST)
"""
NUMBERS = """    target, centre, spread = standardised(y)
    model = ExtraTreesRegressor(**settings).fit(features, target)
    return model.predict(rows).reshape(-1, 1) * spread + centre
"""


def text(setting: Setting, params: Chosen) -> str:
    if setting.task == "regression":
        return (HEAD + NUMBERS).replace("DEPTH", str(DEEPEST))
    end = "    return np.log(shares)\n" if setting.several else "    return np.log(shares[:, 1:] / (1 - shares[:, 1:]))\n"
    return (HEAD + CLASSES + end).replace("DEPTH", str(DEEPEST)).replace("LEAST", str(LEAST))


def call(params: Chosen) -> str:
    return arguments(
        n_estimators=int(params["trees"]),
        max_leaf_nodes=int(params["leaves"]),
        min_samples_leaf=int(params["least_rows"]),
        max_features=float(params["columns"]),
    )


CODE = AlgorithmCode(
    "extra_trees",
    text,
    call,
    ("from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor",),
)
