"""Code of scikit-learn's gradient boosting."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.algorithms.gradient_boosting import DEEPEST
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting, arguments
from mlworkbench.stages.train.units import NEVER

HEAD = '''
def fit_gradient_boosting(features, y, rows, rounds, weights=None, **settings):
    """«So many rounds of boosted trees; none is watched for stopping, their number is known.|
    정해진 횟수만큼 부스팅 트리를 키웁니다. 횟수를 알고 있으므로 조기 종료는 쓰지 않습니다.»
    """
    settings |= {"max_iter": rounds, "max_depth": DEPTH, "early_stopping": False, "random_state": SEED}
    cells = features.astype(float)
    cells[:, np.isnan(cells).all(axis=0)] = 0.0  # «such a column stops the library|이런 열은 라이브러리를 멈춥니다»
'''
CLASSES = """    model = HistGradientBoostingClassifier(**settings).fit(cells, y, sample_weight=weights)
    scores = model.decision_function(rows.astype(float))
"""
NUMBERS = """    target, centre, spread = standardised(y)
    model = HistGradientBoostingRegressor(**settings).fit(cells, target)
    return model.predict(rows.astype(float)).reshape(-1, 1) * spread + centre
"""


def text(setting: Setting, params: Chosen) -> str:
    head = HEAD.replace("DEPTH", str(DEEPEST))
    if setting.task == "regression":
        return head + NUMBERS
    end = f"    return of_all_classes(scores, model.classes_, {NEVER})\n"
    return head + CLASSES + (end if setting.several else "    return scores.reshape(-1, 1)\n")


def call(params: Chosen) -> str:
    settings = arguments(
        learning_rate=float(params["rate"]),
        max_leaf_nodes=int(params["leaves"]),
        min_samples_leaf=int(params["least_rows"]),
        l2_regularization=float(params["penalty"]),
        max_features=float(params["columns"]),
    )
    return f"rounds, {settings}"


CODE = AlgorithmCode(
    "gradient_boosting",
    text,
    call,
    ("from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor",),
)
