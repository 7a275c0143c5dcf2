"""Code of lasso and elastic net."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.algorithms.elastic_net import SMALLEST, WIDEST
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting, arguments

TEXT = '''
def fit_elastic_net(features, y, rows, penalty, mix, max_iter):
    """«A weighted sum that leaves out columns which add little; the penalty is a share of that from which on none
    is used.|
    도움이 적은 열을 뺀 가중합입니다. 벌점은 어떤 열도 쓰지 않게 되는 벌점에 대한 비율입니다.»
    """
    cells, centre, spread = features.astype(float), y.mean(), y.std() or 1.0
    target = (y - centre) / spread
    highest = np.abs(cells.T @ target).max() / len(cells)
    products = cells.shape[1] <= min(WIDEST, len(cells))
    model = ElasticNet(alpha=max(penalty * highest / mix, SMALLEST), l1_ratio=mix, precompute=products, max_iter=max_iter)
    return model.fit(cells, target).predict(rows.astype(float)).reshape(-1, 1) * spread + centre
'''


def text(setting: Setting, params: Chosen) -> str:
    return TEXT.replace("WIDEST", str(WIDEST)).replace("SMALLEST", str(SMALLEST))


def call(params: Chosen) -> str:
    return arguments(penalty=float(params["penalty"]), mix=float(params["mix"]), max_iter=int(params["iterations"]))


CODE = AlgorithmCode("elastic_net", text, call, ("from sklearn.linear_model import ElasticNet",))
