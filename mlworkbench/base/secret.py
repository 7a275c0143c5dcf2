"""A password that a job was given: it lives in the memory of that process alone, and what is written is cleaned of it."""

import json
from urllib.parse import quote, quote_plus

HIDDEN = "•••"


class _Held:
    word = ""


def hold(word: str) -> None:
    _Held.word = word


def held() -> str:
    return _Held.word


def hidden(text: str, word: str | None = None) -> str:
    """The text without the password (the one held unless given), however it may be spelled there."""
    secret = _Held.word if word is None else word
    if not secret:
        return text
    spelled = {secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]}
    spelled |= {json.dumps(secret, ensure_ascii=only_ascii)[1:-1] for only_ascii in (True, False)}
    for one in sorted(spelled, key=len, reverse=True):
        text = text.replace(one, HIDDEN)
    return text
