"""How well what is typed matches a name: by its beginning, by a word, by a part, by Hangul letters or initial consonants."""

import re
import unicodedata
from functools import cache
from typing import Final

BEGINS, WORD, PART, INITIALS = range(4)

INITIAL: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS: Final = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
JOINED: Final = {  # letters that are typed as two
    one[0]: one[1:]
    for one in (
        *["ㅘㅗㅏ", "ㅙㅗㅐ", "ㅚㅗㅣ", "ㅝㅜㅓ", "ㅞㅜㅔ", "ㅟㅜㅣ", "ㅢㅡㅣ"],
        *["ㄳㄱㅅ", "ㄵㄴㅈ", "ㄶㄴㅎ", "ㄺㄹㄱ", "ㄻㄹㅁ", "ㄼㄹㅂ", "ㄽㄹㅅ", "ㄾㄹㅌ", "ㄿㄹㅍ", "ㅀㄹㅎ", "ㅄㅂㅅ"],
    )
}
FIRST, LAST = ord("가"), ord("힣")
PER_INITIAL, PER_VOWEL = 588, 28


class Wanted:
    """What is typed, taken apart once. Matching a name costs a few microseconds."""

    def __init__(self, typed: str) -> None:
        self._words = [letters(word) for word in typed.split()]

    def __bool__(self) -> bool:
        return bool(self._words)

    def rank(self, name: str) -> int | None:
        """How well all the words match, the worst of them; None where one does not. 0 is best."""
        found = letters(name)
        ranks = [_rank(word, found, name) for word in self._words]
        return None if None in ranks else max((rank for rank in ranks if rank is not None), default=BEGINS)


def _rank(word: str, found: str, name: str) -> int | None:
    place = found.find(word)
    if place == 0:
        return BEGINS
    if place > 0:
        return WORD if re.search(rf"(?:^|[\W_]){re.escape(word)}", found) else PART
    return INITIALS if _is_initials(word) and word in initials(name) else None


def letters(text: str) -> str:
    """Without case, and every Hangul syllable as the letters it is typed with: so 뎅 is found in 데이터 while one types on."""
    return unicodedata.normalize("NFC", text).casefold().translate(_letters())


def initials(text: str) -> str:
    """The first consonant of every Hangul syllable; the rest as it is."""
    return unicodedata.normalize("NFC", text).casefold().translate(_initials())


def _is_initials(word: str) -> bool:
    return all(letter in INITIAL for letter in word)


@cache
def _letters() -> dict[int, str]:
    syllables = {code: _typed(code - FIRST) for code in range(FIRST, LAST + 1)}
    return syllables | {ord(joined): parts for joined, parts in JOINED.items()}


@cache
def _initials() -> dict[int, str]:
    return {code: INITIAL[(code - FIRST) // PER_INITIAL] for code in range(FIRST, LAST + 1)}


def _typed(place: int) -> str:
    final = place % PER_VOWEL
    letters_of = INITIAL[place // PER_INITIAL] + VOWELS[place % PER_INITIAL // PER_VOWEL] + (FINALS[final - 1] if final else "")
    return "".join(JOINED.get(letter, letter) for letter in letters_of)
