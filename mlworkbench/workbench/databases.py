"""A database on the site's own network: look what it has, and import a table or a query. Each by an explicit act of the user."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from mlworkbench.base import clock, closed
from mlworkbench.base.errors import InputError, JobError
from mlworkbench.base.policy import policy
from mlworkbench.base.records import Reason
from mlworkbench.workbench.looking import Wishes, reading

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.stages.data import Contract
    from mlworkbench.stages.data.databases import Address, LookedDatabase
    from mlworkbench.workbench.bench import Workbench

OPEN: Final = ("look_database", "import_database")
CHOICES: Final = ("missing", "dates")


class DatabaseVerbs:
    """Part of the verbs of data."""

    _bench: "Workbench"

    def refuses_database(self) -> Reason | None:
        """Why no database can be connected to now."""
        rules = policy()
        if not rules.allowed:
            return Reason("data.database_forbidden", {"where": rules.where})
        if closed.state() == "enforced" and not _has_broker():
            return Reason("data.database_no_broker")
        return None

    def database(self, url: str) -> "tuple[Address, str]":
        """The address that a SQLAlchemy URL names, and the password in it, which belongs in no record. Raises InputError."""
        from mlworkbench.stages.data.databases import address

        return address(url)

    def database_at(self, backend: str, host: str, port: int, database: str, user: str, sslmode: str = "") -> "Address":
        """The address that a form names. Raises InputError."""
        from mlworkbench.stages.data.databases import made

        return made(backend, host, port, database, user, sslmode)

    def look_database(self, address: "Address", password: str = "", table: str = "", query: str = "") -> "Job":
        """Which tables there are; with a table or a query its first rows. Raises InputError."""
        if refusal := self.refuses_database():
            raise InputError(refusal.key, **refusal.facts)
        return self._bench.start("look_database", _spec(address, table, query), secret=password)

    def looked_database(self, job: "Job") -> "LookedDatabase":
        """What a look that has ended told. Raises why it could not."""
        from mlworkbench.stages.data.databases import looked_database

        if job.error is not None:
            raise job.error
        if job.result is None:
            raise JobError("job.no_result", kind=job.kind)
        return looked_database(job.result)

    def add_database(
        self,
        address: "Address",
        password: str = "",
        table: str = "",
        query: str = "",
        choices: Mapping[str, str] | None = None,
        columns: Wishes | None = None,
        contract: "Contract | None" = None,
        bad_rows: str = "",
    ) -> "Job":
        """Import a table, or the rows of one SELECT, as the next version. Of the reading choices of files `missing` and `dates`
        count, for columns of text. Raises InputError.
        """
        for refusal in (self._bench.data.refuses(), self.refuses_database()):
            if refusal:
                raise InputError(refusal.key, **refusal.facts)
        last = self._bench.data.current()
        context: dict[str, Any] = {"record": clock.new_name(), "parent": last.id if last else None}
        held = reading({name: one for name, one in (choices or {}).items() if name in CHOICES}, columns, contract, bad_rows)
        held["choices"] = {name: one for name, one in held.get("choices", {}).items() if name in CHOICES}
        spec = _spec(address, table, query) | held
        return self._bench.start("import_database", spec, context, secret=password)

    def connections(self) -> "tuple[Job, ...]":
        """The jobs of this session that connected to a database, newest first."""
        return tuple(job for job in self._bench.jobs() if job.kind in OPEN)


def _spec(address: "Address", table: str, query: str) -> dict[str, Any]:
    from mlworkbench.stages.data.databases import checked, parts

    if query:
        query = checked(query)
    named: Mapping[str, str] = {"table": table.strip(), "query": query}
    name = parts(table)[1] if table.strip() else address.database or address.host
    return {"url": address.url, "address": address.place, "name": name, **{key: one for key, one in named.items() if one}}


def _has_broker() -> bool:
    from mlworkbench.jobs.brokered import door

    return door() is not None
