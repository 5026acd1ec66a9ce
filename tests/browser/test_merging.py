"""Two customers merged and parted by hand, in a browser: every row as before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.watch import Visit
from tests.rows import LOGS, dump

from wraca.customers.identity.models import Merge
from wraca.customers.models import Customer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def test_customers_merged_and_parted_by_hand_leave_every_row_as_before(browser, computed):
    visit = Visit(browser, computed, language="en", scheme="light", width=1280)
    visit.log_in()
    page = visit.page
    celina, bruno = (Customer.objects.get(outside_id=name).pk for name in ("celina", "bruno"))
    before = dump(without={*LOGS, "customers_merge"})

    page.goto(f"{computed}/customers/{celina}/")
    page.get_by_role("link", name="Merge with…").click()
    page.get_by_role("searchbox").fill("łoś")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("radio", name="Łoś", exact=True).check()
    page.get_by_role("button", name="They are one person: merge").click()
    page.wait_for_url(f"**/customers/{celina}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Celina Łoś")
    expect(page.locator("#orders-title").locator("xpath=../..")).to_contain_text("b1")
    assert dump(without={*LOGS, "customers_merge"}) != before

    # The old number leads to the person, and the list shows them once.
    page.goto(f"{computed}/customers/{bruno}/")
    page.wait_for_url(f"**/customers/{celina}/")
    page.goto(f"{computed}/customers/?q=bruno")
    expect(page.locator("a.row-link")).to_have_text(["Celina Łoś"])

    page.goto(f"{computed}/customers/{celina}/")
    page.locator("#merged-title").locator("xpath=../..").get_by_role("button", name="Undo").click()
    page.wait_for_url(re.compile(f"/customers/{celina}/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Celina Ćwik")
    page.goto(f"{computed}/customers/{bruno}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bruno Łoś")
    assert dump(without={*LOGS, "customers_merge"}) == before
    assert Merge.objects.get().undone_at is not None
    assert visit.complaints == []
    visit.context.close()
