"""Every part of every registry brings its own names in both languages."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from string import Formatter

import pytest

import mlworkbench
from mlworkbench.base.params import Param
from mlworkbench.base.registry import Registry
from mlworkbench.base.words import Words

HANGUL = re.compile("[가-힣]")
UNTRANSLATED = re.compile(r"[A-Z][\w.²/+\- ]*|[a-z]+")  # a product's or measure's own name: XGBoost, ROC AUC, R²


def registries() -> Iterator[tuple[str, Registry]]:
    """Every registry that a module of the floors below the workbench holds, once."""
    seen: set[int] = set()
    for floor in ("stages", "jobs"):
        package = importlib.import_module(f"mlworkbench.{floor}")
        names = [package.__name__, *(found.name for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."))]
        for module in map(importlib.import_module, names):
            for name, value in vars(module).items():
                if isinstance(value, Registry) and id(value) not in seen:
                    seen.add(id(value))
                    yield name, value


def words_in(value: object, where: str) -> Iterator[tuple[str, Words]]:
    if isinstance(value, Words):
        yield where, value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from words_in(getattr(value, field.name), f"{where}.{field.name}")
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from words_in(inner, f"{where}[{number}]")


REGISTRIES = list(registries())
PARTS = [(registry, part) for _, registry in REGISTRIES for part in registry]
parts = pytest.mark.parametrize(("registry", "part"), PARTS, ids=[f"{registry.kind}-{part.name}" for registry, part in PARTS])


def test_the_kinds_of_parts_are_all_here():
    assert {"IMPORTERS", "STEPS", "ALGORITHMS", "METRICS", "TARGETS", "TASKS"} <= {name for name, _ in REGISTRIES}


@pytest.mark.parametrize(("name", "registry"), REGISTRIES, ids=[name for name, _ in REGISTRIES])
def test_a_registry_is_not_empty_and_its_names_can_be_typed(name, registry):
    assert len(registry) > 0
    for part in registry:
        assert re.fullmatch(r"[a-z][a-z0-9_-]*", part.name), part.name


@parts
def test_a_part_has_words_in_both_languages(registry, part):
    for where, words in words_in(part, part.name):
        for text in (words.en, words.ko):
            assert text.strip() == text != "", where
        assert not HANGUL.search(words.en), where
        assert HANGUL.search(words.ko) or (words.ko == words.en and UNTRANSLATED.fullmatch(words.en)), where
        assert blanks(words.en) == blanks(words.ko), where


def blanks(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)}


@parts
def test_a_part_that_people_choose_has_a_title(registry, part):
    if any(field.name == "title" for field in fields(part)):
        assert isinstance(part.title, Words)


@parts
def test_parameters_have_names_of_their_own_and_a_default_that_is_allowed(registry, part):
    params = [param for param in getattr(part, "params", ()) if isinstance(param, Param)]

    assert len({param.name for param in params}) == len(params)
    for param in params:
        assert param.check(param.default) == param.default


@pytest.mark.parametrize("language", ["en", "ko"])
def test_titles_of_one_kind_can_be_told_apart(language):
    for name, registry in REGISTRIES:
        titles = [getattr(part.title, language) for part in registry if isinstance(getattr(part, "title", None), Words)]
        assert len(set(titles)) == len(titles), name


def test_the_version_is_a_version():
    assert re.fullmatch(r"\d+\.\d+\.\d+", mlworkbench.__version__)
