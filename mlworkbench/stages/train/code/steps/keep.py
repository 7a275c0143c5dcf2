"""Code of the step that chooses columns."""

from mlworkbench.stages.train.code.part import StepCode

TEXT = '''
def keep(train, rows, columns):
    """«Only these columns; numbers that no float32 can hold, infinity among them, are missing.|
    이 열만 남깁니다. float32로 담을 수 없는 숫자와 무한대는 결측으로 봅니다.»
    """

    def kept(frame):
        frame = frame[columns].copy()
        for name in frame.select_dtypes("number"):
            frame[name] = frame[name].where(frame[name].abs() <= np.finfo(np.float32).max)
        return frame

    return kept(train), kept(rows)
'''

CODE = StepCode("keep", TEXT, lambda params: "")
