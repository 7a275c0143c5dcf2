"""Projects to write to."""

import pytest

from mlworkbench.store import Project


@pytest.fixture
def project(tmp_path):
    with Project.create(tmp_path / "project", "Churn") as project:
        yield project
