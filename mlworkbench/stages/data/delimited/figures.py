"""Numbers as people write them (1.234,5 · 1 234 · 12,34,567 · 12 % · $5 · (5) · 5-): proved over whole columns, then plain.

One sign for decimals and one between thousands holds for a whole file. Where the cells of the file leave open which is which,
the columns concerned stay as they are and are asked about.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlworkbench.stages.data import cells

if TYPE_CHECKING:
    import pyarrow as pa

Read = Callable[[], "Iterator[pa.RecordBatch]"]
NONE = "none"
DECIMALS = (".", ",")
BLANKS, STROKES = " \u00a0\u202f", "'\u2019"
THOUSANDS = {NONE: "", ",": ",", ".": r"\.", "space": f"[{BLANKS}]", "'": f"[{STROKES}]"}
EXPONENT = r"([eE][+-]?\d+)?"
CURRENCIES = "$€£¥₩원"
NO_CENTS = frozenset("¥₩원")  # three digits behind a comma are thousands there
MINUS = "\u2212\u2013\uff0d"
BEHIND, BRACKETS = rf"[0-9][-{MINUS}]$", r"^\(.*\)$"
SIGN = rf"^[+-]?[{CURRENCIES}] ?[^ ]|[^ ] ?[{CURRENCIES}%]$"
STYLES = tuple((decimal, thousands) for decimal in DECIMALS for thousands in THOUSANDS if decimal != thousands)
PLAIN = (".", NONE)
# What a spelled number holds beside digits and a point, and a point that may stand between thousands.
SPELLED = rf"[0-9][,{STROKES}{BLANKS}%{CURRENCIES}]|[{CURRENCIES}] ?[+-]?[0-9]|[0-9]\.[0-9]{{3}}(\.|$)"
SPELLED += rf"|^[{MINUS}(] ?[{CURRENCIES}]? ?[0-9.]|{BEHIND}"
FEW = 50
MANY = 3
HUNDRED = 100
Style = tuple[str, str]


@dataclass(frozen=True)
class Found:
    """`styles` gives the decimal and thousands sign of the columns, by place, that are to be rewritten; `signs` their currency
    or per cent sign. About the `unsure` columns `choice` asks, one of `options`. Columns that are `mixed` carry a sign at some
    numbers only; in those with a `minus` some stand in brackets, or have it behind them or of another letter.
    """

    decimal: str = "."
    thousands: str = NONE
    styles: dict[int, Style] = field(default_factory=dict)
    signs: dict[int, str] = field(default_factory=dict)
    unsure: tuple[int, ...] = ()
    choice: str = ""
    options: tuple[str, ...] = ()
    mixed: tuple[int, ...] = ()
    minus: tuple[int, ...] = ()


def pattern(decimal: str, thousands: str) -> str:
    """Numbers of this style, with or without thousands signs."""
    point, mark = "[.]" if decimal == "." else ",", THOUSANDS[thousands]
    grouped = rf"[1-9]\d{{0,2}}({mark}\d{{3}})+|" if mark else ""
    if thousands == ",":  # 12,34,567: thousands, then lakhs and crores in twos
        grouped += r"[1-9]\d?(,\d{2})+,\d{3}|"
    return rf"^[+-]?(({grouped}\d+)({point}\d*)?|{point}\d+){EXPONENT}$"


class _Column:
    """Which styles all cells seen so far follow."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.styles = set(STYLES)
        self.sign: str | None = None
        self.signed = 0
        self.filled = 0
        self.odd = False
        self.grouped = dict.fromkeys(STYLES, 0)
        self.plain, self.most = 0, 0.0
        self.minus, self.bracketed = False, 0

    def see(self, column: "pa.Array") -> bool:
        """False when it is no column of numbers."""
        import pyarrow.compute as pc

        trimmed = cells.trimmed(column)
        filled = trimmed.filter(pc.greater(pc.binary_length(trimmed), 0))
        filled = filled.filter(pc.invert(cells.marked(filled)))
        if not len(filled):
            return True
        filled = self._see_minus(filled)
        if not self._see_signs(filled):
            return False
        bare = unsigned(filled)
        for part in (bare.slice(0, FEW), bare):
            self.styles = {style for style in self.styles if _all(part, pattern(*style))}
            if not self.styles:
                return False
        self.filled += len(filled)
        self._count(bare)
        return True

    def _see_minus(self, filled: "pa.Array") -> "pa.Array":
        import pyarrow.compute as pc

        even = leveled(filled)
        if not even.equals(filled):
            self.odd = self.minus = True
            self.bracketed += int(pc.sum(pc.match_substring_regex(filled, BRACKETS)).as_py() or 0)
        return even

    def all_in_brackets(self) -> bool:
        """Then they are marks of something, not negative numbers."""
        return self.bracketed == self.filled > 0

    def _see_signs(self, filled: "pa.Array") -> bool:
        """One currency or per cent sign for the whole column, at every number but nought."""
        import pyarrow.compute as pc

        signed = filled.filter(pc.match_substring_regex(filled, SIGN))
        self.signed += len(signed)
        if not len(signed):
            return True
        found = set(pc.unique(pc.replace_substring_regex(signed, rf"[^{CURRENCIES}%]", "")).to_pylist())
        if self.sign is not None:
            found.add(self.sign)
        if len(found) != 1 or len(next(iter(found))) != 1:
            return False
        self.sign = found.pop()
        return True

    def _count(self, bare: "pa.Array") -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        self.odd = self.odd or not _all(bare, cells.NUMBER)
        for style in self.styles:
            if mark := THOUSANDS[style[1]]:
                self.grouped[style] += int(pc.sum(pc.match_substring_regex(bare, rf"\d{mark}\d")).as_py() or 0)
        short = bare.filter(pc.match_substring_regex(bare, r"^\d{1,3}$"))
        self.plain += len(short)
        if len(short):
            self.most = max(self.most, float(pc.max(pc.cast(short, pa.int64())).as_py()))

    def is_plain(self) -> bool:
        """All numbers so far are spelled plainly, and a point in them is a decimal one."""
        return not self.odd and not self.sign and all(style[0] == "." for style in self.styles)

    def in_groups(self, style: Style) -> bool:
        """1,234 beside 776: with decimals that would be 776,000."""
        return self.grouped[style] >= MANY <= self.plain and self.most >= HUNDRED

    def possible(self) -> set[Style]:
        """The styles that explain the column, without thousands signs that stand nowhere, unless the cells prove some."""
        used = {style for style in self.styles if style[1] == NONE or self.grouped[style]}
        if self.sign in NO_CENTS and (".", ",") in used:
            return {(".", ",")}
        proved = {style for style in used if style[1] != NONE and self.in_groups(style)}
        return proved if proved and self.odd else used


def find(read: Read, decimal: str = "", thousands: str = "", commas: bool = True) -> Found:
    """The styles over the whole file; `decimal` and `thousands` where they are chosen, empty to find them.

    Without `commas` no cell holds one: then other spellings must show in the first piece of the file.
    """
    seen = _seen(read, commas)
    decimal = decimal or {".": ",", ",": "."}.get(thousands, "")
    possible = {one.place: {style for style in one.possible() if _allowed(style, decimal, thousands)} for one in seen}
    decimal = decimal or _decimal(seen, possible)
    thousands = thousands or _thousands(seen, possible, decimal)
    mixed = tuple(one.place for one in seen if one.sign and one.signed < one.filled)
    unsure, choice, options = _unsure(seen, possible, decimal, thousands)
    point = decimal or "."
    given = {one.place: _style(one, possible[one.place], point, thousands) for one in seen if one.place not in (*unsure, *mixed)}
    styles = {place: style for place, style in given.items() if style}
    signs = {one.place: one.sign for one in seen if one.sign and one.place in styles}
    used = {style[1] for style in styles.values()} - {NONE}
    thousands = thousands or (NONE if not used else used.pop() if len(used) == 1 else "")
    minus = tuple(one.place for one in seen if one.minus and one.place in styles)
    if unsure:
        return Found("", "", styles, signs, unsure, choice, options, mixed, minus)
    return Found(point, thousands, styles, signs, mixed=mixed, minus=minus)


def _style(one: "_Column", possible: set[Style], point: str, thousands: str) -> Style | None:
    """How the column is to be rewritten; None where it is plain or cannot be."""
    fitting = sorted(style for style in possible if style[0] == point and style[1] != NONE)
    chosen = next((style for style in fitting if style[1] == thousands), fitting[0] if len(fitting) == 1 else None)
    style = chosen or ((point, NONE) if (point, NONE) in one.styles else None)
    return style if style != PLAIN or one.odd or one.sign else None


def _seen(read: Read, commas: bool) -> "list[_Column]":
    """Columns of numbers that are not spelled plainly or may not be; by the first piece of the file, then over all of it."""
    left: list[_Column] | None = None
    for batch in read():
        if left is None:
            left = [_Column(place) for place, column in enumerate(batch.columns) if _any(column, SPELLED)]
        left = [one for one in left if one.see(batch.column(one.place)) and (commas or not one.is_plain())]
        if not left:
            return []
    seen = [one for one in left or [] if one.filled and (one.odd or one.sign or any(one.grouped.values()))]
    return [one for one in seen if not one.all_in_brackets()]


def _allowed(style: Style, decimal: str, thousands: str) -> bool:
    return decimal in ("", style[0]) and (thousands in ("", style[1]) or style[1] == NONE)


def _decimal(seen: "list[_Column]", possible: dict[int, set[Style]]) -> str:
    """The sign that some column proves and none disproves, else empty. Columns of plain numbers prove nothing."""
    each = [{style[0] for style in possible[one.place]} for one in seen if one.odd]
    proved = {next(iter(signs)) for signs in each if len(signs) == 1}
    return proved.pop() if len(proved) == 1 else ""


def _thousands(seen: "list[_Column]", possible: dict[int, set[Style]], decimal: str) -> str:
    """The sign between thousands that some column cannot do without; empty when there is none."""
    kept = [{style for style in possible[one.place] if style[0] == (decimal or ".")} for one in seen if one.odd]
    needed = [{style[1] for style in styles} for styles in kept if styles and all(style[1] != NONE for style in styles)]
    common = set.intersection(*needed) if needed else set()
    return min(common) if len(common) == 1 else ""


def _unsure(
    seen: "list[_Column]", possible: dict[int, set[Style]], decimal: str, thousands: str
) -> tuple[tuple[int, ...], str, tuple[str, ...]]:
    """The columns in which 1,234 or 1.234 may be either, the choice that decides, and its options."""
    if not decimal:
        open_ = [one.place for one in seen if one.odd and len({style[0] for style in possible[one.place]}) > 1]
        commas = tuple(place for place in open_ if any(style[1] in (",", ".") for style in possible[place]))
        if commas:
            return commas, "decimal", DECIMALS
    if thousands:
        return (), "", ()
    style = (",", ".")
    points = tuple(
        one.place
        for one in seen
        if not one.odd
        and style in one.styles
        and one.grouped[style]
        and (decimal == "," or (not decimal and one.in_groups(style)))
    )
    return points, "thousands" if points else "", (".", NONE) if points else ()


def leveled(column: "pa.Array") -> "pa.Array":
    """Trimmed text with a plain minus ahead, where a number stands in brackets, has it behind, or another letter for it."""
    import pyarrow.compute as pc

    ahead = pc.replace_substring_regex(column, rf"^[{MINUS}] ?([{CURRENCIES}]? ?[0-9.])", r"-\1")
    behind = pc.replace_substring_regex(ahead, rf"^([^-+({MINUS}].*[0-9]|[0-9])[-{MINUS}]$", r"-\1")
    return pc.replace_substring_regex(behind, rf"^\( ?([{CURRENCIES}]? ?[0-9.][^()]*)\)$", r"-\1")


def unsigned(column: "pa.Array") -> "pa.Array":
    """Trimmed text without a currency or per cent sign at either end."""
    import pyarrow.compute as pc

    ahead = pc.replace_substring_regex(column, rf"^([+-]?)[{CURRENCIES}] ?", r"\1")
    return pc.replace_substring_regex(ahead, rf"[{BLANKS}]?[{CURRENCIES}%]$", "")


def plain(read: Read, found: Found) -> Read:
    """The same batches, with plain numbers in the columns of other styles."""

    def reading() -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        for batch in read():
            columns = list(batch.columns)
            for place, style in found.styles.items():
                columns[place] = _plain(columns[place], style, place in found.signs)
            yield pa.RecordBatch.from_arrays(columns, schema=batch.schema)

    return reading


def _plain(column: "pa.Array", style: tuple[str, str], signed: bool) -> "pa.Array":
    import pyarrow.compute as pc

    decimal, thousands = style
    bare = leveled(cells.trimmed(column))
    bare = unsigned(bare) if signed else bare
    if THOUSANDS[thousands]:
        bare = pc.replace_substring_regex(bare, THOUSANDS[thousands], "")
    if decimal == ",":
        bare = pc.replace_substring(bare, ",", ".")
    return pc.if_else(pc.match_substring_regex(bare, cells.NUMBER), bare, column)


def _all(column: "pa.Array", regex: str) -> bool:
    import pyarrow.compute as pc

    return pc.all(pc.match_substring_regex(column, regex)).as_py() is not False


def _any(column: "pa.Array", regex: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(cells.trimmed(column), regex)).as_py())
