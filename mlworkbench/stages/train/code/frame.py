"""The frame of a script: everything in it that no step and no algorithm brings."""

from typing import Final

HEAD: Final = '''
"""«The model "{model}", made anew and judged on its hold-out with public libraries alone.|
모델 "{model}"을 공개 라이브러리만으로 다시 만들고 홀드아웃으로 평가합니다.»

«Written by|만든 프로그램:» mlworkbench {program}, {when}.
«Beside it stand data.parquet (the data version) and rows.csv (how each row is used). Nothing is drawn anew.
Each run of this script looks at the hold-out, and no program counts these looks: choose nothing by what it says.|
함께 있는 data.parquet는 데이터 버전이고, rows.csv는 각 행을 어디에 쓰는지 알려 줍니다. 새로 뽑는 것은 없습니다.
이 스크립트는 실행할 때마다 홀드아웃을 열며, 그 횟수는 기록되지 않습니다. 이 점수를 보고 선택하지 마십시오.»

  «data, SHA-256|데이터 SHA-256»: {data}
  «recipe, SHA-256|레시피 SHA-256»: {recipe}
  «model.onnx, SHA-256|model.onnx SHA-256»: {file}
  «problem|문제»: {task} — {target} ({metric})
  «libraries of the run|실행에 쓴 라이브러리»:
  {versions}
"""
'''
IMPORTS: Final = """import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # «one thread: sums come out the same|스레드 하나: 합의 결과가 같아집니다»
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""
READ: Final = '''
def read():
    """«The columns of the model, the target as it is learnt, and how each row is used.|
    모델의 열, 학습할 예측 대상, 각 행의 쓰임을 읽습니다.»
    """
    data = pd.read_parquet(HERE / "data.parquet", columns=[*NUMBERS, *TEXTS, *DATES, TARGET])
    rows = pd.read_csv(HERE / "rows.csv", index_col="row")
    texts = data[TEXTS].astype(object)
    texts = texts.where(texts.notna(), "")  # «a missing text is a category of its own|빈 텍스트도 하나의 범주입니다»
    frame = pd.concat([data[NUMBERS].astype("float64"), texts, data[DATES]], axis=1)
'''
READ_NUMBER: Final = """    return frame, data[TARGET].to_numpy(dtype="float64"), rows
"""
READ_TEXT_CLASS: Final = """    places = {name: place for place, name in enumerate(CLASSES)}
    return frame, data[TARGET].map(places).fillna(-1).to_numpy(dtype="int64"), rows
"""
READ_NUMBER_CLASS: Final = """    places = {float(name): place for place, name in enumerate(CLASSES)}
    return frame, data[TARGET].astype("float64").map(places).fillna(-1).to_numpy(dtype="int64"), rows
"""
SAMPLED: Final = '''
def sampled(train, share):
    """«A share of the training rows, drawn by the run's seed.|실행의 시드로 학습 행의 일부를 뽑습니다.»"""
    places, kept = np.flatnonzero(train), np.zeros(len(train), dtype=bool)
    most = max(1, round(len(places) * share))
    kept[np.random.Generator(np.random.PCG64(SEED)).choice(places, most, replace=False)] = True
    return kept
'''
PREPARE: Final = '''
def prepare_{family}(train, rows, y):
    """«The steps of the recipe for this family of models, in order; each learns from the training rows alone.|
    이 계열 모델에 쓰는 레시피의 단계입니다. 각 단계는 학습 행에서만 배웁니다.»
    """
'''
PREPARED: Final = """
    train, rows = train.select_dtypes("number"), rows.select_dtypes("number")
    return train.to_numpy(dtype="float32"), rows.to_numpy(dtype="float32")
"""
WHOLE: Final = '''
def model_{number}(frame, y, rows):
    """«{name}: raw scores of the hold-out, fitted on all training rows.|
    {name}: 모든 학습 행으로 맞추어 홀드아웃의 원점수를 냅니다.»
    """
    train, holdout = (rows["use"] == "train").to_numpy(), (rows["use"] == "holdout").to_numpy()
'''
PART: Final = WHOLE.replace("all training rows", "a part of the training rows").replace("모든 학습 행으로", "학습 행의 일부로")
FOLDS: Final = '''
def model_{number}(frame, y, rows):
    """«{name}: raw scores of the hold-out, the mean of the fold models; each has as many rounds as its trees
    in model.onnx say.|
    {name}: 겹 모델들의 평균으로 홀드아웃의 원점수를 냅니다. 반복 횟수는 model.onnx의 트리 수입니다.»
    """
    holdout, total = (rows["use"] == "holdout").to_numpy(), 0.0
    for fold, rounds in {rounds}:
        train = (rows[f"fit_{{fold}}"] == 1).to_numpy()
'''
ONE: Final = '''
def raw_scores(frame, y, rows):
    """«Those of the one model.|한 모델의 원점수입니다.»"""
    return model_{number}(frame, y, rows)
'''
TOGETHER: Final = '''
def raw_scores(frame, y, rows):
    """«{name}: the members' scores as calibrated log odds, added up by shares chosen on out-of-fold scores.|
    {name}: 구성원의 보정된 로그 오즈를 교차 검증 점수로 정한 몫으로 더합니다.»
    """
'''
MAIN: Final = '''
def main():
    """«Prints the score of the hold-out and what is said of its first rows.|
    홀드아웃의 점수와 첫 행들의 예측을 출력합니다.»
    """
    frame, y, rows = read()
    holdout = (rows["use"] == "holdout").to_numpy()
    raw, truth = raw_scores(frame, y, rows), y[holdout]
'''
SIGMOID: Final = """
    positive = 1.0 / (1.0 + np.exp(-np.clip(SLOPE * raw + SHIFT, -700, 700)))
"""
STEPS: Final = """
    starts, chances = np.array(STEPS).T
    positive = chances[np.searchsorted(starts[1:], raw, side="right")]
"""
BINARY: Final = """
    chance, label = np.hstack([1.0 - positive, positive]), (raw[:, 0] >= THRESHOLD).astype(int)
"""
SOFTMAX: Final = """
    powers = np.exp(SLOPE * raw + SHIFT - (SLOPE * raw + SHIFT).max(axis=1, keepdims=True))
    chance, label = powers / powers.sum(axis=1, keepdims=True), raw.argmax(axis=1)
"""
SAID: Final = """
    said = pd.DataFrame({{"truth": truth, {columns}}}, index=rows.index[holdout])
    print(said.head().to_string())
"""
END: Final = """
if __name__ == "__main__":
    main()
"""
