"""Settings survive damage, other programs and odd folders."""

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Reason
from mlworkbench.base.settings import MOST_RECENT, Chosen, Settings, processors


def test_without_a_file_the_defaults_hold(tmp_path):
    assert Settings(tmp_path / "new").chosen == Chosen()


def test_a_choice_is_there_next_time(tmp_path):
    Settings(tmp_path).change(language="ko", theme="dark", threads=3)

    again = Settings(tmp_path)

    assert (again.language, again.theme, again.threads) == ("ko", "dark", 3)


@pytest.mark.parametrize(
    "changes",
    [
        *({"language": "fr"}, {"theme": "pink"}, {"threads": -1}, {"threads": 10**6}, {"threads": True}, {"window": 5}),
        *({"text_size": 90}, {"text_size": 201}, {"text_size": "150"}, {"projects": 1}, {"exports": None}),
    ],
)
def test_an_impossible_choice_is_refused_and_not_saved(tmp_path, changes):
    kept = Settings(tmp_path)

    with pytest.raises((ValueError, TypeError)):
        kept.change(**changes)

    assert Settings(tmp_path).chosen == Chosen()


def test_a_reset_leaves_only_the_recent_projects_and_the_window(tmp_path):
    kept = Settings(tmp_path)
    kept.remember(tmp_path / "churn", "Churn")
    kept.change(language="ko", theme="dark", text_size=150, projects="/p", exports="/e", threads=1, window="w")

    kept.reset()

    assert kept.chosen == Chosen(recent=kept.recent, window="w")
    assert [known.name for known in Settings(tmp_path).recent] == ["Churn"]


def test_what_another_window_saved_is_kept(tmp_path):
    one, other = Settings(tmp_path), Settings(tmp_path)

    one.change(theme="dark")
    other.change(language="ko")

    assert (Settings(tmp_path).theme, Settings(tmp_path).language) == ("dark", "ko")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b'{"theme": "pink"}',
        b'{"threads": "many"}',
        b'{"recent": [1]}',
        b'{"recent": [{"path": 1, "name": "a", "opened": "2026-01-01T00:00:00+00:00"}]}',
        b'{"recent": [{"path": "a", "name": "a", "opened": "yesterday"}]}',
        b'{"recent": {"a": 1}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_set_aside_and_the_defaults_hold(tmp_path, content):
    (tmp_path / "settings.json").write_bytes(content)

    found = Settings(tmp_path)

    assert found.chosen == Chosen()
    assert found.damaged is not None
    assert found.damaged.read_bytes() == content


@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["language", "theme", "threads", "text_size", "projects", "exports", "recent", "window"]), x
            )
        ),
    ).map(lambda value: json.dumps(value).encode())
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_content_stops_the_program(tmp_path, content):
    (tmp_path / "settings.json").write_bytes(content)

    assert isinstance(Settings(tmp_path).chosen, Chosen)


def test_a_name_from_a_newer_version_does_no_harm(tmp_path):
    (tmp_path / "settings.json").write_text('{"theme": "dark", "colour": "blue"}')

    assert Settings(tmp_path).theme == "dark"


def test_a_damaged_file_in_a_folder_that_cannot_be_written_stops_nothing(tmp_path, monkeypatch):
    (tmp_path / "settings.json").write_text("{")

    def refuse(*_):
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "replace", refuse)

    assert Settings(tmp_path).chosen == Chosen()


def test_where_nothing_can_be_saved_it_says_so_and_goes_on(tmp_path):
    (tmp_path / "file").write_text("")
    kept = Settings(tmp_path / "file")  # a file where the folder should be

    with pytest.raises(ProjectError) as refused:
        kept.change(theme="dark")

    assert refused.value.key == "settings.not_saved"
    assert kept.theme == "dark"


def test_recent_projects_are_newest_first_and_once(tmp_path):
    kept = Settings(tmp_path)
    for number in range(MOST_RECENT + 5):
        kept.remember(tmp_path / str(number), f"프로젝트 {number}")
    kept.remember(tmp_path / "10", "ten", "train", Reason("train.running", {"models": 3}))

    recent = Settings(tmp_path).recent

    assert len(recent) == MOST_RECENT
    assert (recent[0].name, recent[0].stage, recent[0].needs, recent[0].facts) == ("ten", "train", "train.running", {"models": 3})
    assert [known.name for known in recent].count("ten") == 1
    kept.forget(tmp_path / "10")
    assert "ten" not in [known.name for known in Settings(tmp_path).recent]


def test_a_path_that_is_no_utf_8_is_remembered(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9")

    Settings(tmp_path).remember(path, "café")

    assert Settings(tmp_path).recent[0].path == str(path)


def test_there_is_at_least_one_processor(tmp_path):
    assert 1 <= Settings(tmp_path).threads == processors()
