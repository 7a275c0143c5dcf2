"""Reads a formula. Python's own grammar does the reading, nothing of it is ever run; what is not in our list is refused.

Columns stand by their names, those with odd letters between backticks (a backtick in a name stands twice) or brackets. Every
refusal says where.
"""

import ast
import math
import re
from collections.abc import Mapping, Sequence

from mlworkbench.base.errors import InputError
from mlworkbench.stages.data.formulas.tree import FUNCTIONS, Function, Kind, Node, size

LONGEST, MOST_NODES, DEEPEST = 5_000, 500, 60
SHOWN = 40
FIRST_MARK = 0x3400  # letters by which quoted names travel through Python's grammar
ARITHMETIC: Mapping[type, str] = {
    ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide", ast.Mod: "remainder", ast.Pow: "power",
}  # fmt: skip
COMPARED: Mapping[type, str] = {
    ast.Lt: "less", ast.LtE: "at_most", ast.Gt: "greater", ast.GtE: "at_least", ast.Eq: "equal", ast.NotEq: "unequal",
}  # fmt: skip
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`((?:[^`]|``)+)`|\[([^\[\]]+)\]", re.DOTALL)


def parse(words: str, kinds: Mapping[str, Kind]) -> Node:
    """The tree of a formula over columns of these kinds. Raises InputError naming the place, counted from 1."""
    if not words.strip():
        raise InputError("data.formula_empty")
    if len(words) > LONGEST:
        raise InputError("data.formula_too_long", most=LONGEST)
    plain, names = _plain(words)
    shift = len(plain) - len(plain.lstrip())
    try:
        body = ast.parse(plain.strip(), mode="eval").body
    except SyntaxError as reason:
        place = min(max((reason.offset or 1) - 1 + shift, 0), len(words) - 1)
        raise InputError("data.formula_syntax", place=place + 1, near=words[place : place + SHOWN]) from reason
    except (ValueError, RecursionError, MemoryError) as reason:
        raise InputError("data.formula_too_long", most=LONGEST) from reason
    tree = _Reader(words, shift, names, kinds, plain).read(body)
    if size(tree) > MOST_NODES:
        raise InputError("data.formula_too_long", most=LONGEST)
    return tree


def _plain(words: str) -> tuple[str, dict[str, str]]:
    """The text with every quoted name as one word of the same length, so that places stay; the names by these words."""
    names: dict[str, str] = {}
    letters = (chr(code) for code in range(FIRST_MARK, FIRST_MARK + 2 * LONGEST) if chr(code) not in words)

    def replaced(found: re.Match[str]) -> str:
        name = found.group(1).replace("``", "`") if found.group(1) else found.group(2)
        if name is None:
            return found.group().replace("\n", " ")
        mark = next(letters) + "_" * (len(found.group()) - 1)
        names[mark] = name
        return mark

    marked = re.sub(r"[\r\n\t]", " ", QUOTED.sub(replaced, words))
    bare = QUOTED.sub(lambda found: " " * len(found.group()), marked)
    if "#" in bare:  # to Python the rest would be a comment
        raise InputError("data.formula_syntax", place=bare.index("#") + 1, near=words[bare.index("#") :][:SHOWN])
    return re.sub(r"\bif(?=\s*\()", "If", marked), names


class _Reader:
    def __init__(self, words: str, shift: int, names: Mapping[str, str], kinds: Mapping[str, Kind], plain: str) -> None:
        self._words, self._shift, self._names, self._kinds, self._plain = words, shift, names, kinds, plain
        self._bytes = plain.strip().encode("utf-8")

    def read(self, node: ast.expr, depth: int = 0) -> Node:
        if depth > DEEPEST:
            raise InputError("data.formula_too_long", most=LONGEST)
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.Name):
            return self._column(node)
        if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
            parts = tuple(self._number(one, depth) for one in (node.left, node.right))
            return self._node(node, ARITHMETIC[type(node.op)], parts, "number")
        if isinstance(node, ast.UnaryOp):
            return self._unary(node, depth)
        if isinstance(node, ast.BoolOp):
            return self._logic(node, depth)
        if isinstance(node, ast.Compare):
            return self._comparison(node, depth)
        if isinstance(node, ast.Call):
            return self._call(node, depth)
        raise self._wrong("data.formula_not_allowed", node)

    # pieces ---------------------------------------------------------------------------------------------------------------

    def _constant(self, node: ast.Constant) -> Node:
        value = node.value
        if isinstance(value, bool):
            return self._node(node, "constant", (), "flag", float(value))
        if isinstance(value, int | float):
            if abs(value) > 1e300 or not math.isfinite(value):
                raise self._wrong("data.formula_not_allowed", node)
            return self._node(node, "constant", (), "number", float(value))
        if isinstance(value, str) and "\0" not in value:
            start, end = self._place(node)
            return self._node(node, "constant", (), "text", ast.literal_eval(re.sub(r"[\r\n\t]", " ", self._words[start:end])))
        raise self._wrong("data.formula_not_allowed", node)

    def _column(self, node: ast.Name) -> Node:
        start, end = self._place(node)
        shown = self._plain[start:end]
        name = self._names.get(shown, self._words[start:end])
        if name not in self._kinds:
            known = ", ".join(list(self._kinds)[:40])
            raise InputError("data.formula_no_column", column=name[:SHOWN], place=start + 1, known=known)
        return Node("column", (), self._kinds[name], start, end, name)

    def _unary(self, node: ast.UnaryOp, depth: int) -> Node:
        if isinstance(node.op, ast.Not):
            return self._node(node, "not", (self._condition(node.operand, depth),), "flag")
        if isinstance(node.op, ast.USub):
            part = self._number(node.operand, depth)
            if part.operator == "constant":
                return self._node(node, "constant", (), "number", -float(part.value or 0.0))
            return self._node(node, "negative", (part,), "number")
        if isinstance(node.op, ast.UAdd):
            return self._number(node.operand, depth)
        raise self._wrong("data.formula_not_allowed", node)

    def _logic(self, node: ast.BoolOp, depth: int) -> Node:
        operator = "and" if isinstance(node.op, ast.And) else "or"
        parts = [self._condition(one, depth) for one in node.values]
        made = parts[0]
        for part in parts[1:]:
            made = Node(operator, (made, part), "flag", made.start, part.end)
        return made

    def _comparison(self, node: ast.Compare, depth: int) -> Node:
        sides = [self.read(one, depth + 1) for one in (node.left, *node.comparators)]
        made: Node | None = None
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            word = COMPARED.get(type(operator))
            if word is None:
                raise self._wrong("data.formula_not_allowed", node)
            self._check_alike(left, right)
            if left.kind == "text" and word not in ("equal", "unequal"):
                raise self._refused("data.formula_needs_number", left)
            one = Node(word, (left, right), "flag", left.start, right.end)
            made = one if made is None else Node("and", (made, one), "flag", made.start, one.end)
        assert made is not None  # noqa: S101  Python's grammar has no comparison of one thing
        return made

    def _call(self, node: ast.Call, depth: int) -> Node:
        name = node.func.id.lower() if isinstance(node.func, ast.Name) else ""
        function = FUNCTIONS.get(name)
        if function is None or node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
            start, end = self._place(node.func)
            shown, known = self._words[start:end][:SHOWN], ", ".join(FUNCTIONS)
            raise InputError("data.formula_no_function", name=shown, place=start + 1, known=known)
        given, wanted = len(node.args), len(function.takes)
        if given < wanted or (given > wanted and not function.more):
            raise InputError("data.formula_arguments", name=name, place=self._place(node)[0] + 1, wanted=wanted, found=given)
        parts = self._arguments(function, node.args, depth)
        kind = function.gives or parts[-1].kind
        if function.gives is None and "number" in {part.kind for part in parts[function.takes.index("any") :]}:
            kind = "number"  # among flags, too
        return self._node(node, function.name, parts, kind)

    def _arguments(self, function: Function, given: Sequence[ast.expr], depth: int) -> tuple[Node, ...]:
        wanted = [*function.takes, *[function.takes[-1]] * (len(given) - len(function.takes))]
        readers = {"number": self._number, "condition": self._condition, "text": self._text, "date": self._date}
        parts: list[Node] = []
        for one, word in zip(given, wanted, strict=True):
            reader = readers.get(word)
            part = reader(one, depth) if reader else self.read(one, depth + 1)
            if word == "same":
                self._check_alike(parts[-1], part)
            parts.append(part)
        return tuple(parts)

    # kinds ----------------------------------------------------------------------------------------------------------------

    def _number(self, node: ast.expr, depth: int) -> Node:
        return self._of(node, depth, ("number", "flag"), "data.formula_needs_number")

    def _condition(self, node: ast.expr, depth: int) -> Node:
        return self._of(node, depth, ("flag",), "data.formula_needs_condition")

    def _text(self, node: ast.expr, depth: int) -> Node:
        return self._of(node, depth, ("text",), "data.formula_needs_text")

    def _date(self, node: ast.expr, depth: int) -> Node:
        return self._of(node, depth, ("date",), "data.formula_needs_date")

    def _of(self, node: ast.expr, depth: int, kinds: tuple[Kind, ...], key: str) -> Node:
        made = self.read(node, depth + 1)
        if made.kind not in kinds:
            raise self._refused(key, made)
        return made

    def _check_alike(self, left: Node, right: Node) -> None:
        numbers = {"number", "flag"}
        if left.kind != right.kind and not {left.kind, right.kind} <= numbers:
            raise self._refused("data.formula_mixed", right)

    # places ---------------------------------------------------------------------------------------------------------------

    def _node(self, node: ast.expr, operator: str, parts: tuple[Node, ...], kind: Kind, value: float | str | None = None) -> Node:
        return Node(operator, parts, kind, *self._place(node), value)

    def _place(self, node: ast.expr) -> tuple[int, int]:
        """Python counts bytes, people count letters."""
        start, end = node.col_offset, node.end_col_offset or node.col_offset
        letters = [len(self._bytes[:at].decode("utf-8")) + self._shift for at in (start, end)]
        return letters[0], letters[1]

    def _wrong(self, key: str, node: ast.expr) -> InputError:
        start, end = self._place(node)
        return InputError(key, place=start + 1, near=self._words[start:end][:SHOWN])

    def _refused(self, key: str, node: Node) -> InputError:
        return InputError(key, place=node.start + 1, near=self._words[node.start : node.end][:SHOWN])
