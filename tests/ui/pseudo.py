"""A language nobody speaks: every sentence of the catalogue two fifths longer and full of accents, so that tight layouts show."""

from functools import cache
from string import Formatter

from mlworkbench.base import words

ACCENTS = str.maketrans("aeiouyAEIOUYcnszCNSZ", "áéíöûýÁÉÍÖÛÝçñšžÇÑŠŽ")
LONGER = 0.4


def speak(monkeypatch):
    """English becomes the pseudo-language until the test ends; the names that parts bring along, too."""
    english = words.catalogue("en")

    @cache
    def catalogue(name):
        return {key: pseudo(text) for key, text in english.items()} if name == "en" else words.catalogue.__wrapped__(name)

    monkeypatch.setattr(words, "catalogue", catalogue)
    monkeypatch.setattr(words.Words, "__str__", lambda part: pseudo(part.en))
    words.set_language("en")


def pseudo(text):
    """Blanks stay as they are: `Predict {target}` becomes `⟦Prédíçt {target} ~~~⟧`."""
    letters = 0
    made = []
    for literal, name, _, _ in Formatter().parse(text):
        letters += len(literal)
        made.append(literal.replace("{", "{{").replace("}", "}}").translate(ACCENTS))
        if name is not None:
            made.append(f"{{{name}}}")
    return f"⟦{''.join(made)}{_padding(round(letters * LONGER))}⟧"


def _padding(length):
    """Words of five letters, so that what may break its lines can."""
    return "".join(" " if place % 6 == 0 and length > 3 else "ẋ" for place in range(length))
