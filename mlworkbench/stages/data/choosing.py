"""Checks the choices of a change: every parameter by its own sort, with a refusal that names it."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.stages.data.change import ChangeKind, Ground, Sort

SHOWN = 60
AGGREGATE = {"column", "function", "name"}


def checked(kind: ChangeKind, given: Mapping[str, Any], ground: Ground) -> dict[str, Any]:
    """Every parameter, given or default, as `make` may rely on it. Raises InputError naming the parameter or column."""
    known = {param.name: param for param in kind.params}
    given = _renewed(kind, given)
    for name in given:
        if name not in known:
            raise InputError("params.unknown", name=name, known=", ".join(known))
    return {name: _checked(param, kind.sorts.get(name), given, ground) for name, param in known.items()}


def _renewed(kind: ChangeKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """A single column where several are meant now. What is named both ways is refused as an unknown name."""
    older = {name: one for name, one in kind.older.items() if name in given and one not in given}
    kept = {name: value for name, value in given.items() if name not in older}
    return kept | {new: [given[old]] if given[old] else [] for old, new in older.items()}


def _checked(param: Param, sort: Sort | None, given: Mapping[str, Any], ground: Ground) -> Any:
    if sort is None:
        return param.check(given.get(param.name, param.default))
    value = given.get(param.name)
    if value is None or value == "":
        return _empty(sort)
    checks: dict[str, Callable[[str, Any, Ground], Any]] = {
        "column": _column,
        "columns": _columns,
        "texts": _texts,
        "mapping": _mapping,
        "choices": _mapping,
        "rows": _rows,
        "bound": _bound,
        "aggregates": _aggregates,
    }
    check: Callable[[str, Any, Ground], Any] = checks.get(sort, _text)
    return check(param.name, value, ground)


LISTS = ("columns", "texts", "rows", "aggregates")


def _empty(sort: Sort) -> Any:
    """What a parameter holds that was not given."""
    if sort in LISTS:
        return []
    if sort in ("mapping", "choices"):
        return {}
    return None if sort == "bound" else ""


def _text(name: str, value: Any, ground: Ground) -> str:
    if not isinstance(value, str):
        raise InputError("data.not_a_text", name=name, found=_shown(value))
    return value


def _column(name: str, value: Any, ground: Ground) -> str:
    return ground.column(_text(name, value, ground)).name


def _columns(name: str, value: Any, ground: Ground) -> list[str]:
    if not isinstance(value, list | tuple):
        raise InputError("data.not_a_list", name=name, found=_shown(value))
    return list(dict.fromkeys(_column(name, one, ground) for one in value))


def _texts(name: str, value: Any, ground: Ground) -> list[str]:
    if not isinstance(value, list | tuple) or not all(_is_cell(one) for one in value):
        raise InputError("data.not_a_list", name=name, found=_shown(value))
    return [_cell(one) for one in value]


def _mapping(name: str, value: Any, ground: Ground) -> dict[str, str | None]:
    if not isinstance(value, Mapping) or not all(one is None or _is_cell(one) for one in value.values()):
        raise InputError("data.not_pairs", name=name, found=_shown(value))
    return {str(before): None if after is None else _cell(after) for before, after in value.items()}


def _rows(name: str, value: Any, ground: Ground) -> list[int]:
    """Row numbers as people count them, from 1."""
    if not isinstance(value, list | tuple):
        raise InputError("data.not_a_list", name=name, found=_shown(value))
    for one in value:
        if isinstance(one, bool) or not isinstance(one, int) or not 1 <= one <= ground.rows:
            raise InputError("data.no_such_row", row=_shown(one), rows=ground.rows)
    return sorted(set(value))


def _bound(name: str, value: Any, ground: Ground) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError("params.not_a_number", name=name, found=_shown(value))
    return float(value)


def _aggregates(name: str, value: Any, ground: Ground) -> list[dict[str, str]]:
    if not isinstance(value, list | tuple):
        raise InputError("data.not_a_list", name=name, found=_shown(value))
    for one in value:
        if not isinstance(one, Mapping) or set(one) - AGGREGATE or not all(isinstance(word, str) for word in one.values()):
            raise InputError("data.not_an_aggregate", found=_shown(one))
    return [{word: str(one.get(word, "")) for word in AGGREGATE} for one in value]


def _is_cell(value: Any) -> bool:
    return isinstance(value, str | int | float | bool) and not (isinstance(value, float) and not math.isfinite(value))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
