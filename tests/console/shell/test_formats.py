"""Polish as Poles write it, English as it is read; a number never breaks at the end of a line."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from wraca.console import formats
from wraca.console.lists.cells import money_between
from wraca.console.templatetags.wraca import money_less
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


@pytest.mark.parametrize(
    ("minor", "english"),
    [(0, "$0"), (60, "$0.60"), (-3, "-$0.03"), (999, "$9.99"), (1000, "$10"), (1049, "$10"), (1051, "$11")],
)
def test_sum_below_ten_keeps_its_minor_units_and_zero_has_no_sign(minor, english):
    assert formats.format_money(Money(minor, "USD"), "en", minor=False) == english


@given(st.lists(st.integers(-5000, 5000), min_size=3, max_size=3).map(sorted))
def test_rounded_sum_stays_within_its_rounded_interval(minors):
    low, value, high = (
        Decimal(formats.format_money(Money(minor, "USD"), "en", minor=False).replace("$", "")) for minor in minors
    )
    assert low <= value <= high


@pytest.mark.parametrize(
    ("low", "high", "polish", "english"),
    [
        (120000, 190000, "1 200–1 900 zł", "1,200–1,900 PLN"),
        (35, 1800, "0,35–18 zł", "0.35–18 PLN"),
        (0, 60, "0–0,60 zł", "0–0.60 PLN"),
        (0, 0, "0 zł", "0 PLN"),
    ],
)
def test_range_of_sums_names_its_currency_once(low, high, polish, english):
    ends = Money(low, "PLN"), Money(high, "PLN")
    assert formats.format_money_between(*ends, "pl").replace(NBSP, " ") == polish
    assert formats.format_money_between(*ends, "en").replace(NBSP, " ") == english


def test_interval_that_misses_its_own_figure_is_widened_to_it():
    with translation.override("en"):
        # A mean of $0.60 above nine of ten outcomes, which are all nothing.
        assert money_between(0, 0, "USD", around=60) == "$0–0.60"
        assert money_between(100, 5000, "USD", around=60) == "$0.60–50"


def test_sum_taken_away_has_a_minus_and_nothing_has_none():
    with translation.override("en"):
        assert (money_less(250, "USD"), money_less(0, "USD")) == ("−$2.50", "$0.00")


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
