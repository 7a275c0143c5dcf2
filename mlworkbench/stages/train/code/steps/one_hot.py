"""Code of the step that makes a 0/1 column a category."""

from mlworkbench.stages.train.code.part import StepCode, arguments

TEXT = '''
def one_hot(train, rows, columns, rare, most, unseen):
    """«A 0/1 column a category; rare ones share one, in which categories never seen are, too, where unseen is "rare".|
    범주마다 0/1 열을 만듭니다. 드문 범주는 한 열로 묶고, unseen이 "rare"이면 처음 보는 범주도 거기에 넣습니다.»
    """
    categories = {name: frequent(train[name], rare, most) for name in columns}

    def sign(mark, kept):
        return sign(mark + "'", kept) if mark in kept else mark

    def coded(frame):
        made = {}
        for name, (kept, few) in categories.items():
            cells = frame[name]
            made |= {f"{name} = {text or sign('∅', kept)}": cells == text for text in kept}
            if few:
                made[f"{name} = {sign('…', kept)}"] = ~cells.isin(kept) if unseen == "rare" else cells.isin(few)
            if unseen == "own":
                made[f"{name} = {sign('?', kept)}"] = ~cells.isin([*kept, *few])
        return replaced(frame, columns, made)

    return coded(train), coded(rows)
'''

CODE = StepCode("one_hot", TEXT, lambda params: arguments(**params))
