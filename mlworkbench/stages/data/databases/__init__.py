"""Databases on the site's own network: one connection by an explicit act, everything else refused, rows streamed to a file."""

from mlworkbench.stages.data.databases.address import Address, address, made
from mlworkbench.stages.data.databases.found import FoundTable, LookedDatabase, looked_database
from mlworkbench.stages.data.databases.importing import run
from mlworkbench.stages.data.databases.listing import look
from mlworkbench.stages.data.databases.statement import checked, parts

__all__ = ["Address", "FoundTable", "LookedDatabase", "address", "checked", "look", "looked_database", "made", "parts", "run"]
