"""What several steps or algorithms of a script need, by name."""

from collections.abc import Mapping
from typing import Final

SHARED: Final[Mapping[str, str]] = {
    "balanced": '''
def balanced(y):
    """«Weights by which all classes count alike; their mean is 1.|모든 범주를 같은 무게로 보는 가중치이며 평균은 1입니다.»"""
    weights = 1 / np.bincount(y)[y]
    return weights / weights.mean()
''',
    "replaced": '''
def replaced(frame, columns, made):
    """«The frame with new columns, behind all others, instead of these.|이 열들 대신 새 열을 맨 뒤에 둔 표입니다.»"""
    made = pd.DataFrame(made, index=frame.index, dtype="float64")
    return pd.concat([frame.drop(columns=columns), made], axis=1)
''',
    "frequent": '''
def frequent(cells, rare, most):
    """«The categories of a column, the most frequent first, and those that are too rare to be told apart.|
    열의 범주를 자주 나오는 순서로, 그리고 따로 다루기에는 드문 범주를 돌려줍니다.»
    """
    counts = cells.value_counts().to_dict()
    order = sorted(counts, key=lambda text: (-counts[text], text))
    kept = [text for text in order[:most] if counts[text] >= rare * len(cells)]
    return kept, [text for text in order if text not in set(kept)]
''',
    "standardised": '''
def standardised(y):
    """«The target with mean 0 and deviation 1, and both figures: the library holds it in float32.|
    평균 0, 표준편차 1로 바꾼 예측 대상과 그 두 값입니다. 라이브러리가 float32로 다루기 때문입니다.»
    """
    largest = np.abs(y).max() or 1.0
    centre, spread = y.mean(), np.std(y / largest) * largest
    spread = spread if spread > 0 else 1.0
    return (y - centre) / spread, centre, spread
''',
    "of_all_classes": '''
def of_all_classes(scores, classes, absent):
    """«One column for each class of the problem, also those that no fitted row had.|
    맞춘 행에 없던 범주도 포함하여 범주마다 한 열을 만듭니다.»
    """
    if scores.ndim == 1:
        scores = np.column_stack([np.zeros(len(scores)), scores])
    whole = np.full((len(scores), len(CLASSES)), absent)
    whole[:, np.asarray(classes, dtype=int)] = scores
    return whole
''',
}
