"""The look: readable in both themes, nothing missing, nothing left over."""

import re

import pytest

from mlworkbench.base import paths
from mlworkbench.ui import theme

GROUNDS = ("page", "card", "frame", "field")
# ink: the grounds it is read on
PAIRS = {
    "text": (*GROUNDS, "hover", "pressed", "selection", "drop", "drop_over"),
    "secondary": (*GROUNDS, "hover", "selection", "drop"),
    "faint": (*GROUNDS, "hover", "selection"),
    "accent_text": (*GROUNDS, "hover", "drop"),
    "on_accent": ("accent", "accent_hover", "accent_pressed"),
    "on_selection": ("selection",),
    "on_tooltip": ("tooltip",),
    "on_good": ("good", "card", "page"),
    "on_warning": ("warning",),
    "on_bad": ("bad", "card", "page"),
    "on_info": ("info",),
    "on_plain": ("plain",),
}
# what is seen, not read, needs 3:1 (WCAG 2.2, 1.4.11)
SHAPES = {
    "accent": (*GROUNDS, "selection", "sample_1", "sample_2", "sample_3", "sample_4"),
    "attention": ("card",),
    "focus": GROUNDS,
    "focus_on_accent": ("page", "card"),
    **{f"series_{number}": ("card",) for number in range(1, theme.SERIES + 1)},
}


def light_of(colour: str) -> float:
    """Relative luminance of #RRGGBB after WCAG 2.2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((light_of(one), light_of(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", theme.THEMES)
def test_every_text_can_be_read_on_its_ground(name):
    palette = theme.load(name)

    poor = [
        f"{ink} on {ground}: {contrast(palette[ink], palette[ground]):.2f}"
        for ink, grounds in PAIRS.items()
        for ground in grounds
        if contrast(palette[ink], palette[ground]) < 4.5
    ]

    assert not poor


@pytest.mark.parametrize("name", theme.THEMES)
def test_every_shape_can_be_seen_on_its_ground(name):
    palette = theme.load(name)

    poor = [
        f"{ink} on {ground}: {contrast(palette[ink], palette[ground]):.2f}"
        for ink, grounds in SHAPES.items()
        for ground in grounds
        if contrast(palette[ink], palette[ground]) < 3
    ]

    assert not poor


def rules():
    """Selector and declarations of every rule of the style sheet, with the names of its colours."""
    sheet = re.sub(r"/\*.*?\*/", "", paths.resource("theme", "app.qss").read_text("utf-8"), flags=re.S)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        found = dict(re.findall(r"(?<![-\w])(color|background|selection-color|selection-background-color)\s*:\s*\$(\w+)", body))
        yield " ".join(selector.split()), found


@pytest.mark.parametrize("name", theme.THEMES)
def test_every_pair_the_style_sheet_makes_can_be_read(name):
    palette, poor = theme.load(name), []
    for selector, found in rules():
        pairs = [("color", "background"), ("selection-color", "selection-background-color")]
        for ink, ground in ((found.get(ink), found.get(ground)) for ink, ground in pairs):
            grounds = [ground] if ground else GROUNDS
            if ink is None or ":disabled" in selector or "indicator" in selector:
                continue
            poor += [f"{selector}: {ink} on {one}" for one in grounds if contrast(palette[ink], palette[one]) < 4.5]

    assert not poor


def test_every_ground_of_the_style_sheet_that_text_stands_on_is_tried():
    tried = {ground for grounds in PAIRS.values() for ground in grounds}
    bare = ("accent", "track", "scroll", "secondary", "line", "on_accent")  # nothing is written there
    tinted = {found["background"] for selector, found in rules() if "background" in found and "disabled" not in selector}

    assert tinted - tried - set(bare) == set()


def test_both_themes_name_the_same_colours():
    assert set(theme.load("light").colours) == set(theme.load("dark").colours)


@pytest.mark.parametrize("name", theme.THEMES)
def test_the_sheet_has_no_blank_left_and_its_pictures_exist(name):
    sheet = theme.sheet(theme.load(name))

    pictures = re.findall(r'url\("([^"]+)"\)', sheet)

    assert "$" not in sheet
    assert pictures and all(paths.Path(picture).is_file() for picture in pictures)


def test_no_colour_is_written_outside_the_palettes():
    sheet = paths.resource("theme", "app.qss").read_text("utf-8")

    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[;\s])", re.sub(r"[A-Za-z]+#\w+", "", sheet))


@pytest.mark.parametrize("name", sorted(path.stem for path in paths.resource("icons").glob("*.svg")))
def test_every_icon_draws_something_in_the_colour_asked_for(qapp, name):
    picture = theme.picture(name, "accent", edge=32).toImage()

    inks = {picture.pixelColor(x, y).name() for x in range(32) for y in range(32) if picture.pixelColor(x, y).alpha() == 255}

    assert theme.colour("accent").name() in inks


def test_the_bundled_family_is_used_with_figures_of_one_width(qapp):
    from PySide6.QtGui import QFontInfo, QFontMetricsF

    metrics = QFontMetricsF(qapp.font())

    assert QFontInfo(qapp.font()).family() == theme.FAMILY
    assert metrics.horizontalAdvance("111") == pytest.approx(metrics.horizontalAdvance("888"), abs=0.01)
    assert metrics.inFontUcs4(ord("한"))
