"""A real PostgreSQL for as long as the tests last, and a project to import into."""

import pytest

from mlworkbench.workbench import Workbench
from tests.integration import postgresql


@pytest.fixture(scope="session")
def postgres():
    with postgresql.started() as server:
        server.run(*(one for one in postgresql.EVERYTHING.split(";\n") if one.strip()))
        yield server


@pytest.fixture
def bench(own_home, tmp_path):
    bench = Workbench(own_home)
    bench.home.create(tmp_path / "project", "From a database")
    yield bench
    bench.close()
