"""Check digits of numbers that belong to a person, and how such values are shown without being told."""

import re
from datetime import date

WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
CENTURIES = {"1": 1900, "2": 1900, "5": 1900, "6": 1900, "3": 2000, "4": 2000, "7": 2000, "8": 2000}
NO_CHECK = 2020  # numbers given out from October 2020 on have no check digit


def resident(text: str) -> bool:
    """A Korean resident registration number: a date of birth, and the check digit of the Resident Registration Act."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != 13 or digits[6] not in CENTURIES:
        return False
    year = CENTURIES[digits[6]] + int(digits[:2])
    try:
        date(year, int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False))
    foreign = 2 if digits[6] in "5678" else 0
    return year >= NO_CHECK or ((11 - total % 11) % 10 + foreign) % 10 == int(digits[12])


def card(text: str) -> bool:
    """A payment card: 13 to 19 digits that begin as issuers' do, with Luhn's check digit (ISO/IEC 7812)."""
    digits = re.sub(r"\D", "", text)
    if not 13 <= len(digits) <= 19 or digits[0] not in "34569" or len(set(digits)) < 3:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if place % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def iban(text: str) -> bool:
    """ISO 13616: moved and spelt as digits, the rest by 97 is 1."""
    plain = text.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1


def masked(text: str) -> str:
    """The first two letters and the last; findings travel into reports."""
    return text if len(text) <= 1 else text[:1] + "•" * min(len(text) - 1, 6) if len(text) <= 4 else f"{text[:2]}••••{text[-1]}"
