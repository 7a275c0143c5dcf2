"""A picture as SVG: a file of its own, or a part of a page."""

import io
import re
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def svg(figure: "Figure") -> str:
    """A whole SVG file; the same picture gives the same text."""
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a sign that no bundled font has is shown as a box
        figure.savefig(made, format="svg", metadata=NO_METADATA)
    return made.getvalue().decode()


def inline(figure: "Figure", name: str, words: str) -> str:
    """A part of an HTML page, which needs no namespaces: `name` keeps its ids apart from others, `words` say what it shows."""
    from html import escape

    text = svg(figure)
    text = text[text.index("<svg") :]
    text = re.sub(r'\s+xmlns(:\w+)?="[^"]*"|\s+version="[^"]*"', "", text)
    text = text.replace("xlink:href", "href")
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)
    label = f'<svg role="img" aria-label="{escape(words)}"'
    return text.replace("<svg", label, 1)
