"""The documentation points at things that exist, in both languages, and names every command."""

import re
from pathlib import Path

import pytest

from mlworkbench.cli.commands import root

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))

    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert not missing


def test_both_languages_have_the_same_pages() -> None:
    assert {page.name for page in (GUIDE / "en").iterdir()} == {page.name for page in (GUIDE / "ko").iterdir()}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_command_is_in_the_guide(language: str) -> None:
    told = (GUIDE / language / "command-line.md").read_text("utf-8")

    forgotten = [name for name, command in root.commands.items() if not command.hidden and f"`mlworkbench {name}" not in told]

    assert not forgotten


def test_every_make_target_is_explained_and_every_one_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"(?:`|^    )make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)}

    assert targets == explained
    assert named <= targets


def test_the_picture_uses_words_of_the_house() -> None:
    """Every package of the program stands in the picture of docs/architecture.md."""
    told = (ROOT / "docs" / "architecture.md").read_text("utf-8")

    packages = {path.parent.name for path in (ROOT / "mlworkbench").glob("*/__init__.py")}

    assert not {name for name in packages if name not in told}
