"""The page of data quality: each count is that of the list it leads to."""

import re

import pytest
from tests.console.generation import publish
from tests.console.people import customer_row, ids

from wraca.console.quality.views import WORDS
from wraca.customers.freshness.fading import FIELDS
from wraca.insights.filters import BY_NAME, CONFIRMED_FIELDS

USABLE = {"email_usable": True, "phone_usable": True, "address_usable": False}


def rate(field: str) -> dict:
    return {
        "field": field,
        "shape": 2.0,
        "years": 20.0,
        "low": 0.02,
        "high": 0.24,
        "pairs": 0,
        "changes": 0,
        "customer_years": 0.0,
    }


@pytest.fixture
def listed(shop, generations_folder) -> None:
    known = ids()
    worth = {"expected_value_365_minor": 10_000, "expected_value_365_low_minor": 4_000}
    worth["expected_value_365_high_minor"] = 19_000
    customers = [
        customer_row(known["ada"]),
        customer_row(known["bruno"], **worth),
        customer_row(known["celina"], **worth),
        customer_row(known["darek"], source="other"),
    ]
    freshness = [
        # All fresh, and may be written to.
        {"customer_id": known["ada"], "email": 0.9, **USABLE},
        # The e-mail is to be confirmed; the phone may be called.
        {"customer_id": known["bruno"], "email": 0.59, "phone": 0.61, **USABLE},
        # E-mail agreed to, and none of her own; the address is old too.
        {"customer_id": known["celina"], "email": 0.5, "address": 0.2, **USABLE, "email_usable": False},
        # Never asked.
        {"customer_id": known["darek"], "email": 0.95, **USABLE},
    ]
    channels = ("email", "sms", "phone", "push", "messenger", "post")
    nothing = dict.fromkeys([*channels, *(f"{channel}_unproven" for channel in channels)], False)
    reach = [
        {"customer_id": known["ada"], **nothing, "email": True},
        {"customer_id": known["bruno"], **nothing, "phone_unproven": True},
        {"customer_id": known["celina"], **nothing, "email": True, "post": True},
    ]
    tables = {"customers": customers, "freshness": freshness, "reach": reach}
    publish(generations_folder, {**tables, "field_rates": [rate(field) for field in FIELDS]})


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().replace("\xa0", " ")))


def test_page_counts_who_is_affected_and_what_they_are_worth(listed, service):
    page = text_of(service.get("/quality/"))
    assert "4 customers as of" in page
    # Bruno and Celina; the errors of two add up as the root of their squares: 60 * 1.414 below, 90 * 1.414 above.
    assert re.search(r"Something to confirm 2 customers .*? Value behind them: 200 PLN \(115–327 PLN\), of 2 ", page)
    assert re.search(r"Address to confirm 1 customer ", page)
    assert re.search(r"Phone to confirm Nobody", page)
    # Celina has no usable address, Darek no consent.
    assert re.search(r"No way to reach them 2 customers .*? of 1 with a score cast: 1 other: 1", page)
    assert re.search(r"Consent without proof 1 customer ", page)
    assert "E-mail 10.0 " in page
    assert "an assumption" in page


@pytest.mark.parametrize("code", BY_NAME["quality"].choices)
def test_each_count_is_that_of_the_list_behind_it(listed, service, code):
    page = service.get("/quality/").content.decode()
    counted = re.search(rf'href="/customers/\?quality={code}">(\d+) customer', page)
    rows = service.get(f"/customers/?quality={code}").content.decode().count('class="row-link"')
    assert int(counted[1] if counted else 0) == rows


def test_list_of_one_source_holds_only_its_customers(listed, service):
    page = service.get("/customers/?quality=unreachable&source=other").content.decode()
    assert page.count('class="row-link"') == 1
    assert "Dariusz Lis" in page


def test_every_problem_has_its_words():
    assert set(BY_NAME["quality"].choices) <= set(WORDS)
    assert set(CONFIRMED_FIELDS) < set(FIELDS)


def test_page_before_the_first_refresh_says_what_comes(shop, service):
    page = text_of(service.get("/quality/"))
    assert "No pair waits for a decision." in page
    assert "The rest comes with the first refresh" in page
