"""Code of the step that makes numbers of dates."""

from mlworkbench.stages.train.code.part import StepCode

TEXT = '''
def date_parts(train, rows, columns):
    """«Dates as numbers; a part that is the same on all training rows is left out.|
    날짜를 숫자로 나눕니다. 모든 학습 행에서 같은 부분은 제외합니다.»
    """

    def parts(cells):
        moment = cells.astype("datetime64[us]")
        days = moment.astype("int64").where(moment.notna()) / 86_400_000_000
        found = {"days": days, "year": moment.dt.year, "month": moment.dt.month, "day": moment.dt.day}
        return found | {"weekday": moment.dt.day_of_week, "hour": moment.dt.hour}

    learnt = {name: parts(train[name]) for name in columns}
    asked = {name: parts(rows[name]) for name in columns}
    order = [(name, part) for part in ("days", "year", "month", "day", "weekday", "hour") for name in columns]
    used = [(name, part) for name, part in order if learnt[name][part].nunique() > 1]
    return (
        replaced(train, columns, {f"{name} · {part}": learnt[name][part] for name, part in used}),
        replaced(rows, columns, {f"{name} · {part}": asked[name][part] for name, part in used}),
    )
'''

CODE = StepCode("date_parts", TEXT, lambda params: "")
