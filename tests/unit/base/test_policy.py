"""What an administrator allows: own networks unless hosts are named, and nothing where the file cannot be understood."""

import pytest

from mlworkbench.base import policy
from mlworkbench.base.policy import Policy


@pytest.fixture
def administrator(tmp_path, monkeypatch):
    """`administrator(text)` is what the policy says with this file."""
    place = tmp_path / "policy.toml"
    monkeypatch.setattr(policy, "places", lambda: (place,))

    def writes(text):
        place.write_text(text, "utf-8")
        return policy.policy()

    return writes


@pytest.mark.parametrize(
    ("addresses", "allowed"),
    [
        (["127.0.0.1", "::1"], True),
        (["10.1.2.3"], True),
        (["192.168.1.20", "fe80::1%eth0"], True),
        (["100.64.3.4"], True),
        (["8.8.8.8"], False),
        (["10.1.2.3", "8.8.8.8"], False),
        (["2001:4860:4860::8888"], False),
        ([], False),
    ],
)
def test_without_a_file_the_sites_own_networks_are_allowed(addresses, allowed):
    assert Policy().allows("db", addresses) is allowed


def test_named_hosts_and_networks_are_the_only_ones(administrator):
    rules = administrator('[import_database]\nhosts = ["db.site.example", "10.20.0.0/16"]\n')

    assert rules.allows("DB.site.example", ["8.8.8.8"])
    assert rules.allows("other", ["10.20.3.4"])
    assert not rules.allows("other", ["10.21.3.4"])
    assert not rules.allows("other", ["10.20.3.4", "10.21.3.4"])


@pytest.mark.parametrize(
    "text",
    [
        "[import_database]\nallowed = false",
        "[import_database]\nallowed = 'no'",
        "[import_database]\nhosts = 'db'",
        "import_database = 1",
        "[[",
    ],
)
def test_a_file_that_forbids_or_cannot_be_understood_forbids(administrator, text):
    rules = administrator(text)

    assert not rules.allowed
    assert rules.where.endswith("policy.toml")
    assert not rules.allows("localhost", ["127.0.0.1"])


def test_the_switch_forbids_and_never_allows(administrator, monkeypatch):
    monkeypatch.setenv(policy.SWITCH, "off")
    assert not administrator("[import_database]\nallowed = true\n").allowed
    monkeypatch.setenv(policy.SWITCH, "on")
    assert not administrator("[import_database]\nallowed = false\n").allowed
