"""Code of the step that puts numbers on one scale."""

from mlworkbench.stages.train.code.part import StepCode, arguments

TEXT = '''
def scale(train, rows, columns, how, bound):
    """«(x - centre) / spread by the training rows, held within bounds.|
    학습 행에서 구한 (x - 중심) / 폭이며, 한도를 넘는 값은 한도에 맞춥니다.»
    """
    known = train[columns].to_numpy()
    known = np.where(np.abs(known) <= np.finfo(np.float32).max, known, np.nan)
    absent = np.isnan(known)
    count = np.maximum((~absent).sum(axis=0), 1)
    mean = np.where(absent, 0.0, known).sum(axis=0) / count
    deviation = np.sqrt(((np.where(absent, mean, known) - mean) ** 2).sum(axis=0) / count)

    def quantiles(share):
        some = [column[~np.isnan(column)] for column in known.T]
        return np.array([np.quantile(column, share) if len(column) else 0.0 for column in some])

    def usable(spread):
        return np.where((spread > 1e-290) & np.isfinite(spread), spread, 1.0)

    low, high, centre, spread = -bound, bound, mean, usable(deviation)
    if how == "robust":
        width = (quantiles(0.75) - quantiles(0.25)) / 1.3489795003921634  # «that of a normal distribution|정규 분포의 폭»
        centre, spread = quantiles(0.5), np.where(width > 0, usable(width), spread)
    elif how == "range":
        low, high, centre, spread = 0.0, 1.0, quantiles(0.0), usable(quantiles(1.0) - quantiles(0.0))

    def scaled(frame):
        cells = np.clip((frame[columns].to_numpy() - centre) / spread, low, high)
        return replaced(frame, columns, dict(zip(columns, cells.T, strict=True)))

    return scaled(train), scaled(rows)
'''

CODE = StepCode("scale", TEXT, lambda params: arguments(**params))
