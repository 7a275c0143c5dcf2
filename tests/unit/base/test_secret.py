"""A password is taken out of what is written, however it is spelled there."""

import pytest

from mlworkbench.base import secret


@pytest.mark.parametrize("spelled", ['a/b c"ü', "a%2Fb%20c%22%C3%BC", "a%2Fb+c%22%C3%BC", 'a/b c\\"ü', 'a/b c\\"\\u00fc'])
def test_it_is_hidden(spelled):
    assert secret.hidden(f"login failed for {spelled}!", 'a/b c"ü') == f"login failed for {secret.HIDDEN}!"


def test_without_one_nothing_is_changed():
    assert secret.hidden("login failed", "") == "login failed"
