"""What a finder of quality problems is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mlworkbench.base.records import Finding, Rule
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality.subject import Subject


@dataclass(frozen=True)
class Planted:
    """A small table in which something is wrong, for the tests: `columns` are those of the finding expected of kind `kind`."""

    cells: Mapping[str, Sequence[object]]
    kind: str
    columns: tuple[str, ...]
    target: str | None = None
    task: str = "binary"
    rules: tuple[Rule, ...] = ()
    holdout_rows: int = 0


@dataclass(frozen=True)
class Finder:
    """`find` looks at a dataset version and tells what is wrong with it, the worst first; nothing where all is well.

    With `needs_target` it is only asked once a target is chosen. `sample` is a table in which it finds something.
    """

    name: str
    title: Words
    needs_target: bool
    find: Callable[[Subject], list[Finding]]
    sample: Callable[[], Planted]
