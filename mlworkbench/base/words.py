"""Sentences by key in the chosen language, and the one formatter for numbers, sizes, times and dates."""

import contextlib
import math
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from mlworkbench.base import paths
from mlworkbench.base.errors import WorkbenchError

LANGUAGES = ("en", "ko")
CONTROLS = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}


@dataclass(frozen=True)
class Words:
    """A part's own name or explanation in both languages."""

    en: str
    ko: str

    def __str__(self) -> str:
        return self.ko if language() == "ko" else self.en


class _Chosen:
    language = "en"


def language() -> str:
    return _Chosen.language


def set_language(name: str) -> None:
    if name not in LANGUAGES:
        raise ValueError(name)
    _Chosen.language = name


@contextlib.contextmanager
def speaking(name: str) -> Iterator[None]:
    """This language for as long as it lasts."""
    before = language()
    set_language(name)
    try:
        yield
    finally:
        set_language(before)


def language_of_system() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "ko" if value.lower().startswith("ko") else "en"
    return "en"


@cache
def catalogue(name: str) -> dict[str, str]:
    """All sentences of one language by `section.key`."""
    with paths.resource("text", f"{name}.toml").open("rb") as file:
        sections = tomllib.load(file)
    return {f"{section}.{key}": text for section, texts in sections.items() for key, text in texts.items()}


def tr(key: str, /, **facts: object) -> str:
    """The sentence of this key with its blanks filled, each fact through the formatter."""
    sentence = catalogue(language()).get(key)
    if sentence is None:
        raise KeyError(f"no text for {key!r} in {language()}")
    return sentence.format_map({name: formatted(fact) for name, fact in facts.items()})


def told(error: WorkbenchError) -> str:
    """An error as a sentence for a person."""
    return tr(error.key, **error.facts)


def formatted(fact: object) -> str:
    """7043 → 7,043 · 0.84719 → 0.8472 · a date → 2026-11-22 13:02 · None → – · text as it is, but for control characters."""
    if fact is None:
        return "–"
    if isinstance(fact, bool):
        return tr("base.yes") if fact else tr("base.no")
    if isinstance(fact, int):
        return f"{fact:,}"
    if isinstance(fact, float):
        return number(fact)
    if isinstance(fact, datetime):
        return fact.astimezone().strftime("%Y-%m-%d %H:%M")
    return str(fact).translate(CONTROLS)


def number(value: float) -> str:
    """Four significant digits, thousands separated, no exponent for everyday sizes."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    size = abs(value)
    if size >= 1e15 or 0 < size < 1e-4:
        return f"{value:.3g}"
    if value == round(value):
        return f"{round(value):,}"
    if size < 1:
        return f"{value:.4f}"
    if size < 999.95:
        return f"{value:.4g}"
    return f"{value:,.1f}" if size < 99_999.95 else f"{value:,.0f}"


def bytes_(count: int) -> str:
    """1234 → 1.2 kB; powers of 1,000."""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 999.5:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 99.95 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} TB"


def microseconds(value: float) -> str:
    """Time for one row: 41 µs, 3.1 ms."""
    if value < 999.5:
        return f"{value:.3g} µs"
    if value < 999_500:
        return f"{value / 1000:.3g} ms"
    return f"{value / 1_000_000:,.3g} s" if value < 999_500_000 else f"{value / 1_000_000:,.0f} s"


def duration(seconds: float) -> str:
    """Time a person waits: 0.4 s, 52 s, 3 min 5 s."""
    if seconds < 59.5:
        return tr("base.seconds", count=f"{seconds:.1f}" if seconds < 9.95 else f"{seconds:.0f}")
    minutes, rest = divmod(round(seconds), 60)
    return tr("base.minutes", minutes=minutes, seconds=rest)


def short_hash(name: str) -> str:
    """9f2c…71ab: enough to recognise, the whole one is a click away."""
    return f"{name[:4]}…{name[-4:]}" if len(name) > 9 else name
