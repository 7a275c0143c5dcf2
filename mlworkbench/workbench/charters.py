"""What may stand in a charter, how one is read from JSON, and what a new version changed."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from typing import TYPE_CHECKING, Any, Final, TypedDict

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Charter, ColumnProfile, Costs, Criterion, Limits, Profile
from mlworkbench.base.words import bytes_, tr

if TYPE_CHECKING:
    from mlworkbench.workbench.bench import Workbench

WORDS: Final = ("predicts", "for_each", "so_that", "decided_by")
FIELDS: Final = (*WORDS, "criteria", "costs", "limits")
COMPARISONS: Final = ("at_least", "at_most")
LARGEST_COST = 1e12
LONGEST, LONGEST_CURRENCY = 500, 12
FEW_NUMBERS: Final = 20  # values of a number that are offered as groups
GROUPED: Final = frozenset({"category", "flag", "number"})  # types of columns whose values make groups
BOUND: Final = frozenset({"flag", "number"})  # types of columns that are a feature themselves, with which a prediction can rise
DIRECTIONS: Final = (1, -1)
WHOLE: Final = ("model_bytes", "memory_bytes")  # limits in bytes


class Changes(TypedDict, total=False):
    """The fields of a charter that a person writes."""

    predicts: str
    for_each: str
    so_that: str
    decided_by: str
    criteria: tuple[Criterion, ...]
    costs: Costs | None
    limits: Limits


def content(charter: Charter | None) -> Changes:
    """All that a person wrote; before there is a charter nothing is."""
    if charter is None:
        return Changes(predicts="", for_each="", so_that="", decided_by="", criteria=(), costs=None, limits=Limits())
    return Changes(
        predicts=charter.predicts,
        for_each=charter.for_each,
        so_that=charter.so_that,
        decided_by=charter.decided_by,
        criteria=charter.criteria,
        costs=charter.costs,
        limits=charter.limits,
    )


def changed(before: Charter | None, after: Charter) -> tuple[str, ...]:
    """The names of the fields in which two versions differ."""
    old, new = content(before), content(after)
    return tuple(name for name in FIELDS if old.get(name) != new.get(name))


# What a charter may say ------------------------------------------------------------------------------------------------


def checked(bench: "Workbench", before: Charter | None, changes: Changes) -> Changes:
    """The changes with blanks around texts taken off. Raises InputError naming what is wrong.

    Criteria and bound columns that stand already are not looked at again: newer data may lack a column, which is no reason to
    lose what was said of it.
    """
    clean = changes.copy()
    for name in WORDS:
        if name in changes:
            clean[name] = _words(name, changes[name])
    if "criteria" in changes:
        kept = content(before)["criteria"]
        clean["criteria"] = tuple(one if one in kept else _criterion(bench, one) for one in changes["criteria"])
        _refuse_twice(clean["criteria"])
    if costs := changes.get("costs"):
        clean["costs"] = _costs(costs)
    if limits := changes.get("limits"):
        clean["limits"] = _limits(bench, content(before)["limits"], limits)
    return clean


def bare(criterion: Criterion) -> Criterion:
    """A criterion without its reason, by which two are told to ask the same."""
    return replace(criterion, why="")


def _words(name: str, found: object) -> str:
    if not isinstance(found, str):
        raise InputError("problem.not_words", field=name)
    words = " ".join(found.split())
    if len(words) > LONGEST:
        raise InputError("problem.too_long", field=name, found=len(words), most=LONGEST)
    return words


def _criterion(bench: "Workbench", one: Criterion) -> Criterion:
    from mlworkbench import plugins
    from mlworkbench.stages.evaluate import METRICS

    plugins.load()
    if one.metric not in METRICS:
        raise InputError("problem.no_such_metric", metric=one.metric, known=", ".join(METRICS.names()))
    if one.comparison not in COMPARISONS:
        raise InputError("problem.no_such_comparison", found=str(one.comparison), known=", ".join(COMPARISONS))
    value = _number("value", one.value)
    if (one.column is None) != (one.group is None or not one.group.strip()):
        raise InputError("problem.half_a_group", metric=one.metric)
    if one.column is not None and one.group is not None:
        _check_group(bench, one.column, one.group)
    return replace(one, value=value, why=_words("why", one.why))


def _check_group(bench: "Workbench", column: str, group: str) -> None:
    """Groups are known where the profile lists all values of the column; of many any text may be one."""
    if bench.data.current() is None:
        raise InputError("problem.group_without_data", column=column)
    profile = bench.data.profile()
    names = [one.name for one in profile.columns]
    if column not in names:
        raise InputError("problem.no_such_column", column=column, known=", ".join(names[:40]))
    found = profile.column(column)
    if found.type not in GROUPED:
        raise InputError("problem.no_groups", column=column)
    known = groups_of(found)
    if known and group not in known:
        raise InputError("problem.no_such_group", column=column, group=group, known=", ".join(known[:40]))


def groups_of(column: ColumnProfile) -> tuple[str, ...]:
    """All values of a column, the most frequent first; nothing where there are more than the profile lists."""
    return tuple(top.value for top in column.top) if len(column.top) == column.distinct else ()


def grouping(profile: Profile) -> tuple[ColumnProfile, ...]:
    """Columns that can be named: categories and flags, and numbers with few values."""
    able = (one for one in profile.columns if one.distinct > 1 and one.type in GROUPED)
    return tuple(one for one in able if one.type != "number" or one.distinct <= FEW_NUMBERS)


def spelled(value: float) -> str:
    """A number that a person wrote, whole: 0.84 stays 0.84."""
    return f"{value:,.12g}" if not value or 1e-4 <= abs(value) < 1e12 else f"{value:.12g}"


def _refuse_twice(criteria: Iterable[Criterion]) -> None:
    seen: set[Criterion] = set()
    for one in criteria:
        if bare(one) in seen:
            raise InputError("problem.criterion_twice", metric=one.metric)
        seen.add(bare(one))


def _costs(costs: Costs) -> Costs:
    miss, false_alarm = (_amount(name, getattr(costs, name)) for name in ("miss", "false_alarm"))
    if not miss and not false_alarm:
        raise InputError("problem.no_cost")
    currency = _words("currency", costs.currency)
    if len(currency) > LONGEST_CURRENCY:
        raise InputError("problem.too_long", field="currency", found=len(currency), most=LONGEST_CURRENCY)
    return Costs(miss, false_alarm, currency)


def _limits(bench: "Workbench", before: Limits, limits: Limits) -> Limits:
    if not isinstance(limits.explainable, bool):
        raise InputError("problem.not_yes_or_no", field="explainable")
    time = None if limits.row_microseconds is None else _above_zero("row_microseconds", limits.row_microseconds)
    size = None if limits.model_bytes is None else round(_above_zero("model_bytes", limits.model_bytes))
    memory = None if limits.memory_bytes is None else round(_above_zero("memory_bytes", limits.memory_bytes))
    monotone = _monotone(bench, before.monotone, limits.monotone)
    return Limits(time, size, limits.explainable, memory, monotone, _together(bench, before.interactions, limits.interactions))


def _monotone(bench: "Workbench", kept: Sequence[object], bound: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    for column, direction in bound:
        if type(direction) is not int or direction not in DIRECTIONS:
            raise InputError("problem.bound_direction", field="monotone", column=column, found=str(direction)[:60])
    _name_once("monotone", [column for column, _ in bound])
    for column, direction in bound:
        if (column, direction) not in kept:
            _check_bound(bench, column)
    return tuple(bound)


def _check_bound(bench: "Workbench", column: str) -> None:
    found = _column(bench, "monotone", column)
    if column in _no_inputs(bench):
        raise InputError("problem.bound_no_input", field="monotone", column=column)
    if found.type not in BOUND:
        raise InputError("problem.bound_no_number", field="monotone", column=column)


def _together(bench: "Workbench", kept: Sequence[object], groups: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    for group in groups:
        _name_once("interactions", group)
        if len(group) < 2:
            raise InputError("problem.group_small", field="interactions", found=", ".join(group))
        for column in group if group not in kept else ():
            _column(bench, "interactions", column)
            if column in _no_inputs(bench):
                raise InputError("problem.bound_no_input", field="interactions", column=column)
    return tuple(dict.fromkeys(groups))


def _name_once(field: str, columns: Sequence[str]) -> None:
    for place, column in enumerate(columns):
        if column in columns[:place]:
            raise InputError("problem.bound_twice", field=field, column=column)


def _column(bench: "Workbench", field: str, column: str) -> ColumnProfile:
    if bench.data.current() is None:
        raise InputError("problem.bound_without_data", field=field, column=column)
    profile = bench.data.profile()
    names = [one.name for one in profile.columns]
    if column not in names:
        raise InputError("problem.bound_unknown", field=field, column=column, known=", ".join(names[:40]))
    return profile.column(column)


def _no_inputs(bench: "Workbench") -> tuple[str | None, ...]:
    problem = bench.problem.current()
    return (problem.target, problem.weights) if problem else ()


def bindable(bench: "Workbench") -> tuple[ColumnProfile, ...]:
    """Columns of the current data with which a prediction can be made to rise or fall."""
    if bench.data.current() is None:
        return ()
    apart = _no_inputs(bench)
    return tuple(one for one in bench.data.profile().columns if one.type in BOUND and one.name not in apart)


def passed_over(bench: "Workbench", limits: Limits) -> tuple[str, ...]:
    """Columns that the limits name and models cannot see now: newer data lacks them, or the problem takes them otherwise."""
    if bench.data.current() is None:
        return ()
    able = {one.name for one in bindable(bench)}
    inputs = {one.name for one in bench.data.profile().columns} - set(_no_inputs(bench))
    lost = [column for column, _ in limits.monotone if column not in able]
    return tuple(dict.fromkeys((*lost, *(name for group in limits.interactions for name in group if name not in inputs))))


def in_force(bench: "Workbench", limits: Limits) -> Limits:
    """What training is held to now. Groups stay whole: they also say that no other columns may act together."""
    if not limits.monotone:
        return limits
    able = {one.name for one in bindable(bench)}
    return replace(limits, monotone=tuple(one for one in limits.monotone if one[0] in able))


def constraints(limits: Limits) -> tuple[str, ...]:
    """In words, what is said of memory and of columns."""
    rising, falling = (tuple(name for name, way in limits.monotone if way == wanted) for wanted in DIRECTIONS)
    told = [] if limits.memory_bytes is None else [tr("problem.limit_memory_bytes", most=bytes_(limits.memory_bytes))]
    told += [tr("problem.limit_rises", columns=", ".join(rising))] if rising else []
    told += [tr("problem.limit_falls", columns=", ".join(falling))] if falling else []
    return (*told, *(tr("problem.limit_together", columns=", ".join(group)) for group in limits.interactions))


def _amount(name: str, found: object) -> float:
    value = _number(name, found)
    if value < 0:
        raise InputError("problem.below_zero", field=name, found=value)
    if value > LARGEST_COST:
        raise InputError("problem.cost_too_large", field=name, found=value, most=LARGEST_COST)
    return value


def _above_zero(name: str, found: object) -> float:
    value = _number(name, found)
    if value <= 0 or (name in WHOLE and value < 1):
        raise InputError("problem.not_above_zero", field=name, found=value)
    return value


def _number(name: str, found: object) -> float:
    if isinstance(found, bool) or not isinstance(found, int | float) or not abs(found) <= sys.float_info.max:
        raise InputError("problem.not_a_number", field=name, found=str(found)[:60])
    return float(found)


# JSON ------------------------------------------------------------------------------------------------------------------


def from_json(found: object) -> Changes:
    """The fields of a charter file. Raises InputError naming the field that is unknown, missing or of the wrong kind."""
    given = _object("", found, FIELDS)
    changes = Changes()
    for name in WORDS:
        if name in given:
            changes[name] = given[name]
    if "criteria" in given:
        listed = given["criteria"]
        if not isinstance(listed, list):
            raise InputError("problem.not_a_list", field="criteria")
        changes["criteria"] = tuple(_criterion_from(number, one) for number, one in enumerate(listed, 1))
    if "costs" in given:
        changes["costs"] = None if given["costs"] is None else Costs(**_record("costs", given["costs"], Costs))
    if "limits" in given:
        changes["limits"] = _limits_from(_record("limits", given["limits"], Limits))
    return changes


def as_json(charter: Charter | None) -> dict[str, Any]:
    """What `from_json` reads."""
    from mlworkbench.workbench import filing

    return {name: filing.plain(value) for name, value in content(charter).items()}


def _criterion_from(number: int, found: object) -> Criterion:
    name = f"criteria {number}"
    given = _record(name, found, Criterion)
    for field in ("metric", "comparison", "column", "group", "why"):
        if field in given and not isinstance(given[field], str) and not (field in ("column", "group") and given[field] is None):
            raise InputError("problem.not_words", field=f"{name}: {field}")
    return Criterion(**given)


def _limits_from(given: dict[str, Any]) -> Limits:
    for name in ("monotone", "interactions"):
        listed = given.get(name, [])
        if not isinstance(listed, list):
            raise InputError("problem.not_a_list", field=f"limits: {name}")
        for one in listed:
            if not (_is_bound(one) if name == "monotone" else _is_group(one)):
                raise InputError(f"problem.form_of_{name}", field=f"limits: {name}", found=str(one)[:60])
        given[name] = tuple(tuple(one) for one in listed)
    return Limits(**given)


def _is_bound(found: object) -> bool:
    return isinstance(found, list) and len(found) == 2 and isinstance(found[0], str)


def _is_group(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(name, str) for name in found)


def _record(name: str, found: object, kind: type[Costs] | type[Limits] | type[Criterion]) -> dict[str, Any]:
    given = _object(name, found, tuple(one.name for one in fields(kind)))
    for one in fields(kind):
        if one.default is MISSING and one.name not in given:
            raise InputError("problem.field_missing", field=f"{name}: {one.name}")
    return dict(given)


def _object(name: str, found: object, known: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise InputError("problem.not_an_object", field=name or "{}")
    for key in found:
        if key not in known:
            raise InputError("problem.no_such_field", field=f"{name}: {key}" if name else str(key), known=", ".join(known))
    return found
