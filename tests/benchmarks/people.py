"""Columns of made-up personal data with right check digits, and columns that only look alike."""

import numpy as np

Chance = np.random.Generator
FIRST = (
    "Anna",
    "Jakub",
    "Mary",
    "John",
    "Leila",
    "Wei",
    "Carlos",
    "Ingrid",
    "Thomas",
    "Aiko",
    "David",
    "Susan",
    "Peter",
    "Fatima",
)
LAST = ("Novak", "Smith", "Garcia", "Rossi", "Tanaka", "Olsen", "Brown", "Fischer", "Haddad", "Okafor", "Dubois", "Silva")
SURNAMES, GIVEN = "김이박최정강조윤장임", ("민수", "서연", "지훈", "하은", "도윤", "수빈", "영희", "철수", "예준", "지민")


def emails(rows: int, chance: Chance) -> list[str]:
    return [f"{chance.choice(FIRST).lower()}.{number}@mail{number % 9}.example.com" for number in range(rows)]


def some_emails(rows: int, chance: Chance) -> list[str]:
    told = [f"please call back about order {number}, thank you for the quick answer" for number in range(rows)]
    for place in chance.choice(rows, 5, replace=False):
        told[place] += f" (write to user{place}@example.org)"
    return told


def phones(rows: int, chance: Chance) -> list[str]:
    return [f"010-{one // 10_000:04d}-{one % 10_000:04d}" for one in chance.integers(1_000_0000, 9_999_9999, rows)]


def residents(rows: int, chance: Chance) -> list[str]:
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    made = []
    for _ in range(rows):
        month, day = chance.integers(1, 13), chance.integers(1, 28)
        text = f"{chance.integers(50, 99):02d}{month:02d}{day:02d}{chance.integers(1, 3)}{chance.integers(0, 100_000):05d}"
        check = (11 - sum(int(digit) * weight for digit, weight in zip(text, weights, strict=True)) % 11) % 10
        made.append(f"{text[:6]}-{text[6:]}{check}")
    return made


def cards(rows: int, chance: Chance) -> list[str]:
    made = []
    for _ in range(rows):
        text = "4" + "".join(str(digit) for digit in chance.integers(0, 10, 14))
        doubled = [int(digit) * 2 if place % 2 == 0 else int(digit) for place, digit in enumerate(reversed(text))]
        made.append(text + str(-sum(one - 9 if one > 9 else one for one in doubled) % 10))
    return made


def ibans(rows: int, chance: Chance) -> list[str]:
    made = []
    for _ in range(rows):
        account = "".join(str(digit) for digit in chance.integers(0, 10, 18))
        made.append(f"DE{98 - int(account + '131400') % 97:02d}{account}")
    return made


def names(rows: int, chance: Chance) -> list[str]:
    return [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(rows)]


def korean_names(rows: int, chance: Chance) -> list[str]:
    return [f"{chance.choice(list(SURNAMES))}{chance.choice(GIVEN)}" for _ in range(rows)]


def streets(rows: int, chance: Chance) -> list[str]:
    return [f"{chance.integers(1, 200)} {chance.choice(LAST)} Street" for _ in range(rows)]


def births(rows: int, chance: Chance) -> list[str]:
    return [f"{chance.integers(1940, 2005)}-{chance.integers(1, 13):02d}-{chance.integers(1, 28):02d}" for _ in range(rows)]


def serials(rows: int, chance: Chance) -> list[str]:
    return [f"{chance.choice(list('ABC'))}-{one:011d}" for one in chance.integers(0, 10**11, rows)]


def counters(rows: int, chance: Chance) -> object:
    """Long numbers without check digits, as machines and orders have them."""
    return chance.integers(10**12, 10**13 - 1, rows)


def counties(rows: int, chance: Chance) -> list[str]:
    return [f"{chance.choice(LAST)} County, {chance.choice(['IA', 'KS', 'NE'])}" for _ in range(rows)]


def wares(rows: int, chance: Chance) -> list[str]:
    kinds, things = ("Red", "Oak", "Steel", "Soft", "Large"), ("Table", "Lamp", "Chair", "Valve", "Bolt", "Shelf")
    return [f"{chance.choice(kinds)} {chance.choice(things)} {chance.integers(1, 90)}" for _ in range(rows)]
