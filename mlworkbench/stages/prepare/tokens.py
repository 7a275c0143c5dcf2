"""What the steps on running text share: words as onnxruntime splits them, counted by what they mean, and weighed.

No operator makes letters small or takes commas off. So a table lists the forms in which a word comes: those that training rows
had and those to be expected. Counts stop at 255, weights lie on a grid: so sums of squares are exact in any order.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlworkbench.scoring.operators import ML
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph, text_tensor

MOST_WORDS = 4_000  # of a text without line breaks; what comes after is not read
MOST_LINES, MOST_WORDS_OF_LINE = 100, 300
MOST_TEXTS, MOST_READ = 50_000, 2_000_000  # texts and words that are read to learn
MOST_COUNT = 255
LONGEST = 64  # characters of a word
STEPS = 1024.0  # of the grid on which weights lie
ENDS = ("", ",", ".", "!", "?")

Gram = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`words` gives the number of a word, from 1, by each of its forms; in a text with `lines` no phrase goes beyond a line."""

    words: dict[str, int]
    lines: bool


@dataclass(frozen=True)
class Reading:
    """What the texts of one column hold: in how many of `texts` each phrase is, and how often a word comes in which form."""

    texts: int
    phrases: Counter[Gram]
    forms: dict[str, Counter[str]]
    lines: bool

    def chosen(self, least: int, most: int) -> list[Gram]:
        """Phrases that are in at least so many texts; first those that tell texts apart best, being in about half of them."""
        enough = [(count, phrase) for phrase, count in self.phrases.items() if count >= least]
        ordered = sorted(enough, key=lambda one: (-one[0] * (self.texts - one[0]), one[1]))
        return [phrase for _, phrase in ordered[:most]]

    def table(self, phrases: Sequence[Gram], fold: bool) -> Table:
        words = sorted({word for phrase in phrases for word in phrase})
        found: dict[str, int] = {}
        for number, word in enumerate(words, 1):
            for form in _forms(word, self.forms[word]) if fold else (word,):
                found[form] = number
        return Table(found, self.lines)

    def weights(self, phrases: Sequence[Gram]) -> Array:
        """The rarer a phrase, the more it weighs; at least 1."""
        return rarity(self.texts, np.array([self.phrases[phrase] for phrase in phrases], dtype=np.float64))


def rarity(texts: int, having: Array) -> Array:
    return np.asarray(np.round((np.log((1.0 + texts) / (1.0 + having)) + 1.0) * STEPS) / STEPS)


def read(column: Array, longest: int, fold: bool) -> Reading:
    """Phrases of up to so many words, in texts drawn at random where there are many."""
    order = np.random.Generator(np.random.PCG64(len(column))).permutation(len(column))[:MOST_TEXTS]
    lines = any("\n" in column[place] for place in order.tolist())
    phrases, forms, known = Counter[Gram](), dict[str, Counter[str]](), dict[str, str]()
    texts = words = 0
    for place in order.tolist():
        found = set[Gram]()
        for line in split(column[place], lines):
            plains = [known.setdefault(token, plain(token) if fold else _short(token)) for token in line]
            for token, word in zip(line, plains, strict=True):
                forms.setdefault(word, Counter())[token] += 1
            found.update(phrase for phrase in _phrases(plains, longest) if "" not in phrase)
            words += len(line)
        phrases.update(found)
        texts += 1
        if words > MOST_READ:
            break
    return Reading(texts, phrases, forms, lines)


def split(text: str, lines: bool) -> Iterator[list[str]]:
    """The words of each line, or of the whole text as one: blanks alone part words, as in onnxruntime."""
    if not lines:
        yield _words(text, MOST_WORDS)
        return
    for line in text.split("\n", MOST_LINES - 1):
        yield _words(line, MOST_WORDS_OF_LINE)


def _words(line: str, most: int) -> list[str]:
    """The last one is all the rest."""
    stripped = line.strip(" ")
    return re.split(" +", stripped, maxsplit=most - 1) if stripped else []


def plain(token: str) -> str:
    """In small letters, without marks at its ends; a token of marks alone stays; empty where it is no word."""
    begin, end = 0, len(token)
    while begin < end and _is_mark(token[begin]):
        begin += 1
    while end > begin and _is_mark(token[end - 1]):
        end -= 1
    return _short((token[begin:end] or token).lower())


def _short(token: str) -> str:
    return token if len(token) <= LONGEST and " " not in token else ""


def _is_mark(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter).startswith("P")


def _phrases(words: Sequence[str], longest: int) -> Iterator[Gram]:
    for length in range(1, longest + 1):
        yield from zip(*(words[begin:] for begin in range(length)), strict=False)


def _forms(word: str, seen: Mapping[str, int]) -> list[str]:
    """Forms to be expected, and those that were seen more than once."""
    expected = [one + end for one in (word, word[:1].upper() + word[1:], word.upper()) for end in ENDS]
    often = [form for form, count in seen.items() if count > 1]
    return sorted({form for form in (*expected, *often) if plain(form) == word})


# -- in the graph ----------------------------------------------------------------------------------------------------------------


def counted(graph: Graph, name: str, table: Table, phrases: Sequence[Gram], most: int = MOST_COUNT) -> str:
    """How often each phrase is in the column's texts, at most `most` times: double [N, len(phrases)]."""
    counts = graph.node("TfIdfVectorizer", _numbered(graph, name, table), **_pool(table, phrases))
    return graph.node("Min", graph.cast(counts, np.float64), graph.numbers(float(most)))


def _numbered(graph: Graph, name: str, table: Table) -> str:
    """The words as numbers int64 [N, C], 0 for what is not in the table and where there is no word."""
    from onnx import numpy_helper

    text = graph.node("Reshape", graph.take([name]), graph.numbers([-1], np.int64))
    if table.lines:
        text, _ = graph.two("StringSplit", text, delimiter="\n", maxsplit=MOST_LINES - 1)
    words, counts = graph.two("StringSplit", text, maxsplit=(MOST_WORDS_OF_LINE if table.lines else MOST_WORDS) - 1)
    codes = graph.node(
        "LabelEncoder",
        words,
        domain=ML,
        keys_tensor=text_tensor("keys", list(table.words)),
        values_tensor=numpy_helper.from_array(np.array(list(table.words.values()), dtype=np.int64), "codes"),
        default_tensor=numpy_helper.from_array(np.zeros(1, dtype=np.int64), "unknown"),
    )
    if not table.lines:
        return codes
    nothing = graph.node("Mul", counts, graph.numbers(0, np.int64))
    ended = graph.node("Concat", codes, graph.node("Unsqueeze", nothing, graph.numbers([2], np.int64)), axis=2)
    return graph.node("Reshape", ended, graph.numbers([0, -1], np.int64))


def _pool(table: Table, phrases: Sequence[Gram]) -> dict[str, Any]:
    longest = max(len(phrase) for phrase in phrases)
    pool, begins, places = list[int](), list[int](), list[int]()
    for length in range(1, longest + 1):
        begins.append(len(pool))
        for place, phrase in enumerate(phrases):
            if len(phrase) == length:
                pool += [table.words[word] for word in phrase]
                places.append(place)
    lengths: dict[str, Any] = {"min_gram_length": 1, "max_gram_length": longest, "max_skip_count": 0}
    return lengths | {"mode": "TF", "ngram_counts": begins, "ngram_indexes": places, "pool_int64s": pool}


def weighed(graph: Graph, counts: str, weights: Array, level: bool) -> str:
    """Counts times weights; with `level` each text's are divided by the root of the sum of their squares."""
    found = graph.node("Mul", counts, graph.numbers(weights))
    if not level:
        return found
    squares = graph.node("MatMul", graph.node("Mul", found, found), graph.numbers(np.ones((len(weights), 1))))
    return graph.node("Div", found, graph.node("Max", graph.node("Sqrt", squares), graph.numbers(1.0)))


# -- the same in plain Python ----------------------------------------------------------------------------------------------------


def plain_counted(column: Array, table: Table, phrases: Sequence[Gram], most: int = MOST_COUNT) -> Array:
    places = {tuple(table.words[word] for word in phrase): place for place, phrase in enumerate(phrases)}
    longest = max(len(phrase) for phrase in phrases)
    found = np.zeros((len(column), len(phrases)))
    for row, text in enumerate(column.tolist()):
        for line in split(text, table.lines):
            numbers = [str(table.words.get(token, 0)) for token in line]
            for phrase in _phrases(numbers, longest):
                place = places.get(tuple(int(number) for number in phrase))
                if place is not None:
                    found[row, place] += 1
    return np.minimum(found, float(most))


def plain_weighed(counts: Array, weights: Array, level: bool) -> Array:
    found = counts * weights
    return found / np.maximum(np.sqrt((found**2).sum(axis=1, keepdims=True)), 1.0) if level else found
