"""How money, models and rows are said."""

import pytest

from mlworkbench.ui.widgets.judged_words import gain, money


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [(18420.4, "USD", "18,420 USD"), (3.5, "USD", "3.50 USD"), (20.0, "원", "20 원"), (1234567.0, "", "1,234,567")],
)
def test_money_is_said_in_whole_units_where_cents_say_nothing(amount, currency, said):
    assert money(amount, currency) == said


def test_a_gain_and_a_loss_carry_their_sign():
    assert gain(18420.0, "USD") == "+18,420 USD"
    assert gain(-20.0, "USD") == "−20 USD"
    assert gain(0.0, "USD") == "0 USD"
