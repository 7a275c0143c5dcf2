"""Code of the step that fills missing numbers."""

from mlworkbench.stages.train.code.part import StepCode, arguments

TEXT = '''
def missing(train, rows, columns, fill, value, marker):
    """«Gaps become one value a column, learnt from the training rows; a marker column says where they were.|
    빈 셀을 학습 행에서 구한 열별 값으로 채우고, 표시 열에 빈 자리를 남깁니다.»
    """
    filling = {}
    for name in columns:
        present = train[name].dropna().to_numpy()
        if fill == "constant":
            filling[name] = value
        elif not len(present):
            filling[name] = 0.0
        elif fill == "mode":
            values, counts = np.unique(present, return_counts=True)
            filling[name] = values[counts.argmax()]
        else:
            filling[name] = np.mean(present) if fill == "mean" else np.quantile(present, 0.5)
    marked = [name for name in columns if marker and train[name].isna().any()]

    def filled(frame):
        marks = {f"{name} = ∅": frame[name].isna() for name in marked}
        return replaced(frame, columns, marks | {name: frame[name].fillna(filling[name]) for name in columns})

    return filled(train), filled(rows)
'''

CODE = StepCode("missing", TEXT, lambda params: arguments(**params))
