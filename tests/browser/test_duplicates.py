"""A pair merged and parted by keyboard and by the notice's undo: every row is as before. And a phone's width."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.watch import Visit
from tests.cast import NOW

from wraca.customers.duplicates.models import DuplicatePair
from wraca.customers.identity.models import Merge
from wraca.customers.models import Customer
from wraca.orders.models import CustomerSummary

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

REASONS = [{"name": "phone", "level": "same", "bits": 15.2}, {"name": "email", "level": "differs", "bits": -1.7}]


@pytest.fixture
def pair(served) -> DuplicatePair:
    first, second = Customer.objects.filter(outside_id__in=["bruno", "celina"]).order_by("pk")
    return DuplicatePair.objects.create(left=first, right=second, probability=0.97, reasons=REASONS, found_at=NOW)


def rows() -> list[dict]:
    customers = [
        {name: value for name, value in row.items() if name not in {"changed", "updated_at"}}
        for row in Customer.objects.order_by("pk").values()
    ]
    summaries = [
        {name: value for name, value in row.items() if name != "changed"}
        for row in CustomerSummary.objects.order_by("pk").values()
    ]
    return [*customers, *summaries]


def test_pair_is_merged_by_key_and_parted_by_undo(browser, served, pair):
    visit = Visit(browser, served, language="en", scheme="light", width=1280)
    visit.log_in()
    before = rows()
    visit.page.goto(f"{served}/customers/duplicates/")
    expect(visit.page.locator("h1")).to_have_text("Customers known twice")
    visit.page.keyboard.press("2")
    expect(visit.page.locator("input[name=stays]").nth(1)).to_be_checked()
    visit.page.keyboard.press("m")
    expect(visit.page.locator(".toast")).to_contain_text("one person now")
    assert Merge.objects.get().into_customer_id == pair.right_id
    visit.page.locator(".toast button", has_text="Undo").click()
    expect(visit.page.locator(".toast")).to_contain_text("as it was")
    assert Merge.objects.get().undone_at is not None
    assert rows() == before
    visit.page.keyboard.press("d")
    expect(visit.page.locator(".toast")).to_contain_text("two people")
    assert DuplicatePair.objects.get().decision == "different"
    assert visit.complaints == []
    visit.context.close()


def test_review_fits_a_phone_in_polish(browser, served, pair):
    Customer.objects.filter(pk=pair.right_id).update(email=f"{'bardzodlugienazwisko' * 3}@poczta.example.com")
    visit = Visit(browser, served, language="pl", scheme="light", width=390)
    visit.log_in()
    visit.page.goto(f"{served}/customers/duplicates/")
    expect(visit.page.locator("h1")).to_have_text("Klienci znani podwójnie")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    # Both people are in sight, the second one too, whatever long address they have.
    edges = visit.page.evaluate(
        "[...document.querySelectorAll('.table-sides td')].map(e => e.getBoundingClientRect().right)"
    )
    assert len(edges) > 10
    assert max(edges) <= 390
    assert visit.complaints == []
    visit.context.close()
