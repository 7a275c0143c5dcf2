"""Code of ridge regression."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting, arguments

TEXT = '''
def fit_ridge(features, y, rows, **settings):
    """«A weighted sum of the columns, the weights held small.|가중치를 작게 유지하는 열의 가중합입니다.»"""
    model = Ridge(**settings).fit(features.astype(float), y)
    return model.predict(rows.astype(float)).reshape(-1, 1)
'''


def text(setting: Setting, params: Chosen) -> str:
    return TEXT


def call(params: Chosen) -> str:
    return arguments(alpha=float(params["penalty"]))


CODE = AlgorithmCode("ridge", text, call, ("from sklearn.linear_model import Ridge",))
