"""Values that are one value spelt in several ways: case, blanks, full width, Unicode form, or a slip of the keyboard.

Slips are looked for between a rare and a frequent value: both without one character must agree (the symmetric deletes of
W. Garbe's SymSpell), in Hangul by the letters a syllable is made of.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from mlworkbench.base.records import Column, Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

MOST_VALUES = 20_000
SHORTEST, LONGEST = 6, 60  # letters of a value in which a slip is looked for
LONG = 9  # letters of a value in which one may be exchanged for another
RARER = 20  # a slip is so many times rarer than what was meant
FREQUENT = 20
SEPARATORS = re.compile(r"(?<=\w)[\s_\-./·]+(?=\w)")
DIGIT = re.compile(r"\d")


def find(subject: Subject) -> list[Finding]:
    named = {one.column for one in subject.profile.set_aside if one.reason.key == "data.aside_id"}
    made = []
    for column, figures in subject.of_types("category", "text"):
        if column.name in named or figures.distinct > min(MOST_VALUES, max(50, subject.rows // 2)):
            continue
        found = _of(subject, column)
        if found is not None:
            made.append(found)
    return made


def _of(subject: Subject, column: Column) -> Finding | None:
    cell = subject.cell(column.name)
    pairs = subject.query(f"SELECT {cell}, count(*) AS n FROM t WHERE {cell} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1")
    counts = {str(value): int(count) for value, count in pairs}
    meant = variants(counts)
    if not meant:
        return None
    rows = sum(counts[value] for value in meant)
    ordered = sorted(meant, key=lambda value: -counts[value])
    evidence = [Evidence(f"{saying.short(value)} → {saying.short(meant[value])}", None, counts[value]) for value in ordered]
    mend = saying.remedy("replace_values", {"column": column.name, "values": meant}, "data.mend_spelling")
    facts: saying.Facts = {"column": column.name, "variants": len(meant), "rows": rows, "example": evidence[0].value}
    return saying.finding("spelling", (column.name,), "warning", rows, Reason("data.found_spelling", facts), evidence, [mend])


def variants(counts: dict[str, int]) -> dict[str, str]:
    """Each variant with the spelling it stands for, which is the most frequent one."""
    groups: dict[str, list[str]] = defaultdict(list)
    for value in counts:
        groups[folded(value)].append(value)
    main = {key: max(values, key=lambda value: (counts[value], value)) for key, values in groups.items()}
    meant = {value: main[key] for key, values in groups.items() for value in values if value != main[key]}
    total = {key: sum(counts[value] for value in values) for key, values in groups.items()}
    for rare, frequent in _slips(total):
        meant |= dict.fromkeys(groups[rare], main[frequent])
    return meant


def folded(value: str) -> str:
    """Without case, width, Unicode form, and what separates words."""
    plain = unicodedata.normalize("NFKC", value).casefold().strip()
    return SEPARATORS.sub(" ", plain)


def _slips(total: dict[str, int]) -> Iterator[tuple[str, str]]:
    able = {key: unicodedata.normalize("NFD", key) for key in total if not DIGIT.search(key)}
    able = {key: letters for key, letters in able.items() if SHORTEST <= len(letters) <= LONGEST}
    near: dict[str, list[str]] = defaultdict(list)
    for key, letters in able.items():
        if total[key] >= FREQUENT:
            for piece in _pieces(letters):
                near[piece].append(key)
    for key, letters in able.items():
        found = {other for piece in _pieces(letters) for other in near.get(piece, ()) if total[other] >= RARER * total[key]}
        if len(found) == 1 and (other := found.pop()) != key and one_slip(letters, able[other]):
            yield key, other


def _pieces(letters: str) -> set[str]:
    return {letters, *(letters[:place] + letters[place + 1 :] for place in range(len(letters)))}


def one_slip(one: str, other: str) -> bool:
    """One letter inserted, left out or exchanged, or two neighbours swapped; the first letter is rarely wrong."""
    if one[0] != other[0] or one.rstrip("s") == other.rstrip("s"):
        return False
    if abs(len(one) - len(other)) == 1:
        return True
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 2:
        first, second = places
        return second == first + 1 and one[first] == other[second] and one[second] == other[first]
    return len(places) == 1 and len(one) >= LONG  # ISLAND is no slip of INLAND


def sample() -> Planted:
    cities = ["Seoul", "Busan", "서울특별시", "부산광역시"] * 60 + ["seoul", "Seoul ", "ＳＥＯＵＬ", "서울틀별시", "Bussan"]
    return Planted({"city": cities, "size": list(range(len(cities)))}, "spelling", ("city",))


FINDER = Finder("spelling", Words("Spelling variants", "표기가 다른 같은 값"), False, find, sample)
