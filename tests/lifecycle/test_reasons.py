"""Reasons are stored as a code and values and told in the reader's language."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

from wraca.lifecycle.reasons import tell_reason

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    subprocess.run([sys.executable, "scripts/build_hook.py"], cwd=ROOT, check=True, capture_output=True)


SILENT = '{"silent_days": 74, "late_days": 31, "order_days": 5}'


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Silent for 74 days; 9 of 10 of their gaps are no longer than 31 days."),
        ("pl", "Milczy już 74 dni; 9 na 10 przerw między zamówieniami tej osoby trwa najwyżej 31 dni."),
    ],
)
def test_silence_is_told_beside_their_own_gaps(language, sentence):
    with translation.override(language):
        assert tell_reason("silent", SILENT) == sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "Silent for 49 days. 9 of 10 of their gaps are no longer than 16 days, but in this shop a customer like"
            " this is given up only after 48 days of silence.",
        ),
        (
            "pl",
            "Milczy już 49 dni. 9 na 10 przerw między zamówieniami tej osoby trwa najwyżej 16 dni, ale w tym sklepie"
            " za odchodzące uznajemy takie osoby dopiero wtedy, gdy milczą dłużej niż 48 dni.",
        ),
    ],
)
def test_a_silence_beyond_their_gaps_says_what_the_shop_waits_for(language, sentence):
    with translation.override(language):
        values = {"silent_days": 49, "late_days": 16, "limit_days": 48, "order_days": 7}
        assert tell_reason("silent", values) == sentence


def test_the_limit_goes_unsaid_where_it_is_their_own():
    with translation.override("en"):
        values = {"silent_days": 74, "late_days": 31, "limit_days": 31, "order_days": 5}
        assert tell_reason("silent", values) == tell_reason("silent", SILENT)


@pytest.mark.parametrize(("days", "words"), [(1, "1 dzień"), (2, "2 dni"), (5, "5 dni"), (22, "22 dni")])
def test_polish_days_have_their_forms(days, words):
    with translation.override("pl"):
        assert tell_reason("ordered_again", {"gap_days": days}) == f"Kolejne zamówienie; przerwa trwała {words}."


def test_an_unknown_usual_gap_is_left_out():
    values = {"order_days": 2, "usual_gap_days": None, "silent_days": 1}
    with translation.override("en"):
        assert tell_reason("several_orders", values) == "Ordered on 2 different days, the last time yesterday."


@pytest.mark.parametrize(
    ("language", "gap", "silent", "sentence"),
    [
        ("en", 1, 0, "Ordered on 5 different days, usually every day; the last time today."),
        ("pl", 1, 0, "Zamówienia w 5 różnych dniach, zwykle codziennie; ostatnie dziś."),
        ("pl", 3, 1, "Zamówienia w 5 różnych dniach, zwykle co 3 dni; ostatnie wczoraj."),
        ("pl", 12, 22, "Zamówienia w 5 różnych dniach, zwykle co 12 dni; ostatnie 22 dni temu."),
    ],
)
def test_days_ago_and_rhythm_are_said_as_people_say_them(language, gap, silent, sentence):
    values = {"order_days": 5, "usual_gap_days": gap, "silent_days": silent}
    with translation.override(language):
        assert tell_reason("several_orders", values) == sentence


def test_somebody_known_since_today_is_not_known_for_zero_days():
    with translation.override("pl"):
        assert tell_reason("no_order", {"known_days": 0}) == "Znamy tę osobę od dziś, jeszcze bez zamówienia."


def test_money_is_written_by_the_caller():
    values = {"order_days": 9, "spent_365_minor": 123456, "value_rank": 3}
    with translation.override("en"):
        told = tell_reason("core", values, money=lambda minor: f"{minor / 100:.2f} zł")
    assert told == "One of those who bring half of the revenue: 1234.56 zł in a year, number 3 by value."


def test_an_unknown_code_says_nothing():
    assert tell_reason("of another version", "{}") == ""
