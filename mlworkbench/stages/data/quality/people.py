"""Whether words are names of people: a column that is merely called "name" may as well hold counties or products."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

LETTERS = re.compile(r"[^\W\d_][^\d_]*")
WORD = re.compile(r"[^\W\d_]+")
KOREAN = re.compile(
    r"[김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모][가-힣]{2}"
)
TITLES = frozenset(["mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "mme", "señor", "señora"])
# Given names that are frequent in many countries.
GIVEN_NAMES = (
    "aaron abdul adam ahmed alan albert alejandro alex alexander alexandra alfred ali alice allen amanda amy ana andrea "
    "andreas andrew angela ann anna anne annie anthony antonio arthur barbara benjamin bernard betty bill bob bobby "
    "brandon brian bruce carl carlos carol caroline carrie catherine charles charlotte chris christian christina "
    "christine christopher claire clara daniel david deborah dennis diana diane donald donna dorothy douglas edward elena "
    "elizabeth ella emily emma eric erik ethan eugene eva evelyn fatima felix florence frances francesco francis frank "
    "fred frederick gary george gerald giovanni gloria grace greg gregory hannah hans harold harry heather helen helena "
    "henry howard ian ida irene isabella ivan jack jacob jacques james jan jane janet jason jean jeffrey jennifer jeremy "
    "jessica jim joan joe johan johannes john jonathan jorge jose joseph joshua juan judith julia julian julie justin "
    "karen karl kate katherine kathleen keith kelly kenneth kevin kim larry laura lauren laurence lee leo leonard li "
    "linda lisa louis louise lucas lucia lucy luis luke margaret maria marie mario mark marta martha martin mary matthew "
    "max megan melissa michael michel michelle miguel mohamed mohammed monica nancy natalie nicholas nicole nina noah "
    "olga olivia oliver oscar pamela patricia patrick paul paula pedro peter philip pierre rachel ralph raymond rebecca "
    "richard robert robin roger ronald rosa rose roy russell ruth ryan samantha samuel sandra sara sarah scott sean "
    "sergei sharon shirley simon sofia sophia sophie stephanie stephen steve steven susan teresa theodore theresa thomas "
    "tim timothy tom tony tyler victor victoria vincent virginia vladimir walter wei wendy wilhelm william xavier yusuf "
    "zoe "
)
GIVEN = frozenset(GIVEN_NAMES.split())
SPELT, GIVEN_SHARE, KOREAN_SHARE = 0.8, 0.1, 0.7
REPEATED, FEW = 0.4, 5  # a word in so many of the values is no name, unless there are only a few
# Columns beside a name that tell of people.
ABOUT_PEOPLE = frozenset(
    ["birth", "birthday", "born", "dob", "gender", "sex", "age", "email", "phone", "mobile", "ssn", "surname"]
)
ABOUT_PEOPLE_KOREAN = ("성별", "나이", "연령", "생년월일", "전화", "휴대폰", "이메일", "주민")


def are_named(values: Collection[str], about_people: bool) -> bool:
    """`about_people`: other columns are, so that being spelt like names is enough."""
    if not values:
        return False
    spelt = sum(LETTERS.fullmatch(value.strip()) is not None for value in values) / len(values)
    korean = sum(KOREAN.fullmatch(value.strip()) is not None for value in values) / len(values)
    given = sum(_has_given(value) for value in values) / len(values)
    repeated = Counter(word for value in values for word in set(WORD.findall(value.lower())) - TITLES)
    if max(repeated.values(), default=0) >= REPEATED * len(values) and len(values) >= FEW:
        return False  # Adams County, Benton County
    return korean >= KOREAN_SHARE or (spelt >= SPELT and (about_people or given >= GIVEN_SHARE))


def tell_of_people(words: Iterable[str], names: Iterable[str]) -> bool:
    """The words of other columns' names, and these names."""
    return any(word in ABOUT_PEOPLE for word in words) or any(part in name for name in names for part in ABOUT_PEOPLE_KOREAN)


def _has_given(value: str) -> bool:
    return any(word in GIVEN or word in TITLES for word in WORD.findall(value.lower()))
