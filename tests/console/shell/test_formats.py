"""Polish as Poles write it, English as it is read; a number never breaks at the end of a line."""

from datetime import UTC, date, datetime

import pytest

from wraca.console import formats
from wraca.kit.money import Money

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("minor", "currency", "polish", "english"),
    [
        (123456, "PLN", "1 234,56 zł", "1,234.56 PLN"),
        (-5, "PLN", "-0,05 zł", "-0.05 PLN"),
        (100000000, "EUR", "1 000 000,00 €", "€1,000,000.00"),
        (123456, "USD", "1 234,56 USD", "$1,234.56"),
        (1234, "JPY", "1 234 JPY", "¥1,234"),
    ],
)
def test_money_reads_as_written_in_each_language(minor, currency, polish, english):
    amount = Money(minor, currency)
    assert formats.format_money(amount, "pl").replace(NBSP, " ") == polish
    assert formats.format_money(amount, "en").replace(NBSP, " ") == english


def test_money_and_counts_hold_no_breaking_space():
    for text in (formats.format_money(Money(123456789, "PLN"), "pl"), formats.format_count(1234567, "pl")):
        assert " " not in text
        assert NBSP in text


def test_sums_leave_the_minor_units_out():
    assert formats.format_money(Money(123456, "PLN"), "pl", minor=False).replace(NBSP, " ") == "1 235 zł"


def test_days_and_moments_stand_in_the_shops_zone():
    moment = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # already the 22nd in Warsaw, 00:30
    assert formats.format_moment(moment, "pl", "Europe/Warsaw") == "22.11.2026, 00:30"
    assert formats.format_moment(moment, "en", "Europe/Warsaw").replace(NBSP, " ") == "22 Nov 2026, 00:30"
    assert formats.format_day(date(2026, 11, 22), "pl") == "22.11.2026"
    assert formats.format_day(date(2026, 11, 22), "pl", shape="long") == "niedziela, 22 listopada 2026"
    assert formats.format_day(date(2026, 11, 22), "pl", shape="month").replace(NBSP, " ") == "listopad 2026"


def test_shares_and_counts():
    assert formats.format_share(0.425, "pl", digits=1) == f"42,5{NBSP}%"
    assert formats.format_share(0.425, "en", digits=1) == "42.5%"
    assert formats.format_count(1234.56, "pl", digits=1) == f"1{NBSP}234,6"
    assert formats.format_count(1234, "en") == "1,234"


def test_the_unknown_is_a_dash_and_never_zero():
    for text in (
        formats.format_money(None, "pl"),
        formats.format_count(None, "pl"),
        formats.format_share(None, "pl"),
        formats.format_day(None, "pl"),
        formats.format_moment(None, "pl", "Europe/Warsaw"),
    ):
        assert text == "—"


def test_interval_of_equal_ends_is_said_once():
    assert formats.format_interval("3", "3") == "3"
    assert formats.format_interval("3", "5") == "3–5"
