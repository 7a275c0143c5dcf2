"""Sentences in two languages, and numbers as a person reads them."""

import math
import re
from datetime import UTC, datetime
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base import words
from mlworkbench.base.errors import InputError


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (7043, "7,043"),
        (-1234567, "-1,234,567"),
        (0.84719, "0.8472"),
        (float("nan"), "–"),
        (float("inf"), "∞"),
        (float("-inf"), "-∞"),
        (-0.0, "0"),
        (3.0, "3"),
        (12.5, "12.5"),
        (999.96, "1,000.0"),
        (1234.56, "1,234.6"),
        (99_999.99, "100,000"),
        (123_456.7, "123,457"),
        (1000.0, "1,000"),
        (0.00005, "5e-05"),
        (-0.25, "-0.2500"),
        (1e16, "1e+16"),
        ("서울 😀", "서울 😀"),
        ("{braces}", "{braces}"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[2Jgone\x07\x9b\r", "\ufffd[2Jgone\ufffd\ufffd\ufffd"),
    ],
)
def test_a_fact_is_shown(value, shown):
    assert words.formatted(value) == shown


def test_yes_and_no_follow_the_language():
    words.set_language("ko")

    assert words.formatted(True) != "yes"
    assert words.formatted(True) != words.formatted(False)


def test_a_time_is_shown_where_the_person_is(monkeypatch):
    shown = words.formatted(datetime(2026, 11, 22, 13, 2, 59, tzinfo=UTC))

    assert re.fullmatch(r"2026-11-2[123] \d\d:\d\d", shown)


@given(st.floats(-1e300, 1e300))
def test_any_number_is_short_and_close(value):
    shown = words.number(value)

    read = float(shown.replace(",", ""))
    assert len(shown) <= 22
    assert abs(read - value) <= 0.006 * abs(value)
    assert shown != "-0"


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_a_larger_number_never_looks_smaller(one, other):
    small, large = sorted((one, other))

    assert float(words.number(small).replace(",", "")) <= float(words.number(large).replace(",", ""))


@given(st.integers(-(10**18), 10**18))
def test_a_count_keeps_all_digits(count):
    assert int(words.formatted(count).replace(",", "")) == count


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (1234, "1.2 kB"),
        (99_960, "100 kB"),
        (999_960, "1.0 MB"),
        (2_500_000_000, "2.5 GB"),
        (10**15, "1,000.0 TB"),
    ],
)
def test_a_size_is_shown(count, shown):
    assert words.bytes_(count) == shown


@given(st.integers(0, 10**15))
def test_a_size_has_at_most_three_digits_before_the_point(count):
    figure, unit = words.bytes_(count).split()

    scale = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}[unit]
    assert float(figure.replace(",", "")) < 1000 or unit == "TB"
    assert float(figure.replace(",", "")) * scale == pytest.approx(count, rel=0.05)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0 µs"), (41.2, "41.2 µs"), (999.7, "1 ms"), (3100, "3.1 ms"), (999_900, "1 s"), (3_000_000, "3 s")],
)
def test_time_for_a_row_is_shown(value, shown):
    assert words.microseconds(value) == shown


@given(st.floats(0.01, 1e12))
def test_time_for_a_row_needs_no_exponent(value):
    assert "e" not in words.microseconds(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0.0 s"),
        (0.42, "0.4 s"),
        (9.96, "10 s"),
        (52.3, "52 s"),
        (59.7, "1 min 0 s"),
        (185, "3 min 5 s"),
        (3600, "60 min 0 s"),
    ],
)
def test_a_wait_is_shown(value, shown):
    assert words.duration(value) == shown


def test_a_hash_is_shortened():
    assert words.short_hash("9f2c" + "0" * 56 + "71ab") == "9f2c…71ab"
    assert words.short_hash("short") == "short"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "KO"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "", "LANG": "ko_KR"}, "ko"),
        ({"LC_ALL": "en_US", "LANG": "ko_KR"}, "en"),
        ({"LC_MESSAGES": "ko_KR", "LANG": "de_DE"}, "ko"),
    ],
)
def test_the_language_of_the_system(monkeypatch, environment, expected):
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)

    assert words.language_of_system() == expected


def test_an_unknown_language_is_our_bug():
    with pytest.raises(ValueError, match="fr"):
        words.set_language("fr")


def test_the_language_in_use_chooses_sentence_and_words():
    title = words.Words("Model", "모델")
    english = words.tr("base.no")

    words.set_language("ko")

    assert (str(title), words.tr("base.no") == english, words.language()) == ("모델", False, "ko")


def test_an_unknown_key_says_which():
    with pytest.raises(KeyError, match="nowhere.nothing"):
        words.tr("nowhere.nothing")


@given(st.text(st.characters(exclude_categories=("Cc",))))
def test_an_error_is_told_with_any_text_in_it(text):
    said = words.told(InputError("params.not_a_flag", name="{0}", found=text))

    assert text in said
    assert "{0}" in said


def test_a_fact_may_be_called_key():
    assert InputError("params.unknown", key="value").facts == {"key": "value"}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_can_be_parsed_and_has_named_blanks_alone(language):
    for key, sentence in words.catalogue(language).items():
        blanks = [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]
        assert all(name.isidentifier() for name in blanks), key


def test_numbers_are_finite_words_in_both_languages():
    for language in words.LANGUAGES:
        words.set_language(language)
        assert words.formatted(math.pi) == "3.142"
