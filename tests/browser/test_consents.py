"""A consent told to staff, on a phone: read out, recorded, and taken back by one press."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect
from tests.browser.watch import Visit

from wraca.customers.models import Customer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def test_consent_is_recorded_and_withdrawn(browser, served):
    visit = Visit(browser, served, language="pl", scheme="light", width=390)
    visit.log_in()
    page, ela = visit.page, Customer.objects.get(outside_id="ela")
    page.goto(f"{served}/customers/{ela.pk}/")
    card = page.locator("#consents")
    row = card.get_by_role("listitem").filter(has_text="E-mail").first
    expect(row).to_contain_text("nie pytano")
    row.get_by_role("link").click()
    expect(page.locator("blockquote")).to_contain_text("aby sklep Sklepik")
    look(page, "give")
    page.locator("main .button-main").click()
    expect(row).to_contain_text("w rozmowie z: Olga Sowa")
    row.locator("summary").click()
    expect(row.locator("blockquote")).to_contain_text("aby sklep Sklepik")
    look(card, "card")
    row.get_by_role("button").click()
    expect(row).to_contain_text("Nie")
    look(card, "withdrawn")
    page.goto(f"{served}/settings/wordings/")
    expect(page.locator("main")).to_contain_text("aby sklep Sklepik")
    look(page, "wordings")
    assert visit.complaints == []
    visit.context.close()


def look(place: object, name: str) -> None:
    if folder := os.environ.get("WRACA_TEST_LOOK"):
        place.screenshot(path=f"{folder}/{name}.png")
