"""A formula as SQL for what no graph can compute; missing values by the same rules as in the graph."""

from collections.abc import Callable, Mapping

from mlworkbench.stages.data.formulas.tree import Node

Said = Callable[[tuple[str, ...]], str]


def sql(node: Node) -> str:
    """An expression over the columns: DOUBLE, BOOLEAN for conditions and flags, VARCHAR, TIMESTAMP; NULL is missing."""
    if node.operator == "column":
        return _column(node)
    if node.operator == "constant":
        return _constant(node)
    parts = tuple(
        _number(part) if part.kind == "flag" and _is_counted(node, place) else sql(part) for place, part in enumerate(node.parts)
    )
    return SAID[node.operator](parts)


def _is_counted(node: Node, place: int) -> bool:
    """Whether a flag at this place is taken as a number."""
    if node.operator in ("and", "or", "not", "is_missing") or (node.operator == "if" and place == 0):
        return False
    return node.kind == "number" if node.operator in ("if", "coalesce") else True


def _column(node: Node) -> str:
    name = '"' + node.column.replace('"', '""') + '"'
    return {"number": f"CAST({name} AS DOUBLE)", "flag": f"({name} <> 0)"}.get(node.kind, name)


def _constant(node: Node) -> str:
    if node.kind == "text":
        text = str(node.value).replace("'", "''")
        return f"nullif('{text}', '')"
    if node.kind == "flag":
        return "true" if node.value else "false"
    return f"CAST({float(node.value or 0.0)!r} AS DOUBLE)"


def _number(node: Node) -> str:
    return f"CAST({sql(node)} AS DOUBLE)"


def _finite(words: str) -> str:
    return f"nullif(nullif(nullif(TRY({words}), 'inf'::DOUBLE), '-inf'::DOUBLE), 'nan'::DOUBLE)"


def _between(operator: str) -> Said:
    return lambda parts: f"({parts[0]} {operator} {parts[1]})"


def _reckoned(operator: str) -> Said:
    return lambda parts: _finite(f"({parts[0]} {operator} {parts[1]})")


def _called(name: str) -> Said:
    return lambda parts: f"{name}({', '.join(parts)})"


def _tried(name: str) -> Said:
    return lambda parts: _finite(f"{name}({', '.join(parts)})")


def _of_list(name: str) -> Said:
    def made(parts: tuple[str, ...]) -> str:
        listed = f"[{', '.join(parts)}]"
        return f"list_reduce({listed}, (a, b) -> CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE {name}(a, b) END)"

    return made


def _joined(parts: tuple[str, ...]) -> str:
    return f"nullif(concat({', '.join(parts)}), '')"


def _texts(name: str) -> Said:
    return lambda parts: f"nullif({name}({', '.join(parts)}), '')"


def _date_part(name: str) -> Said:
    return lambda parts: f"CAST({name}({parts[0]}) AS DOUBLE)"


# All that is white space, as where texts are tidied.
SPACES = "concat(" + ", ".join(f"chr({code})" for code in range(0x3001) if chr(code).isspace()) + ")"
SAID: Mapping[str, Said] = {
    "add": _reckoned("+"),
    "subtract": _reckoned("-"),
    "multiply": _reckoned("*"),
    "divide": _reckoned("/"),
    "remainder": _reckoned("%"),
    "power": _tried("pow"),
    "negative": lambda parts: f"(0.0::DOUBLE - {parts[0]})",
    "less": _between("<"),
    "at_most": _between("<="),
    "greater": _between(">"),
    "at_least": _between(">="),
    "equal": _between("="),
    "unequal": _between("<>"),
    "equals": _between("="),
    "and": _between("AND"),
    "or": _between("OR"),
    "not": lambda parts: f"(NOT {parts[0]})",
    "if": lambda parts: f"(CASE {parts[0]} WHEN true THEN {parts[1]} WHEN false THEN {parts[2]} END)",
    "is_missing": lambda parts: f"({parts[0]} IS NULL)",
    "coalesce": _called("coalesce"),
    "min": _of_list("least"),
    "max": _of_list("greatest"),
    "abs": _called("abs"),
    "sqrt": _tried("sqrt"),
    "log": _tried("ln"),
    "exp": _tried("exp"),
    "round": lambda parts: f"round_even({parts[0]}, 0)",
    "floor": _called("floor"),
    "ceil": _called("ceil"),
    "concat": _joined,
    "lower": _texts("lower"),
    "upper": _texts("upper"),
    "trim": lambda parts: f"nullif(trim({parts[0]}, {SPACES}), '')",
    "length": lambda parts: f"CAST(length({parts[0]}) AS DOUBLE)",
    "contains": _called("contains"),
    "starts_with": _called("starts_with"),
    "days_between": lambda parts: f"((epoch_us({parts[1]}) - epoch_us({parts[0]})) / 86400000000.0::DOUBLE)",
    "year": _date_part("year"),
    "month": _date_part("month"),
    "day": _date_part("day"),
    "hour": _date_part("hour"),
    "weekday": lambda parts: f"CAST(isodow({parts[0]}) - 1 AS DOUBLE)",
}
