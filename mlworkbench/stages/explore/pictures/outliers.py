"""Values far out: how many robust standard deviations from the median, with the rows they stand in."""

from mlworkbench.base.params import Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.charts.panels import Fence, Stray, Strays
from mlworkbench.stages.explore.part import Asked, Found, PictureKind, Slot, View
from mlworkbench.stages.explore.subject import Subject

QUARTILES = 1.3489795003921634  # standard deviations between the quartiles of a normal distribution
LISTED = 200  # rows


def numbers(subject: Subject, asked: Asked) -> Found:
    chosen, limit = str(asked["column"]), float(asked["limit"])
    names = [chosen] if chosen else [one.name for one in subject.columns if one.type == "number"]
    fences: list[Fence] = []
    strays: list[Stray] = []
    flat = 0
    for place, name in enumerate(names):
        subject.report.progress(place / len(names), "explore.outlying", column=name)
        middle, spread = _middle(subject, name)
        if spread <= 0:
            flat += 1
            continue
        fence, found = _fenced(subject, name, middle, spread, limit)
        fences.append(fence)
        strays += found
    strays.sort(key=lambda one: (-abs(one.score), one.row, one.column))
    fences.sort(key=lambda one: -one.rows)
    facts = [Reason("explore.how_robust", {"limit": limit})]
    if flat:
        facts.append(Reason("explore.fact_flat", {"columns": flat}))
    far = sum(one.rows for one in fences)
    told = Reason("explore.fact_strays", {"rows": far, "shown": min(len(strays), LISTED)})
    facts.append(told if far else Reason("explore.fact_no_strays"))
    return Found((View("outliers", Strays(tuple(fences), tuple(strays[:LISTED]), limit)),), tuple(facts))


def _middle(subject: Subject, name: str) -> tuple[float, float]:
    """Median and robust standard deviation: the distance of the quartiles over that of a standard normal distribution."""
    column, quantiles = subject.column(name), subject.figures(name).quantiles
    if column.type != "number" or len(quantiles) != 7:
        return 0.0, 0.0
    return quantiles[3], (quantiles[4] - quantiles[2]) / QUARTILES


def _fenced(subject: Subject, name: str, middle: float, spread: float, limit: float) -> tuple[Fence, list[Stray]]:
    low, high, cell = middle - limit * spread, middle + limit * spread, subject.value(name)
    where = f"WHERE {cell} < {low!r} OR {cell} > {high!r}"
    farthest = f"SELECT r, {cell} FROM data {where} ORDER BY abs({cell} - {middle!r}) DESC, 1 LIMIT {LISTED}"
    (rows,) = subject.ask(f"SELECT count(*) FROM data {where}")[0]
    found = subject.ask(farthest) if rows else []
    scores = [(value - middle) / spread for _, value in found]
    strays = [Stray(int(row) + 1, name, float(value), float(score)) for (row, value), score in zip(found, scores, strict=True)]
    figures = subject.figures(name)
    ends = ((end - middle) / spread if end is not None else 0.0 for end in (figures.minimum, figures.maximum))
    return Fence(name, int(rows), low, high, *ends), strays


PICTURE = PictureKind(
    name="outliers",
    title=Words("Outliers", "이상치"),
    help=Words(
        "Values far from the middle, by a score that outliers cannot hide from.",
        "가운데에서 멀리 벗어난 값을 이상치에 흔들리지 않는 점수로 찾습니다.",
    ),
    slots=(Slot("column", Words("Column", "열"), "number", needed=False),),
    params=(Param("limit", Words("Far out from", "이상치 기준"), 5.0, low=2.0, high=50.0),),
    numbers=numbers,
)
