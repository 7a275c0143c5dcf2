"""The kinds of change, in the order in which they are offered."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.data.change import ChangeKind
from mlworkbench.stages.data.changes import drop_columns, drop_duplicates, set_missing

CHANGES: Registry[ChangeKind] = Registry("change", drop_columns.CHANGE, drop_duplicates.CHANGE, set_missing.CHANGE)
