"""What is typed finds names by beginning, word, part, Hangul letters and initial consonants."""

import unicodedata

import pytest

from mlworkbench.ui.finding import BEGINS, INITIALS, PART, WORD, Wanted, letters


@pytest.mark.parametrize(
    ("typed", "name", "rank"),
    [
        ("", "anything", BEGINS),
        ("mon", "MonthlyCharges", BEGINS),
        ("charges", "Monthly charges", WORD),
        ("charges", "monthly_charges", WORD),
        ("charges", "MonthlyCharges", PART),
        ("verify proj", "Verify the project's packages", WORD),
        ("proj verify", "Verify the project's packages", WORD),
        ("xyz", "MonthlyCharges", None),
        ("mon xyz", "MonthlyCharges", None),
        ("(a", "f(a", PART),
    ],
)
def test_how_well_words_match(typed, name, rank):
    assert Wanted(typed).rank(name) == rank


@pytest.mark.parametrize("typed", ["ㄷ", "데", "뎅", "데이", "데잍", "데이ㅌ", "데이터"])
def test_hangul_is_found_at_every_keystroke(typed):
    assert Wanted(typed).rank("데이터") == BEGINS


@pytest.mark.parametrize("typed", ["ㄱ", "고", "과", "곽", "과ㄱ", "과거", "값", "갑", "가"])
def test_joined_letters_are_typed_as_two(typed):
    assert Wanted(typed).rank("과거 값") is not None


def test_initial_consonants_find_a_name():
    assert Wanted("ㅇㅊ").rank("요금 예측") == INITIALS
    assert Wanted("ㅇㄱ").rank("가족 요금제") == INITIALS
    assert Wanted("ㅁㄹ").rank("가족 요금제") is None


def test_hangul_in_parts_as_some_systems_name_files_is_the_same():
    assert Wanted("요금").rank(unicodedata.normalize("NFD", "요금제")) == BEGINS
    assert Wanted(unicodedata.normalize("NFD", "요금")).rank("요금제") == BEGINS


def test_letters_take_every_syllable_apart():
    assert letters("닭 Ab 뷁") == "ㄷㅏㄹㄱ ab ㅂㅜㅔㄹㄱ"
