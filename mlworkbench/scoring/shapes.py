"""Records out of parsed JSON: every field of its annotated type, nothing converted, nothing left over."""

from dataclasses import is_dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from mlworkbench.base.errors import InputError


def shaped(kind: Any, found: Any, field: str) -> Any:
    """A value of an annotated type out of parsed JSON: nothing converted, nothing left over. Raises InputError with the field."""
    origin, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, found, field)
    if origin is tuple and isinstance(found, list):
        return tuple(shaped(inner[0], one, field) for one in found)
    if origin is dict and isinstance(found, dict):
        return {name: shaped(inner[1], one, f"{field}.{name[:40]}") for name, one in found.items()}
    if origin is UnionType:
        return shaped(next((one for one in inner if _fits(one, found)), inner[0]), found, field)
    if origin is None and _fits(kind, found):
        return found
    raise InputError("package.bad_manifest", field=field)


def _record(kind: type, found: Any, field: str) -> Any:
    names = get_type_hints(kind)
    if not isinstance(found, dict) or set(found) != set(names):
        odd = sorted(set(found) ^ set(names)) if isinstance(found, dict) else []
        raise InputError("package.bad_manifest", field=", ".join(name[:40] for name in odd[:3]) or field)
    prefix = f"{field}." if field else ""
    return kind(**{name: shaped(inner, found[name], prefix + name) for name, inner in names.items()})


def _fits(kind: Any, found: Any) -> bool:
    if kind is NoneType or kind is bool:
        return isinstance(found, kind)
    if kind is float:
        return type(found) in (int, float) and abs(found) < float("inf")
    return type(found) is kind if isinstance(kind, type) and not is_dataclass(kind) else isinstance(found, dict)
