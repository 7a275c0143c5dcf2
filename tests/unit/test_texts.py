"""The catalogues: both languages say the same, none left over, none missing, no Korean particle on a blank."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from mlworkbench.base.words import LANGUAGES, catalogue

PACKAGE = Path(__file__).parents[2] / "mlworkbench"
SOURCES = sorted(PACKAGE.rglob("*.py"))
KEY = re.compile(r"[a-z]+\.[a-z0-9_]+")
PREFIX = re.compile(r"[a-z]+\.[a-z0-9_]*_")  # the rest is added where the key is made
SECTIONS = {key.partition(".")[0] for key in catalogue("en")}
FILES = {"parquet", "json", "jsonl", "onnx", "txt", "csv", "toml", "md", "mlpkg", "npy", "db", "log", "svg", "qss", "run"}

# What comes first is the call, what comes second is the place of the key among its arguments.
SAYERS = {
    "tr": 0,
    "InputError": 0,
    "ProjectError": 0,
    "JobError": 0,
    "WorkbenchError": 0,
    "Reason": 0,
    "Notice": 0,
    "progress": 1,
}
PARTICLE = re.compile(
    r"\}[\"'”’]*(?:을|를|은|는|이|가|와|과|로|으로|이나|나|이라|라|이며|며|이고|이다|입니다|아|야)(?![가-힣]*개)"
)

# One word for one thing: what stands here has another word in the glossary.
FORBIDDEN = {
    "en": ("different values", "Training time", "training time", "test rows", "example row", "data set", "hyperparameter"),
    "ko": (
        *("고윳값", "서로 다른 값", "유일값"),  # 고유값
        *("작업 종류", "작업 유형", "예측의 종류", "문제 유형"),  # 과제 유형; 작업 is a job
        *("클래스", "카테고리"),  # 범주
        *("기준 행", "시험 행", "시험용 행", "예시 행", "황금 행"),  # 골든 행
        *("시도할 설정", "모델 설정", "조합"),  # 구성; 설정 are the settings
        "거짓 경보",  # 오경보
        "반려",  # 거부
        "모델 판정",  # 평가
        "목표",  # 예측 대상
        *("우승", "승자", "가장 좋은 모델", "최적 모델", "최고의 모델"),  # 선정 모델 of a finished run, else 최고 모델
        *("데이터셋", "컬럼", "타깃", "타겟", "피처", "폴드", "누락", "결측치", "결측값", "임계치", "리더보드", "샘플"),
    ),
}


def trees() -> Iterator[tuple[Path, ast.AST]]:
    for path in SOURCES:
        yield path, ast.parse(path.read_text("utf-8"))


def pattern(node: ast.JoinedStr) -> str | None:
    """An f-string as a regular expression of the keys it can make; None if it has no dot or names no section."""
    pieces = [re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9_]+" for part in node.values]
    fixed = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return "".join(pieces) if re.fullmatch(r"[a-z0-9_]*\.?[a-z0-9_]*", fixed) and "." in fixed and len(fixed) > 1 else None


def said() -> Iterator[tuple[str, ast.expr]]:
    """Where a key is given to a function that is known to take one."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                place = SAYERS.get(name)
                if place is not None and len(node.args) > place:
                    yield f"{path.name}:{node.lineno}", node.args[place]


def constants() -> set[str]:
    """All texts in the code that stand whole, not as a piece of an f-string."""
    found = set()
    for _, tree in trees():
        nodes = list(ast.walk(tree))
        pieces = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        found |= {
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces
        }
    return found


def patterns() -> set[str]:
    return {
        found for _, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) and (found := pattern(node))
    }


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert set(catalogue("en")) == set(catalogue("ko"))


def test_both_languages_have_the_same_blanks() -> None:
    odd = [key for key, sentence in catalogue("en").items() if blanks(sentence) != blanks(catalogue("ko")[key])]

    assert not odd


def test_a_blank_has_a_name_and_no_format() -> None:
    """One formatter makes all numbers and dates."""
    odd = [
        f"{language} {key}"
        for language in LANGUAGES
        for key, sentence in catalogue(language).items()
        for _, name, form, turn in Formatter().parse(sentence)
        if name is not None and (not name.isidentifier() or form or turn)
    ]

    assert not odd


def test_every_key_that_is_said_has_a_text() -> None:
    known = catalogue("en")

    unknown = [
        f"{place} {key.value}"
        for place, key in said()
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value not in known
    ]

    assert not unknown


def test_everything_that_looks_like_a_key_is_one() -> None:
    """Keys also stand in tables; a text with a section's name before its dot is taken for one unless it names a file."""
    known = catalogue("en")

    unknown = {
        text
        for text in constants()
        if KEY.fullmatch(text)
        and not (PREFIX.fullmatch(text) and any(key.startswith(text) for key in known))
        and text.partition(".")[0] in SECTIONS
        and text not in known
        and text.partition(".")[2] not in FILES
    }

    assert not unknown


def test_every_text_is_used() -> None:
    found, made = constants(), [re.compile(one) for one in patterns()]
    prefixes = tuple(text for text in found if PREFIX.fullmatch(text))

    unused = [
        key
        for key in catalogue("en")
        if key not in found and not key.startswith(prefixes) and not any(one.fullmatch(key) for one in made)
    ]

    assert not unused


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_ragged(language: str) -> None:
    odd = [
        key for key, sentence in catalogue(language).items() if not sentence or sentence != sentence.strip() or "  " in sentence
    ]

    assert not odd


def test_korean_hangs_no_particle_on_a_blank() -> None:
    odd = [f"{key}: {sentence}" for key, sentence in catalogue("ko").items() if PARTICLE.search(sentence)]

    assert not odd


def test_korean_is_korean() -> None:
    """A text without any Hangul is only right where it has no words at all, such as a unit or a name."""
    odd = [
        key
        for key, sentence in catalogue("ko").items()
        if not re.search("[가-힣]", sentence) and sentence != catalogue("en")[key]
    ]

    assert not odd


def worded() -> Iterator[tuple[str, str, str]]:
    """Every text in a language and where it stands, those of the parts in the code too."""
    for language in LANGUAGES:
        for key, sentence in catalogue(language).items():
            yield language, key, sentence
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Words":
                for language, said_so in zip(("en", "ko"), node.args, strict=False):
                    if isinstance(said_so, ast.Constant):
                        yield language, f"{path.name}:{node.lineno}", str(said_so.value)


def test_one_thing_has_one_word() -> None:
    odd = [
        f"{language} {place}: {variant} in {sentence}"
        for language, place, sentence in worded()
        for variant in FORBIDDEN[language]
        if variant in sentence
    ]

    assert not odd


def test_a_time_budget_is_called_so_and_names_its_unit_where_one_types_it() -> None:
    assert catalogue("en")["train.budget"] == "Time budget"
    assert catalogue("ko")["train.budget"] == "시간 예산"
    assert "seconds" in catalogue("en")["cli.budget"]
    assert "초" in catalogue("ko")["cli.budget"]
