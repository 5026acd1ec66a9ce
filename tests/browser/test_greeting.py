"""A greeting changed on the profile, as staff do it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.watch import Visit

from wraca.customers.models import Customer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def test_greeting_is_changed_in_place(browser, served):
    visit = Visit(browser, served, language="pl", scheme="light", width=1280)
    visit.log_in()
    page, ela = visit.page, Customer.objects.get(outside_id="ela")
    page.goto(f"{served}/customers/{ela.pk}/")
    expect(page.locator("#greeting")).to_contain_text("Pani Elżbieto")
    page.locator("#greeting button").click()
    page.get_by_label("Jak się zwracać").fill("Elu")
    page.locator("#change-greeting .button-main").click()
    expect(page.locator("#greeting")).to_contain_text("Pani Elu")
    expect(page.locator("#greeting")).to_contain_text("Olga Sowa")
    assert visit.complaints == []
    visit.context.close()
