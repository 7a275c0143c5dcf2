"""Formulas of columns that get other names."""

from collections.abc import Mapping

from mlworkbench.stages.data.formulas.parsing import parse
from mlworkbench.stages.data.formulas.tree import Kind, Node


def renamed(words: str, kinds: Mapping[str, Kind], names: Mapping[str, str]) -> str:
    """The formula with columns called by their new `names`, given by the old ones; `kinds` are those of the old columns."""
    places = sorted(_leaves(parse(words, kinds)), key=lambda leaf: -leaf.start)
    for leaf in places:
        if leaf.column in names:
            words = words[: leaf.start] + quoted(names[leaf.column]) + words[leaf.end :]
    return words


def quoted(name: str) -> str:
    """A column's name as it may stand in a formula."""
    doubled = name.replace("`", "``")
    return f"`{doubled}`"


def _leaves(node: Node) -> list[Node]:
    return [node] if node.operator == "column" else [leaf for part in node.parts for leaf in _leaves(part)]
