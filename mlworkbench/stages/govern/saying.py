"""How documents put things into words: sentences whose facts cannot disturb them, times, shares, names of parts."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from mlworkbench.base import words
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import ColumnProfile, Model, Reason
from mlworkbench.base.words import catalogue, formatted, language, number, tr
from mlworkbench.stages.govern.blocks import Level, Words
from mlworkbench.stages.govern.material import Made

if TYPE_CHECKING:
    from markupsafe import Markup

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BASELINE = "baseline"
LISTED = 12  # names that a cell lists


class Part(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> words.Words: ...
    @property
    def help(self) -> words.Words: ...


Kind_co = TypeVar("Kind_co", bound=Part, covariant=True)


class Parts(Protocol[Kind_co]):
    """A registry, as far as it is needed here."""

    def __contains__(self, name: object) -> bool: ...
    def __getitem__(self, name: str) -> Kind_co: ...


def say(key: str, /, **facts: object) -> "Markup":
    """A sentence of the catalogue; texts in it are the user's, escaped, and each runs in its own direction."""
    from markupsafe import Markup, escape

    told = {name: user(fact) if isinstance(fact, str) else formatted(fact) for name, fact in facts.items()}
    return Markup(escape(catalogue(language())[key])).format_map(told)  # noqa: S704  escaped just here


def because(reason: Reason) -> "Markup":
    return say(reason.key, **reason.facts)


def user(text: object) -> "Markup":
    """The user's own words, escaped; one that runs from right to left leaves what is around it alone."""
    from markupsafe import Markup

    return text if isinstance(text, Markup) else Markup("<bdi>{}</bdi>").format(formatted(text))


def code(text: str) -> "Markup":
    """A hash, an id or a command, to be read letter by letter."""
    from markupsafe import Markup

    return Markup("<code>{}</code>").format(formatted(text))


def pill(told: str, level: Level) -> "Markup":
    from markupsafe import Markup

    return Markup('<span class="pill {}">{}</span>').format(level, told)


def joined(parts: Iterable[Words], between: str = " ") -> "Markup":
    from markupsafe import Markup

    return Markup("{}").format(between).join(parts)


def names(given: Iterable[str]) -> "Markup":
    """The user's names one after the other; of many the first, and how many more."""
    known = list(given)
    told = joined([user(name) for name in known[:LISTED]], ", ")
    return told if len(known) <= LISTED else joined([told, say("govern.and_more", count=len(known) - LISTED)], " ")


def moment(when: datetime, made: Made) -> str:
    """In the time of whoever wanted the document."""
    return f"{when.astimezone(UTC) + timedelta(minutes=made.minutes):%Y-%m-%d %H:%M}"


def zone(made: Made) -> str:
    hours, minutes = divmod(abs(made.minutes), 60)
    return f"UTC{'-' if made.minutes < 0 else '+'}{hours:02}:{minutes:02}"


def share(part: int, whole: int) -> str:
    """26.5 %; what is there but tiny is not called nothing."""
    percent = 100 * part / whole if whole else 0.0
    return tr("data.percent", percent="<0.1" if 0 < percent < 0.05 else f"{percent:.1f}".removesuffix(".0"))


def interval(value: float | None, known: tuple[float, float] | None) -> str:
    if value is None:
        return "–"
    return tr("problem.with_interval", value=value, low=known[0], high=known[1]) if known else number(value)


def value_of(column: ColumnProfile, value: float | None) -> str:
    """A figure of a column in its own kind: dates are stored as microseconds."""
    if value is None or column.type != "date":
        return formatted(value)
    told = EPOCH + timedelta(microseconds=round(value))
    return f"{told:%Y-%m-%d}" if (told.hour, told.minute, told.second) == (0, 0, 0) else f"{told:%Y-%m-%d %H:%M}"


def found(parts: Parts[Kind_co], name: str) -> Kind_co | None:
    """The part of this name; None where it belongs to a plug-in that is not there."""
    if name in parts:
        return parts[name]
    return None


def title(parts: Parts[Kind_co], name: str) -> str:
    """What a part is called; one that is not there goes by its bare name."""
    part = found(parts, name)
    return str(part.title) if part else name


def metric(name: str) -> str:
    from mlworkbench.stages.evaluate import METRICS

    return title(METRICS, name)


def model_name(model: Model) -> str:
    from mlworkbench.stages.train import maker, refit_of

    made = maker(model.algorithm)
    algorithm = model.algorithm if made is None else str(made.title)
    named = algorithm if model.algorithm == BASELINE else tr("train.trial_name", algorithm=algorithm, number=model.number)
    if (again := refit_of(model.name)) is not None:
        named = tr("train.refit_name", algorithm=algorithm, number=again)
    return named if model.parent is None else tr("govern.with_threshold", model=named)


def spread(mean: float, sd: float) -> str:
    """The standard deviation with as many decimals as the mean."""
    return f"{sd:,.{len(number(mean).partition('.')[2])}f}"


def chosen(known: Iterable[Param], params: Chosen) -> "Markup":
    """Parameters by what they are called, with their values."""
    by_name = {one.name: one for one in known}
    told = []
    for name, value in params.items():
        param = by_name.get(name)
        words_of = dict(zip(param.choices, param.choice_words, strict=False)) if param else {}
        told.append(
            say("govern.param", name=str(param.title) if param else name, value=str(words_of.get(str(value), formatted(value))))
        )
    return joined(told, " · ")
