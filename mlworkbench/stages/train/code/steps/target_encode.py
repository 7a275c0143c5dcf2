"""Code of the step that gives a category the mean of its target."""

from mlworkbench.stages.prepare.splitting import PARTS
from mlworkbench.stages.prepare.steps.target_encode import MOST_CLASSES
from mlworkbench.stages.train.code.part import StepCode, arguments

TEXT = f'''
def target_encode(train, rows, columns, y, smoothing, most, frequency, order):
    """«A category becomes the mean of its target, drawn towards the mean of all rows. The training rows' own values come
    from the other parts of a draw by the run's seed, so that no row sees its own target.|
    범주를 예측 대상의 평균으로 바꾸되 전체 평균 쪽으로 당깁니다. 학습 행의 값은 실행의 시드로 나눈
    다른 부분에서 구하므로, 어떤 행도 자기 예측 대상을 보지 않습니다.»
    """
    parts = np.random.Generator(np.random.PCG64(SEED)).permutation(len(train)) % min({PARTS}, len(train))
    truth = target_columns(y)
    learnt, asked = {{}}, {{}}
    for name in columns:
        kept = frequent(train[name], 0.0, most)[0]
        whole = category_means(train[name], truth, kept, smoothing, frequency)
        found = means_of(rows[name], *whole)
        own = np.empty((len(train), found.shape[1]))
        for part in np.unique(parts):
            inside, outside = parts != part, parts == part
            apart = category_means(train[name][inside], truth[inside], kept, smoothing, frequency)
            own[outside] = means_of(train[name][outside], *apart)
        titles = [f"{{name}} · {{ending}}" for ending in [*truth.columns, *(["frequency"] if frequency else [])]]
        if order:
            places = {{text: float(place) for place, text in enumerate(sorted(kept))}}
            titles.append(f"{{name}} · order")
            own = np.column_stack([own, [places.get(text, -1.0) for text in train[name]]])
            found = np.column_stack([found, [places.get(text, -1.0) for text in rows[name]]])
        learnt |= dict(zip(titles, own.T, strict=True))
        asked |= dict(zip(titles, found.T, strict=True))
    return replaced(train, columns, learnt), replaced(rows, columns, asked)


def category_means(cells, truth, kept, smoothing, frequency):
    """«The figures of each category of these rows, and those of one never seen.|
    이 행들의 범주별 수치와, 처음 보는 범주의 수치입니다.»
    """
    most = np.finfo(np.float32).max
    prior = np.clip(truth.to_numpy().mean(axis=0), -most, most)
    sums = truth.groupby(cells.to_numpy()).sum()
    counts = cells.value_counts()
    table = {{}}
    for text in kept:
        if text not in counts.index:
            continue
        means = (sums.loc[text].to_numpy() + smoothing * prior) / (counts[text] + smoothing)
        table[text] = np.append(np.clip(means, -most, most), [counts[text] / len(cells)] if frequency else [])
    return table, np.append(prior, [0.0] if frequency else [])


def means_of(cells, table, unseen):
    """«What the table says of each cell.|셀마다 표에 있는 수치입니다.»"""
    return np.array([table.get(text, unseen) for text in cells]).reshape(len(cells), len(unseen))


def target_columns(y):
    """«The target as columns to be averaged: itself, or 0/1 for classes.|평균을 낼 예측 대상 열입니다(범주이면 0/1).»"""
    if len(CLASSES) < 3:
        return pd.DataFrame({{"target": np.asarray(y, dtype="float64")}})
    few = range(len(CLASSES) - 1)
    if len(CLASSES) > {MOST_CLASSES}:
        few = sorted(np.argsort(-np.bincount(y, minlength=len(CLASSES)), kind="stable")[:{MOST_CLASSES}])
    return pd.DataFrame({{f"target = {{CLASSES[place]}}": (y == place).astype("float64") for place in few}})
'''

CODE = StepCode("target_encode", TEXT, lambda params: arguments(**params), taught=True)
