"""Code of logistic regression: the library's solver, and for weights of which some are exactly zero one of SciPy's."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting, arguments
from mlworkbench.stages.train.descent import REMEMBERED, TOLERANCE
from mlworkbench.stages.train.units import NEVER

SMOOTH = '''
def fit_logistic(features, y, rows, weights=None, **settings):
    """«A weighted sum of the columns as log odds.|열의 가중합을 로그 오즈로 냅니다.»"""
    model = LogisticRegression(tol=1e-5, **settings).fit(features.astype(float), y, sample_weight=weights)
    scores = model.decision_function(rows.astype(float))
'''
SPARSE = '''
def fit_sparse_logistic(features, y, rows, C, max_iter, mix, weights=None):
    """«The same with weights of which many are exactly zero (elastic net), by L-BFGS-B: each weight is what is above
    zero less what is below, both bounded.|
    많은 가중치가 정확히 0이 되는 로지스틱 회귀(엘라스틱 넷)입니다. 가중치마다 양의 부분과 음의 부분으로
    나누어 L-BFGS-B로 풉니다.»
    """
    cells, (classes, place) = features.astype(float), np.unique(y, return_inverse=True)
    outputs, width = (len(classes), cells.shape[1]) if len(classes) > 2 else (1, cells.shape[1])
    hits = np.eye(len(classes))[place] if outputs > 1 else place.astype(float)[:, None]
    penalty = 1.0 / (C * len(cells))
    shares = (np.ones(len(cells)) if weights is None else weights) / len(cells)
    absolute = np.zeros((outputs, width + 1))
    absolute[:, :width] = penalty * mix
    bound = np.flatnonzero(absolute.ravel() > 0)
    extra = absolute.ravel()[bound]

    def loss(flat):
        weights = flat.reshape(outputs, -1)
        scores = cells @ weights[:, :-1].T + weights[:, -1]
        if outputs == 1:
            total = np.logaddexp(0.0, scores[:, 0])
            chances = 1.0 / (1.0 + np.exp(-np.clip(scores, -700, 700)))
        else:
            highest = scores.max(axis=1, keepdims=True)
            powers = np.exp(scores - highest)
            total = np.log(powers.sum(axis=1)) + highest[:, 0]
            chances = powers / powers.sum(axis=1, keepdims=True)
        away = (chances - hits) * shares[:, None]
        value = shares @ (total - (scores * hits).sum(axis=1))
        value += 0.5 * penalty * (1.0 - mix) * (weights[:, :-1] ** 2).sum()
        slope = np.column_stack([away.T @ cells + penalty * (1.0 - mix) * weights[:, :-1], away.sum(axis=0)])
        return value, slope.ravel()

    def split(parts):
        flat = parts[: absolute.size].copy()
        flat[bound] -= parts[absolute.size :]
        value, slope = loss(flat)
        value += extra @ (parts[bound] + parts[absolute.size :])
        above = slope.copy()
        above[bound] += extra
        return value, np.concatenate([above, extra - slope[bound]])

    low = np.full(absolute.size + len(bound), -np.inf)
    low[bound] = low[absolute.size :] = 0.0
    options = {{"maxiter": max_iter, "maxcor": {remembered}, "gtol": {tolerance}, "ftol": 1e-12, "maxfun": 4 * max_iter}}
    bounds = [(one, np.inf) for one in low]
    found = minimize(split, np.zeros(len(low)), jac=True, method="L-BFGS-B", bounds=bounds, options=options).x
    flat = found[: absolute.size].copy()
    flat[bound] -= found[absolute.size :]
    weights = flat.reshape(outputs, -1)
    scores = rows.astype(float) @ weights[:, :-1].T + weights[:, -1]
'''


def text(setting: Setting, params: Chosen) -> str:
    if float(params["mix"]) == 0:
        end = f"    return of_all_classes(scores, model.classes_, {NEVER})\n"
        return SMOOTH + (end if setting.several else "    return scores.reshape(-1, 1)\n")
    whole = SPARSE.format(remembered=REMEMBERED, tolerance=TOLERANCE)
    end = f"    return of_all_classes(scores if outputs > 1 else scores[:, 0], classes, {NEVER})\n"
    return whole + (end if setting.several else "    return scores\n")


def call(params: Chosen) -> str:
    mix = float(params["mix"])
    same = {"C": float(params["strength"]), "max_iter": int(params["iterations"])}
    return arguments(**same, **({"mix": mix} if mix else {}))


CODE = AlgorithmCode(
    "logistic",
    text,
    call,
    ("from scipy.optimize import minimize", "from sklearn.linear_model import LogisticRegression"),
)
