"""Where work is kept: a project folder with one database and files named by their content."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlworkbench.store.check import Damage
    from mlworkbench.store.project import Project

__all__ = ["Damage", "Project"]


def __getattr__(name: str) -> Any:
    """Fetched when first asked for: sqlalchemy takes a while, and a worker wants the lock alone."""
    if name == "Project":
        from mlworkbench.store.project import Project

        return Project
    if name == "Damage":
        from mlworkbench.store.check import Damage

        return Damage
    raise AttributeError(name)
