"""Where work is kept: a project folder with one database and files named by their content."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlworkbench.store.check import Damage
    from mlworkbench.store.project import Project
    from mlworkbench.store.secret import hash_key

__all__ = ["Damage", "Project", "hash_key"]


def __getattr__(name: str) -> Any:
    """Fetched when first asked for: sqlalchemy takes a while, and a worker wants the lock alone."""
    if name == "Project":
        from mlworkbench.store.project import Project

        return Project
    if name == "Damage":
        from mlworkbench.store.check import Damage

        return Damage
    if name == "hash_key":
        from mlworkbench.store.secret import hash_key

        return hash_key
    raise AttributeError(name)
