"""Code of the step that numbers categories."""

from mlworkbench.stages.train.code.part import StepCode, arguments

TEXT = '''
def ordinal(train, rows, columns, most, order):
    """«A category becomes its place by frequency or by name, one never seen -1; missing stays missing.|
    범주를 빈도순 또는 이름순 위치로 바꿉니다. 처음 보는 범주는 -1, 결측은 결측으로 남습니다.»
    """
    ranks = {}
    for name in columns:
        kept = [text for text in frequent(train[name], 0.0, most)[0] if text != ""]
        if order == "name":
            kept = sorted(kept)
        ranks[name] = {text: float(rank) for rank, text in enumerate(kept)} | {"": np.nan}

    def ranked(frame):
        made = {name: [ranks[name].get(text, -1.0) for text in frame[name]] for name in columns}
        return replaced(frame, columns, made)

    return ranked(train), ranked(rows)
'''

CODE = StepCode("ordinal", TEXT, lambda params: arguments(**params))
