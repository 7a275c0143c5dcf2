"""Code of the floor that any model must beat."""

from mlworkbench.base.params import Chosen
from mlworkbench.stages.train.code.part import AlgorithmCode, Setting

NUMBERS = '''
def fit_baseline(features, y, rows):
    """«The mean, for every row.|모든 행에 평균을 냅니다.»"""
    return np.full((len(rows), 1), y.mean())
'''
CLASSES = '''
def fit_baseline(features, y, rows):
    """«The classes' shares as log odds, the same for every row.|모든 행에 범주의 비율을 로그 오즈로 냅니다.»"""
    counts = np.bincount(y, minlength=len(CLASSES)) + 0.5
    shares = np.log(counts / counts.sum())
    raw = shares[1:] - shares[:1] if len(CLASSES) == 2 else shares
    return np.tile(raw, (len(rows), 1))
'''


def text(setting: Setting, params: Chosen) -> str:
    return NUMBERS if setting.task == "regression" else CLASSES


CODE = AlgorithmCode("baseline", text, lambda params: "", weighs=False)
