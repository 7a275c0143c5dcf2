"""Code of naive Bayes."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting, arguments
from mlworkbench.stages.train.units import NEVER

TEXT = '''
def fit_naive_bayes(features, y, rows, smoothing, imagined, weights=None):
    """«What each column says of the classes, added up: columns of two values are counted, the others are normal
    in each class.|
    열마다 본 범주의 근거를 더합니다. 값이 둘인 열은 세고, 나머지는 범주마다 정규 분포로 봅니다.»
    """
    cells, asked = features.astype(float), rows.astype(float)
    smallest, largest = cells.min(axis=0), cells.max(axis=0)
    flags = ((cells == smallest) | (cells == largest)).all(axis=0)
    low = np.where(flags, smallest, cells.mean(axis=0))
    size = np.where(flags, largest - smallest, cells.std(axis=0))
    size = np.where(size > 0, size, 1.0)
    cells, asked = (cells - low) / size, (asked - low) / size
    classes, place = np.unique(y, return_inverse=True)
    priors = np.bincount(place, weights=weights) + 0.5
    priors = priors / priors.sum()
    normal = GaussianNB(priors=priors, var_smoothing=smoothing)
    counted = BernoulliNB(alpha=imagined, binarize=None, class_prior=priors)
    scores = np.tile(np.log(priors), (len(asked), 1))
    for model, columns in ((normal, ~flags), (counted, flags)):
        if columns.any():
            model.fit(cells[:, columns], y, sample_weight=weights)
            scores += model.predict_joint_log_proba(asked[:, columns]) - np.log(priors)
    scores -= scores[:, :1].copy()
'''


def text(setting: Setting, params: Chosen) -> str:
    return TEXT + (f"    return of_all_classes(scores, classes, {NEVER})\n" if setting.several else "    return scores[:, 1:]\n")


def call(params: Chosen) -> str:
    return arguments(smoothing=float(params["smoothing"]), imagined=float(params["rows"]))


CODE = AlgorithmCode("naive_bayes", text, call, ("from sklearn.naive_bayes import BernoulliNB, GaussianNB",))
