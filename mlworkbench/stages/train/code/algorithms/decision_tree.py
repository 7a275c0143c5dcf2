"""Code of one decision tree."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.algorithms.decision_tree import LEAST
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting, arguments

OF_CLASSES = '''
def fit_decision_tree(features, y, rows, weights=None, **settings):
    """«One tree; what few rows in a leaf say is drawn towards all rows, by the weight of one row.|
    트리 하나입니다. 행이 적은 잎의 값은 행 하나의 무게만큼 전체 쪽으로 당깁니다.»
    """
    model = DecisionTreeClassifier(random_state=SEED, criterion="log_loss", **settings)
    model = model.fit(features, y, sample_weight=weights)
    seen = model.tree_.value[:, 0, :]
    share = 1 / (model.tree_.weighted_n_node_samples[:, None] + 1)
    smooth = (seen * (1 - share) + seen[:1] * share)[model.apply(rows)]
    shares = np.clip(of_all_classes(smooth, model.classes_, 0.0), LEAST, 1 - LEAST)
'''
OF_NUMBERS = '''
def fit_decision_tree(features, y, rows, **settings):
    """«One tree.|트리 하나입니다.»"""
    target, centre, spread = standardised(y)
    model = DecisionTreeRegressor(random_state=SEED, **settings).fit(features, target)
    return model.predict(rows).reshape(-1, 1) * spread + centre
'''


def text(setting: Setting, params: Chosen) -> str:
    if setting.task == "regression":
        return OF_NUMBERS
    end = "    return np.log(shares)\n" if setting.several else "    return np.log(shares[:, 1:] / (1 - shares[:, 1:]))\n"
    return OF_CLASSES.replace("LEAST", str(LEAST)) + end


def call(params: Chosen) -> str:
    return arguments(
        max_depth=int(params["depth"]),
        max_leaf_nodes=int(params["leaves"]),
        min_samples_leaf=int(params["least_rows"]),
    )


CODE = AlgorithmCode(
    "decision_tree",
    text,
    call,
    ("from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor",),
)
