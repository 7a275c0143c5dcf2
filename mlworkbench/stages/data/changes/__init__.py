"""The kinds of change, in the order in which they are offered."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.data.change import ChangeKind
from mlworkbench.stages.data.changes import (
    append,
    clip,
    date_difference,
    date_part,
    drop_columns,
    drop_duplicates,
    drop_rows,
    expression,
    group,
    hash_columns,
    join,
    keep_rows,
    rename,
    replace_values,
    retype,
    set_missing,
    sql,
    time_of_day,
    trim_text,
)

CHANGES: Registry[ChangeKind] = Registry(
    "change",
    expression.CHANGE,
    sql.CHANGE,
    group.CHANGE,
    date_part.CHANGE,
    date_difference.CHANGE,
    keep_rows.CHANGE,
    drop_rows.CHANGE,
    drop_duplicates.CHANGE,
    drop_columns.CHANGE,
    rename.CHANGE,
    retype.CHANGE,
    replace_values.CHANGE,
    set_missing.CHANGE,
    clip.CHANGE,
    time_of_day.CHANGE,
    trim_text.CHANGE,
    hash_columns.CHANGE,
    append.CHANGE,
    join.CHANGE,
)
