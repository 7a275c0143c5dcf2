"""A document as one HTML file that needs nothing else: style, pictures and the letters it uses are inside, nothing is fetched."""

import base64
import io
import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from mlworkbench.base import paths
from mlworkbench.base.words import tr
from mlworkbench.charts import REPORT
from mlworkbench.stages.govern.blocks import Document, Figures

if TYPE_CHECKING:
    from jinja2 import Template

FAMILY = "Pretendard"
WEIGHTS = (("Regular", 400), ("SemiBold", 600))
LETTERS = "/*letters*/"  # stands in the style, before any of the user's words, until it is known which letters there are
COLOURS = (
    *("text", "secondary", "accent", "accent_text", "page", "card", "border", "field_border", "state", "attention", "selection"),
    *("good", "on_good", "bad", "on_bad", "warning", "on_warning", "info", "on_info", "plain", "on_plain"),
)
FEATURES = ["kern", "tnum", "ccmp", "locl", "mark", "mkmk"]


def rendered(document: Document) -> str:
    """The same document gives the same text."""
    style = paths.resource("documents", "document.css").read_text("utf-8")
    page = _template().render(
        document=document, colours=REPORT, colour_names=COLOURS, style=style, letters=LETTERS, words=_words(document)
    )
    return page.replace(LETTERS, "\n".join(_faces(used(page))), 1)


def _words(document: Document) -> dict[str, object]:
    """What the template itself says."""
    figures = [
        one for chapter in document.chapters for block in chapter.blocks if isinstance(block, Figures) for one in block.figures
    ]
    more = {one.more: tr("govern.more_numbers", count=one.more) for one in figures}
    return {"contents": tr("govern.contents"), "numbers": tr("govern.numbers"), "more": more}


def used(page: str) -> str:
    """Every letter of a page, once, in order."""
    return "".join(sorted(set(unescape(re.sub(r"<[^>]*>", "", page)))))


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(paths.resource("documents"))
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("document.html")


def _faces(letters: str) -> Iterable[str]:
    for name, weight in WEIGHTS:
        font = base64.b64encode(_subset(name, letters)).decode()
        source = f"url(data:font/woff;base64,{font}) format('woff')"
        yield f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};font-style:normal;src:{source};}}"


def _subset(weight: str, letters: str) -> bytes:
    """The bundled font with these letters alone; the same letters give the same bytes."""
    from fontTools import subset

    options = subset.Options(recalc_timestamp=False, hinting=False, layout_features=FEATURES, name_IDs=[], notdef_outline=True)
    font = subset.load_font(str(paths.resource("fonts", f"{FAMILY}-{weight}.ttf")), options)
    cut = subset.Subsetter(options)
    cut.populate(text=letters)
    cut.subset(font)
    font.flavor = "woff"
    made = io.BytesIO()
    font.save(made)
    font.close()
    return made.getvalue()
