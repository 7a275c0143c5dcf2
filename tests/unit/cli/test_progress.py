"""Progress on the terminal: every kind of job has a word of its own."""

import pytest

from mlworkbench.base.words import speaking, tr
from mlworkbench.jobs.tasks import TASKS


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_job_kind_has_a_word_for_its_bar(language):
    with speaking(language):
        assert all(tr(f"cli.step_{kind}") for kind in TASKS.names())
